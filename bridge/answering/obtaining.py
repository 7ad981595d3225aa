"""The answer to a turn, from its backend or from the ledger: into the ledger, then into the feed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bridge.answering.feed import Feed
from bridge.answering.means import Means
from bridge.answering.reading import Left, Reading
from bridge.answering.sending import Sending
from bridge.answering.standing_in import stand_in
from bridge.errors import (
    Apology,
    BridgeError,
    CallerLeft,
    GivenUp,
    NotReady,
    ReadTooLate,
    Remembered,
    WaitedTooLong,
    Withdrawn,
)
from bridge.events import CutShort, Failed, Rewritten, Stopped, Text
from bridge.merging import Merging
from bridge.metrics import Metrics
from bridge.protocols import Directory
from bridge.tasks import ended
from bridge.types import Key, Language, MessageId, Question, State, Thread, Turn, TurnId
from bridge.waiting.ages import Ages
from bridge.waiting.limits import Limits, Term, hours
from bridge.waiting.patience import until_stored

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Obtaining:
    """Of all turns; one at a time in each Thread."""

    def __init__(self, means: Means, metrics: Metrics, rules: Directory, limits: Limits, ages: Ages) -> None:
        self.titles: dict[TurnId, str] = {}
        """What a backend called the conversation of a turn that is being answered."""
        self.winding_down = False
        """Nothing is begun any more."""
        self._means = means
        self._store = means.store
        self._metrics = metrics
        self._rules = rules
        self._limits = limits
        self._ages = ages
        self._readings: dict[Thread, Reading] = {}

    def stop(self, thread: Thread, message: MessageId | None = None) -> bool:
        """Stop the answer being read in this Thread, or only that to this message; False when there is none."""
        reading = self._readings.get(thread)
        if reading is None or message not in (None, reading.key[1]):
            return False
        return reading.stop()

    def stop_question(self, key: Key) -> bool:
        """Stop the answer to this one, in whatever Thread; False when none is being read."""
        reading = next((one for one in self._readings.values() if one.key == key), None)
        return reading is not None and reading.stop()

    def wind_down(self) -> None:
        """From now on nothing is asked that was not; what waits to be is left to the next start."""
        self.winding_down = True
        for reading in list(self._readings.values()):
            if reading.waits():
                reading.leave()

    def leave(self) -> None:
        """All that is being read is left to the next start."""
        for reading in list(self._readings.values()):
            reading.leave()

    async def obtain(self, turn: Turn, feed: Feed, term: Term, *, called: bool) -> bool:
        """The answer, or why there is none; True when there is none. ``called``: somebody holds its stream."""
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
            case State.ACCEPTED if turn.held and not called:
                return await self._fail(turn, feed, CallerLeft())
            case _:
                return await self._ask(turn, feed, term, called=called)

    async def _ask(self, turn: Turn, feed: Feed, term: Term, *, called: bool) -> bool:
        if feed.text:
            feed.put(Rewritten(""))  # a second try of a turn whose caller has seen the beginning
        sending = self._sending(turn, feed, called=called)
        if self.winding_down:
            raise Left(begun=sending.begun)
        reading = Reading(turn.question.key, asyncio.create_task(sending.run()), lambda: sending.waiting)
        self._readings[turn.thread] = reading
        try:
            await self._read(turn, reading, sending, term)
        finally:
            del self._readings[turn.thread]
            await ended(reading.task)
        if reading.broke_off:
            raise Left(begun=sending.begun)
        if sending.title and not turn.held:
            self.titles[turn.id] = sending.title
        if sending.waited is not None:
            self._metrics.waited(turn.backend, sending.waited)
            if feed.began_at:
                self._metrics.began(turn.backend, feed.began_at - turn.accepted_at)
        self._metrics.read(sending.way)
        self._metrics.used(sending.stood_in or turn.backend, sending.used)
        if sending.stood_in:
            self._metrics.stood_in(sending.stood_in)
        error = reading.error()
        if isinstance(error, Withdrawn) and await self._is_there(turn):
            raise error  # another process has begun it: it is looked for
        if reading.stopped or isinstance(error, Withdrawn):
            logger.info("stopped after %d characters%s", len(feed.text), f": {error}" if error else "")
        elif isinstance(error, NotReady) and turn.resumed:
            raise error  # it may have been asked before the restart: the answer is waited for
        elif error:
            return await self._fail(turn, feed, error)
        stopped = reading.stopped or sending.cut or error is not None
        self._metrics.ended("stopped" if stopped else "answered")
        await self._patiently(lambda: self._store.answered(turn.id, feed.text, stopped=stopped))
        if stopped:
            feed.put(Stopped())
        return False

    async def _is_there(self, turn: Turn) -> bool:
        entry = await self._patiently(lambda: self._store.entry(turn.id))
        return entry is not None and not entry.ended

    async def _read(self, turn: Turn, reading: Reading, sending: Sending, term: Term) -> None:
        """To its end; unless it waits for longer than it may before anything is asked, or nobody wants it."""
        limit, age = self._limits.wait, self._ages.of(turn)
        late: BridgeError
        if turn.resumed:  # it is looked at once more, however old it is
            left, late = term.left("reading", limit, age), ReadTooLate(hours=hours(limit))
        else:
            left, late = max(limit - age, 0.0) if limit else None, WaitedTooLong(hours=hours(limit))
        if turn.unwanted:
            term.known()
        why: BridgeError | None = GivenUp() if turn.unwanted else late if left == 0 else None
        why = why or await term.wait(reading.task, left)
        if why is None and not reading.task.done():
            why = late if sending.ends_late(late) else await term.wait(reading.task, None)  # it is being asked
        if why is not None:
            reading.give_up(why)
            await asyncio.wait({reading.task})

    def _sending(self, turn: Turn, feed: Feed, *, called: bool) -> Sending:
        rules, means = self._rules(turn.thread.place), self._means
        choice = "" if feed.alone else rules.failover
        return Sending(
            turn,
            feed,
            means,
            merging=Merging(means.store, rules.merge, rules.language, means.pause),
            language=rules.language,
            stand_in=stand_in(choice, turn.backend, means.backends, means.gates, means.lines),
            waits=not called,
        )

    def _show_kept(self, turn: Turn, feed: Feed) -> None:
        feed.link(turn, self._means.backends.get(turn.backend))
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
        self._metrics.ended("failed")
        self._metrics.error(error)
        reason = error.say(self._language(turn.question))
        given_up = isinstance(error, GivenUp)
        await self._patiently(lambda: self._store.failed(turn.id, reason, feed.text, given_up=given_up))
        feed.put(Failed(error))
        return True

    def _language(self, question: Question) -> Language:
        return self._rules(question.thread.place).language

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        return await until_stored(step, self._means.pause)
