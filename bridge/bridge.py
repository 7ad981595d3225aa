"""The bridge: a question is accepted, answered in its Thread's lane, and shown where it was asked."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from bridge import log
from bridge.accepting import Accepting
from bridge.controls import Controls
from bridge.errors import (
    Apology,
    BridgeError,
    CallerLeft,
    NotReady,
    Remembered,
    Undeliverable,
    Withdrawn,
)
from bridge.events import CutShort, Failed, Rewritten, Stopped, Text
from bridge.feed import Feed
from bridge.fetching import Fetching
from bridge.lanes import Lanes
from bridge.metrics import Metrics
from bridge.owner import Owner
from bridge.patience import Patience, Pause, until_stored
from bridge.protocols import Backend, Choice, Directory, Leaves, Platform, Store
from bridge.reading import Key, Reading, ended, key_of
from bridge.sending import Sending
from bridge.texts import say
from bridge.types import Language, MessageId, Question, State, Thread, Turn, TurnId
from bridge.waiting import Gate

logger = logging.getLogger(__name__)

T = TypeVar("T")

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
    ) -> None:
        self.store = store
        self.backends = backends
        self.rules = rules
        self.owner = Owner(platforms.values(), pause, language)
        self.gates = {name: Gate(name, backend, store, self.owner, pause) for name, backend in backends.items()}
        choice = choice or (lambda place, _: rules(place).backend)
        self.controls = Controls(store, backends, self.gates, platforms, choice)
        self.metrics = Metrics(self.gates)
        self._platforms = platforms
        self._pause = pause
        self._lanes = Lanes(self._work)
        self.accepting = Accepting(store, backends, rules, choice, self._lanes.wake)
        self._fetching = Fetching(store, platforms, pause)
        self._callers: dict[Key, Feed] = {}
        self._titles: dict[TurnId, str] = {}
        """What a backend called the conversation of a turn that is being answered."""
        self._readings: dict[Thread, Reading] = {}

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
    async def ask(self, question: Question) -> AsyncIterator[Feed]:
        """Ask and hold the answer's stream; leaving early stops the answer."""
        key = key_of(question)
        if key in self._callers:
            raise self.accepting.bad("asked_before", question)
        self._callers[key] = feed = Feed()  # known before the lane can come to the turn
        try:
            if await self.accepting.accept(question, held=True) is None:
                raise self.accepting.bad("asked_before", question)
            yield feed
        finally:
            del self._callers[key]
            reading = self._readings.get(question.thread)
            if reading is not None and reading.key == key:
                reading.stop()

    def stop(self, thread: Thread, message: MessageId | None = None) -> bool:
        """Stop the answer being written in this Thread, or only that to this message; False when there is none."""
        reading = self._readings.get(thread)
        if reading is None or message not in (None, reading.key[1]):
            return False
        return reading.stop()

    async def queued(self, thread: Thread) -> int:
        """How many turns of this Thread stand before its newest one."""
        return max(0, await self.store.waiting(thread) - 1)

    async def withdraw(self, thread: Thread, message: MessageId) -> bool:
        """Its asker deleted this message: a question that was not begun is not asked; False for all others."""
        key = (thread.place, message)
        at_a_wall = any(key == key_of(turn.question) for gate in self.gates.values() for turn in gate.line)
        if not await self.store.withdraw(thread, message) and not at_a_wall:
            return False
        waiting = [one for one in self._readings.values() if one.key == key]
        for reading in waiting:
            reading.stop()  # it waits, at the wall or for its files
        if not waiting:
            self.metrics.ended("withdrawn")
        return True

    async def erase(self, thread: Thread) -> int:
        """Forget all that was said in this Thread, and stop what is under way there; how many turns it had."""
        gone = await self.store.erase(thread)
        self.stop(thread)
        return gone

    async def resume(self) -> None:
        """Go on with everything that an earlier run left unfinished."""
        for thread in await self.store.unfinished():
            self._lanes.wake(thread)

    async def idle(self) -> None:
        """Wait until every accepted turn is at its end."""
        await self._lanes.idle()

    async def close(self) -> None:
        """End all work where it stands; the next start goes on from the ledger."""
        for backend in self.backends.values():
            if isinstance(backend, Leaves):
                backend.leave()
        await self._lanes.close()
        for gate in self.gates.values():
            await gate.close()
        await self.owner.close()

    async def answer(self, turn: Turn) -> None:
        """Bring the turn to its end, from wherever the ledger says it is.

        Raises PlatformError when the answer could not be shown; answering the turn again then only shows it. Raises
        NotReady when an earlier run may have asked and the backend can't be looked at now.
        """
        if turn.state is State.DELIVERED:
            return
        feed = self._callers.get(key_of(turn.question)) or Feed()
        showing = asyncio.create_task(self._show(turn, feed))
        try:
            failed = await self._obtain(turn, feed)
            feed.close()
            await showing
        finally:
            await ended(showing)
        await self._patiently(lambda: self.store.told(turn.id) if failed else self.store.delivered(turn.id))
        if title := self._titles.pop(turn.id, ""):
            await self.controls.name_after_channel(turn.thread, turn.backend, title)

    def _language(self, question: Question) -> Language:
        return self.rules(question.thread.place).language

    async def _work(self, thread: Thread) -> bool:
        """Take the Thread's next turn to its end; False when there is none."""
        turn = await self._patiently(lambda: self.store.next(thread))
        if turn is None or not (turn.held or thread.platform in self._platforms):
            return False  # a platform that is not configured any more: its turns wait until it is again
        with log.about(turn.id):
            await self._persist(turn)
        return True

    async def _persist(self, turn: Turn) -> None:
        patience, bugs = Patience(pause=self._pause), 0
        current: Turn | None = turn
        while current is not None and current.id == turn.id:
            try:
                return await self.answer(current)
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

    async def _give_up(self, turn: Turn, reason: str) -> None:
        logger.error("gave up: %s", reason)
        if feed := self._callers.get(key_of(turn.question)):
            feed.put(Failed(Remembered(reason=reason)))
            feed.close()
        await self._patiently(lambda: self.store.failed(turn.id, reason))
        await self._patiently(lambda: self.store.told(turn.id))

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        return await until_stored(step, self._pause)

    async def _show(self, turn: Turn, feed: Feed) -> None:
        if turn.held:
            return  # the caller reads the feed; without one the answer is kept in the ledger
        await self._platforms[turn.thread.platform].show(turn, feed)

    async def _obtain(self, turn: Turn, feed: Feed) -> bool:
        """Put the answer, or why there is none, into the ledger and the feed; True when there is none."""
        match turn.state:
            case State.ANSWERED:
                self._show_kept(turn, feed)
                if turn.cut:
                    feed.put(CutShort())
                if turn.stopped:
                    feed.put(Stopped())
                return False
            case State.FAILED:
                self._show_kept(turn, feed)
                feed.put(Failed(Remembered(reason=turn.reason)))
                return True
            case State.ACCEPTED if turn.held and key_of(turn.question) not in self._callers:
                return await self._fail(turn, feed, CallerLeft())
            case _:
                return await self._ask(turn, feed)

    async def _ask(self, turn: Turn, feed: Feed) -> bool:
        if feed.text:
            feed.put(Rewritten(""))  # a second try of a turn whose caller has seen the beginning
        sending = self._sending(turn, feed)
        reading = Reading(key_of(turn.question), asyncio.create_task(sending.run()))
        self._readings[turn.thread] = reading
        try:
            await asyncio.wait({reading.task})
        finally:
            del self._readings[turn.thread]
            await ended(reading.task)
        if sending.title and not turn.held:
            self._titles[turn.id] = sending.title
        self.metrics.read(sending.way)
        error = reading.error()
        if reading.stopped or isinstance(error, Withdrawn):
            logger.info("stopped after %d characters%s", len(feed.text), f": {error}" if error else "")
        elif isinstance(error, NotReady) and turn.resumed:
            raise error  # it may have been asked before the restart: the answer is waited for
        elif error:
            return await self._fail(turn, feed, error)
        stopped = reading.stopped or sending.cut or error is not None
        self.metrics.ended("stopped" if stopped else "answered")
        await self._patiently(lambda: self.store.answered(turn.id, feed.text, stopped=stopped))
        if stopped:
            feed.put(Stopped())
        return False

    def _sending(self, turn: Turn, feed: Feed) -> Sending:
        return Sending(
            turn,
            feed,
            self.store,
            self.backends,
            self.gates,
            self.owner,
            self._fetching,
            language=self._language(turn.question),
            waits=key_of(turn.question) not in self._callers,
            pause=self._pause,
        )

    def _show_kept(self, turn: Turn, feed: Feed) -> None:
        feed.link(turn, self.backends.get(turn.backend))
        if turn.answer:
            feed.put(Text(turn.answer))
        for made in turn.files:
            feed.put(made)

    async def _fail(self, turn: Turn, feed: Feed, error: BaseException) -> bool:
        if isinstance(error, BridgeError):
            logger.warning("failed: %s", error)
        else:
            logger.error("a bug", exc_info=error)
            error = Apology(turn=turn.id)
        self.metrics.ended("failed")
        self.metrics.error(error)
        reason = error.say(self._language(turn.question))
        await self._patiently(lambda: self.store.failed(turn.id, reason, feed.text))
        feed.put(Failed(error))
        return True
