"""The bridge: a question is accepted, answered in its Thread's lane, and shown where it was asked."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TypeVar

from bridge import log
from bridge.accepting import Accepting
from bridge.alone import Alone
from bridge.answering.feed import Feed
from bridge.answering.fetching import Fetching
from bridge.answering.noting import Noting, Over
from bridge.answering.obtaining import Obtaining
from bridge.answering.offhand import Offhand
from bridge.answering.reading import Left
from bridge.commands.controls import Controls
from bridge.commands.joining import Joining
from bridge.errors import BridgeError, BrokenOff, Ending, GivenUp, Remembered, Undeliverable
from bridge.events import Failed, Paused
from bridge.metrics import Metrics
from bridge.owner import Owner
from bridge.protocols import (
    AtOnce,
    Backend,
    Caller,
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
from bridge.tasks import ended
from bridge.texts import Phrase, say
from bridge.types import Key, Language, MessageId, Question, State, Thread, Turn, TurnId
from bridge.waiting import crowd
from bridge.waiting.ages import Ages
from bridge.waiting.beside import Beside
from bridge.waiting.calls import Calls
from bridge.waiting.crowd import Crowd
from bridge.waiting.gate import Gate, Standing
from bridge.waiting.giving_up import SHOWING, GivingUp
from bridge.waiting.lanes import Lanes
from bridge.waiting.limits import UNLIMITED, Limits
from bridge.waiting.line import Line
from bridge.waiting.patience import Patience, Pause, until_stored

logger = logging.getLogger(__name__)

T = TypeVar("T")

LAST_WORDS = 2.0
"""Seconds in which it is said of answers that they go on later."""

TRIES_OF_A_BUG = 3
"""How often showing is tried when it fails for a reason that nobody foresaw."""


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
    ) -> None:
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
        self.joining = Joining(store, platforms, rules, self.peers)
        self.metrics = Metrics(self.gates, self.lines)
        self._platforms = platforms
        self._pause = pause
        self._lanes = scheduler(self._work)
        self._beside = Beside(self._lanes.wake)
        self._crowd = Crowd(self._lanes.wake, at_work)
        self.accepting = Accepting(store, backends, rules, choice, self._accepted)
        fetching = Fetching(store, platforms, pause)
        self._ages = Ages()
        self._giving_up = GivingUp(store, platforms, limits, self._ages, pause)
        self._obtaining = Obtaining(
            store,
            backends,
            self.gates,
            self.lines,
            self.owner,
            fetching,
            self.metrics,
            rules,
            pause,
            limits,
            self._ages,
        )
        self.calls = Calls(store, self._called)
        self.resumed = False
        """What an earlier run left unfinished is under way again."""
        self._callers: dict[Key, Feed] = {}
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
        if key in self._callers:
            raise self.accepting.bad("asked_before", question)
        self._callers[key] = feed = Feed(alone=alone)  # known before the lane can come to the turn
        try:
            await self.noted()  # what was said in the Thread before may be there since just now
            if await self.accepting.accept(question, held=True) is None:
                raise self.accepting.bad("asked_before", question)
            yield feed
        finally:
            del self._callers[key]
            if not self._obtaining.stop_question(key):
                self.peers.left(question)

    async def note(self, over: Over) -> None:
        """Remember a turn that came to its end without us; in the ledger a moment later, and before we close."""
        await self._noting.note(partial(self._counted, over))

    async def noted(self) -> None:
        """Wait until all such turns are in the ledger: before one of them is looked for."""
        await self._noting.noted()

    @property
    def callers(self) -> Mapping[Key, Feed]:
        """What is told to those who hold their questions' streams here."""
        return self._callers

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
        self._beside.gone_on(thread)
        return stopped

    async def erase(self, thread: Thread) -> int:
        """Forget all that was said in this conversation, and stop what is under way; how many turns it had."""
        everywhere = [thread, *await self.store.joined(thread)]
        gone = await self.store.erase(thread)
        for one in everywhere:
            await self.stop(one)
        return gone

    async def resume(self) -> None:
        """Go on with everything that an earlier run left unfinished."""
        for thread in await self.store.unfinished():
            self._lanes.wake(thread)
        self.resumed = True

    async def idle(self) -> None:
        """Wait until every accepted turn is at its end."""
        await self._lanes.idle()

    @property
    def ending(self) -> bool:
        """Nothing is begun any more."""
        return self._obtaining.winding_down

    async def end(self, seconds: float) -> None:
        """Nothing is begun any more; what is under way has so many seconds, and what is left then says so."""
        self._obtaining.wind_down()
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
                logger.info("%d answers are still on their way to where they are shown", len(self._lanes))

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
        await self._lanes.close()
        await self._giving_up.close()
        await self._offhand.close()
        await self._noting.close()
        for gate in self.gates.values():
            await gate.close()
        for line in self.lines.values():
            line.close()
        await self.owner.close()

    async def answer(self, turn: Turn) -> None:
        """Bring the turn to its end, from wherever the ledger says it is.

        Raises PlatformError when the answer could not be shown; answering the turn again then only shows it. Raises
        GivenUp when that is tried no longer, and NotReady when an earlier run may have asked and the backend can't
        be looked at now.
        """
        if turn.state is State.DELIVERED:
            return
        feed, afar = self._callers.get(turn.question.key), None
        if feed is None and turn.held:
            afar = await self.peers.caller(turn)
        called = feed is not None or afar is not None
        feed = feed or Feed(alone=afar is not None and afar.alone)
        term = self._giving_up.term(turn)
        showing = asyncio.create_task(self._show(turn, feed, afar))
        try:
            failed = await self._obtaining.obtain(turn, feed, term, called=called)
            self._beside.answered(turn.thread)
            feed.close()
            await self._giving_up.shown(turn, showing, term)
        except Left as left:
            await self._say_that_it_goes_on(turn, feed, showing, left)
            raise
        finally:
            await ended(showing)
        await self._patiently(lambda: self.store.told(turn.id) if failed else self.store.delivered(turn.id))
        if title := self._obtaining.titles.pop(turn.id, ""):
            await self.controls.titled(turn.thread, turn.backend, title)

    async def _say_that_it_goes_on(self, turn: Turn, feed: Feed, showing: asyncio.Task[None], left: Left) -> None:
        """Nothing stands there half without a word; a caller's stream goes on nowhere."""
        if turn.held:
            feed.put(Failed(BrokenOff(what=Phrase("ending")) if left.begun else Ending()))
        else:
            feed.put(Paused())
        feed.close()
        await asyncio.wait({showing}, timeout=LAST_WORDS)

    def _counted(self, over: Over) -> Turn:
        turn = over()
        failed = turn.state is State.FAILED
        self.metrics.ended("failed" if failed else "stopped" if turn.stopped else "answered")
        self.metrics.used(turn.backend, turn.used)
        return turn

    def _language(self, question: Question) -> Language:
        return self.rules(question.thread.place).language

    async def _work(self, thread: Thread) -> bool:
        """Take the Thread's next turn to its end; False when there is none that can be taken now."""
        try:
            turn = await self._next(thread)
            if turn is None:
                return False
            with log.about(turn.id):
                await self._persist(turn)
            return True
        finally:
            self._beside.ended(thread)
            self._crowd.leaves(thread)

    async def _next(self, thread: Thread) -> Turn | None:
        """Not before what another Thread of the conversation asked earlier is answered; that one wakes this."""
        for waits in (True, False):
            if self.ending:
                return None
            turn = await self._patiently(lambda: self.store.next(thread))
            if turn is None or not (turn.held or self._reachable(thread)):
                return None  # a platform that is not configured any more: its turns wait until it is again
            if not self._lanes.takes(turn):
                return None  # another node does; it is this Thread's next until then
            ahead = [one for one in self._beside.before(turn) if self._reachable(one)]
            if not ahead or turn.state is not State.ACCEPTED:
                if not self._crowd.lets_in(turn):
                    return None  # it is woken when it may
                self._beside.begins(thread)
                return turn
            if waits:
                self._beside.wait(thread, ahead)  # and look again: it may have been answered just now
        return None

    def _reachable(self, thread: Thread) -> bool:
        return thread.platform in self._platforms

    async def _persist(self, turn: Turn) -> None:
        with self._giving_up.at_work(turn):
            if why := await self._giving_up.too_often(turn):
                return await self._leave(turn, why)
            return await self._to_its_end(turn)

    async def _to_its_end(self, turn: Turn) -> None:
        patience, bugs = Patience(pause=self._pause), 0
        current: Turn | None = turn
        while current is not None and current.id == turn.id:
            try:
                if current.unwanted and current.state in SHOWING:
                    raise GivenUp
                return await self.answer(current)
            except Left:
                return logger.info("left as it stands: the next start goes on with it")
            except GivenUp as error:
                return await self._leave(current, error)
            except Undeliverable as error:
                return await self._give_up(turn, error.say(self._language(turn.question)))
            except BridgeError as error:
                logger.warning("not at its end, again in %.0f s: %s", patience.seconds, error)
            except Exception:
                logger.exception("not at its end, again in %.0f s", patience.seconds)
                if (bugs := bugs + 1) == TRIES_OF_A_BUG:
                    return await self._give_up(turn, say("not_shown", self._language(turn.question)))
            await patience.wait()
            current = await self._patiently(lambda: self.store.next(turn.thread))
        return None

    async def _leave(self, turn: Turn, why: GivenUp) -> None:
        await self._giving_up.tell(turn, why)
        await self._give_up(turn, why.say(self._language(turn.question)))

    async def _give_up(self, turn: Turn, reason: str) -> None:
        logger.error("gave up: %s", reason)
        if feed := self._callers.get(turn.question.key):
            feed.put(Failed(Remembered(reason=reason)))
            feed.close()
        await self._patiently(lambda: self.store.failed(turn.id, reason, given_up=True))
        await self._patiently(lambda: self.store.told(turn.id))

    def _accepted(self, thread: Thread, turn: Turn | None) -> None:
        if turn is not None:
            self._ages.accepted(turn.id)
        self._lanes.wake(thread)

    def _called(self, turn: TurnId, thread: Thread) -> None:
        """Somebody has changed it in the ledger: to be given up, or tried again."""
        self._giving_up.called(turn)
        self._lanes.wake(thread)

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        return await until_stored(step, self._pause)

    async def _show(self, turn: Turn, feed: Feed, afar: Caller | None) -> None:
        if afar is not None:
            return await afar.show(feed)
        if turn.held:
            return None  # the caller reads the feed; without one the answer is kept in the ledger
        return await self._platforms[turn.thread.platform].show(turn, feed)
