"""The bridge: a question is accepted, answered in its Thread's lane, and shown where it was asked."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from bridge.accepting import Accepting
from bridge.alone import Alone
from bridge.answering.feed import Feed
from bridge.answering.fetching import Fetching
from bridge.answering.means import Means
from bridge.answering.noting import Noting, Over
from bridge.answering.obtaining import Obtaining
from bridge.answering.offhand import Offhand
from bridge.before.earlier import Before
from bridge.before.holding import Holding
from bridge.commands.controls import Controls
from bridge.commands.forgetting import Forgetting
from bridge.commands.joining import Joining
from bridge.errors import Ending
from bridge.finding.finding import Finding
from bridge.finding.indexing import Indexing
from bridge.metrics import Metrics
from bridge.naming.names import Names
from bridge.owner import Owner
from bridge.protocols import (
    AtOnce,
    Backend,
    Choice,
    Directory,
    Forwards,
    Leaves,
    Peers,
    Platform,
    Scheduler,
    Store,
    Work,
)
from bridge.types import (
    Conversation,
    Key,
    Language,
    Looking,
    MessageId,
    Question,
    Results,
    Seen,
    State,
    Thread,
    Turn,
    TurnId,
)
from bridge.waiting import crowd
from bridge.waiting.ages import Ages
from bridge.waiting.calls import Calls
from bridge.waiting.gate import Gate, Standing
from bridge.waiting.giving_up import GivingUp
from bridge.waiting.lanes import Lanes
from bridge.waiting.limits import UNLIMITED, Limits
from bridge.waiting.line import Line
from bridge.waiting.patience import Pause
from bridge.working import LAST_WORDS, Working

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Bridge:
    """Accepts questions and brings every accepted turn to its end."""

    def __init__(
        self,
        store: Store,
        backends: Mapping[str, Backend],
        platforms: Mapping[str, Platform],
        rules: Directory,
        pause: Pause = asyncio.sleep,
        language: Language = "en",
        choice: Choice | None = None,
        limits: Limits = UNLIMITED,
        scheduler: Callable[[Work], Scheduler] = Lanes,
        at_work: int = crowd.MOST,
        peers: Peers | None = None,
        names: Path | None = None,
    ) -> None:
        """``names``: the file in which is kept what people and channels are called."""
        self.store = store
        self.backends = backends
        self.forwarding = {name: one for name, one in backends.items() if isinstance(one, Forwards)}
        """Those to whom callers' bodies can be passed on."""
        self.rules = rules
        self.peers = peers or Alone()
        self.owner = Owner(platforms.values(), pause, language)
        self.gates = {name: Gate(name, backend, store, self.owner, pause) for name, backend in backends.items()}
        choice = choice or (lambda place, _: rules(place).backend)
        self.lines = {name: Line(name, one.at_once) for name, one in backends.items() if isinstance(one, AtOnce)}
        """Before those that answer so many at once and no more."""
        self.controls = Controls(store, backends, self.gates, platforms, choice)
        self.forgetting = Forgetting(store, backends)
        self.joining = Joining(store, platforms, rules, self.peers)
        self.names = Names(platforms, names)
        self._finding = Finding(store, platforms, names=self.names)
        self.indexing = Indexing(store)
        self.metrics = Metrics(self.gates, self.lines)
        self._asked_on = frozenset(platforms)
        self._pause = pause
        self.accepting = Accepting(store, backends, rules, choice, self._accepted)
        self._ages = Ages()
        self.before = Before(self.find, self.controls, platforms)
        self.holding = Holding(store, self.before, platforms, rules)
        self._giving_up = GivingUp(store, platforms, limits, self._ages, pause)
        fetching = Fetching(store, platforms, pause)
        means = Means(store, backends, self.gates, self.lines, self.owner, fetching, pause)
        self._obtaining = Obtaining(means, self.metrics, rules, limits, self._ages)
        self.working = Working(
            store,
            platforms,
            rules,
            self._obtaining,
            self._giving_up,
            self.holding,
            self.controls,
            self.peers,
            scheduler,
            at_work,
            pause,
        )
        self.calls = Calls(store, self.working.called)
        self.resumed = False
        """What an earlier run left unfinished is under way again."""
        self._noting = Noting(store, pause)
        self._offhand = Offhand(backends, self.gates, self._noting, self.metrics, rules)

    async def accept(self, question: Question) -> Turn | None:
        """Remember the question and see to its answer; None when this message was accepted before."""
        return await self.accepting.accept(question)

    async def accept_edited(self, question: Question, edited: MessageId) -> Turn | None:
        """Ask the Thread's last question in these words; ``edited`` is the message that has them now.

        ``question.message`` is an id that was not asked before. BadQuestion when ``edited`` is not the last one.
        """
        return await self.accepting.accept_edited(question, edited)

    async def decline(self, question: Question, reason: str) -> Turn | None:
        """Don't ask it, and tell its asker why, once; None when this message was accepted before."""
        return await self.accepting.decline(question, reason)

    @asynccontextmanager
    async def ask(self, question: Question, *, new: bool = False, alone: bool = False) -> AsyncIterator[Feed]:
        """Ask and hold the answer's stream; leaving early stops the answer.

        ``new``: the Thread was made up for this question, and nobody else knows of it. ``alone``: its backend
        answers or none does.
        """
        if self.ending:
            raise Ending
        if new and self._offhand:
            ready = self.accepting.ready(question)
            if self._offhand.takes(*ready):
                async with self._offhand.ask(*ready) as feed:
                    yield feed
                return
        key = question.key
        if key in self.working.callers:
            raise self.accepting.bad("asked_before", question)
        self.working.callers[key] = feed = Feed(alone=alone)  # known before the lane can come to the turn
        try:
            await self.noted()  # what was said in the Thread before may be there since just now
            if await self.accepting.accept(question, held=True) is None:
                raise self.accepting.bad("asked_before", question)
            yield feed
        finally:
            del self.working.callers[key]
            if not self._obtaining.stop_question(key):
                self.peers.left(question)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Somebody else answers what this task asks; it is under way here all the same. Raises Ending."""
        if self.ending:
            raise Ending
        with self._offhand.beside():
            yield

    async def note(self, over: Over) -> None:
        """Remember a turn that came to its end without us; in the ledger a moment later, and before we close."""
        await self._noting.note(partial(self._counted, over))

    async def noted(self) -> None:
        """Wait until all such turns are in the ledger: before one of them is looked for."""
        await self._noting.noted()

    @property
    def callers(self) -> Mapping[Key, Feed]:
        """What is told to those who hold their questions' streams here."""
        return self.working.callers

    @asynccontextmanager
    async def looking_on(self, turn: TurnId) -> AsyncIterator[Feed | None]:
        """What is told of its answer, whoever is shown it and wherever it is written; None: it is not, just now."""
        if feed := self.working.feeds.get(turn):
            with feed.looked_on() as looker:
                yield looker
        else:
            async with self.peers.looking_on(turn) as looker:
                yield looker

    async def stop(self, thread: Thread, message: MessageId | None = None) -> bool:
        """Stop the answer being written in this Thread, or only that to this message; False when there is none."""
        return self.stop_here(thread, message) or await self.peers.stop(thread, message)

    def stop_here(self, thread: Thread, message: MessageId | None = None) -> bool:
        """The same of those that are written by this process."""
        return self._obtaining.stop(thread, message)

    def hung_up(self, key: Key) -> None:
        """Whoever held this question's stream elsewhere does so no more."""
        self._obtaining.stop_question(key)

    async def standing(self, backend: str) -> Standing:
        """How it is with this backend, wherever it is asked."""
        if there := await self.peers.standing(backend):
            return there
        line = self.lines.get(backend)
        waiting = tuple(turn.thread for turn in line.waiting) if line else ()
        return replace(self.gates[backend].standing, for_others=waiting)

    async def follows(self, turn: Turn) -> bool:
        """Whether it will be one question with one that waits before it."""
        return self.rules(turn.thread.place).merge > 0 and await self.store.follows(turn.id)

    async def queued(self, thread: Thread) -> int:
        """How many turns of this Thread stand before its newest one."""
        return max(0, await self.store.waiting(thread) - 1)

    async def withdraw(self, thread: Thread, message: MessageId) -> bool:
        """Its asker deleted this message: a question that was not begun is not asked; False for all others."""
        if not await self.store.withdraw(thread, message):
            return self.withdraw_here(thread, message) or await self.peers.withdraw(thread, message)
        if not self.withdrawn_here(thread, message):
            self.metrics.ended("withdrawn")
        self.peers.withdrawn(thread, message)
        return True

    def withdraw_here(self, thread: Thread, message: MessageId) -> bool:
        """A question that waits at a wall or in line here is not asked; False for all others."""
        key = (thread.place, message)
        at_a_wall = any(key == turn.question.key for gate in self.gates.values() for turn in gate.line)
        in_line = any(line.has_unasked(key) for line in self.lines.values())
        if at_a_wall or in_line:
            self.withdrawn_here(thread, message)
        return at_a_wall or in_line

    def withdrawn_here(self, thread: Thread, message: MessageId) -> bool:
        """It may wait here in its turn, at a wall or for its files: True then; and others may wait behind it."""
        stopped = self._obtaining.stop_question((thread.place, message))
        self.working.beside.gone_on(thread)
        self.holding.look(thread)
        return stopped

    async def find(self, looking: Looking) -> Results:
        """The best of what somebody may see that holds what they look for; StorageError when it can't be looked."""
        return await self._finding.find(looking)

    async def opens(self, thread: Thread, seen: Seen) -> bool:
        """Whether somebody may go on with what is said in this Thread; nobody learns whether there is one."""
        return await self._finding.opens(thread, seen)

    def asks_on(self, platform: str) -> bool:
        """Whether this is a platform of ours; it is none that old chats have."""
        return platform in self._asked_on

    async def ask_anyway(self, turn: Turn) -> bool:
        """Though the same was asked before; False when it was begun by now, or is not to be asked any more."""
        wanted = await self.store.ask_anyway(turn.id)
        self.holding.look(turn.thread)
        return wanted

    async def erase(self, thread: Thread, theirs: Sequence[Conversation] = ()) -> int:
        """Forget all that was said in this conversation, and stop what is under way; how many turns it had.

        Before that, ``theirs`` are deleted at their backends. Raises BackendError, and nothing is forgotten, where
        they can't be.
        """
        everywhere = [thread, *await self.store.joined(thread)]
        if theirs:
            for one in everywhere:
                await self.stop(one)
            await self.forgetting.delete(theirs)
        gone = await self.store.erase(thread)
        for one in everywhere:
            await self.stop(one)
        return gone

    async def resume(self) -> None:
        """Go on with everything that an earlier run left unfinished."""
        for thread in await self.store.unfinished():
            self.working.lanes.wake(thread)
        self.resumed = True

    async def idle(self) -> None:
        """Wait until every accepted turn is at its end."""
        await self.working.lanes.idle()

    @property
    def ending(self) -> bool:
        """Nothing is begun any more."""
        return self._obtaining.winding_down

    async def end(self, seconds: float) -> None:
        """Nothing is begun any more; what is under way has so many seconds, and what is left then says so."""
        self._obtaining.wind_down()
        self.holding.wind_down()
        try:
            async with asyncio.timeout(seconds):
                await self.idle()
                await self._offhand.idle()
        except TimeoutError:
            self._hand_over()
            try:
                async with asyncio.timeout(LAST_WORDS):
                    await self.idle()
            except TimeoutError:
                logger.info("%d answers are still on their way to where they are shown", len(self.working.lanes))

    def _hand_over(self) -> None:
        for backend in self.backends.values():
            if isinstance(backend, Leaves):
                backend.leave()
        self._obtaining.leave()
        self._offhand.leave()

    async def close(self) -> None:
        """End all work where it stands; the next start goes on from the ledger."""
        for backend in self.backends.values():
            if isinstance(backend, Leaves):
                backend.leave()
        await self.working.lanes.close()
        await self.holding.close()
        await self.names.close()
        await self._giving_up.close()
        await self._offhand.close()
        await self._noting.close()
        for gate in self.gates.values():
            await gate.close()
        for line in self.lines.values():
            line.close()
        await self.owner.close()

    async def answer(self, turn: Turn) -> None:
        """Bring the turn to its end once; see `Working.answer`."""
        await self.working.answer(turn)

    def _counted(self, over: Over) -> Turn:
        turn = over()
        failed = turn.state is State.FAILED
        self.metrics.ended("failed" if failed else "stopped" if turn.stopped else "answered")
        self.metrics.used(turn.backend, turn.used)
        return turn

    def _accepted(self, thread: Thread, turn: Turn | None) -> None:
        if turn is not None:
            self._ages.accepted(turn.id)
            self.names.heard(turn.question)
        self.working.lanes.wake(thread)
        self.holding.look(thread)
