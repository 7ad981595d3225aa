"""Answers that are given offhand: asked at once, and noted in the ledger behind their end.

Where asking leaves no trace there is nothing to look for after a crash, and where a Thread is its caller's alone
nobody else can ask in it: no lane, and no step of the ledger that the answer would wait for. Everything else about
it is as in `obtaining` and `sending`.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from bridge.answering.feed import Feed
from bridge.answering.noting import Noting
from bridge.errors import Apology, BridgeError, BrokenOff, Walled
from bridge.events import AnsweredBy, Cut, CutShort, Event, Failed, ReadBy, Sent, Stopped, Text
from bridge.metrics import Metrics
from bridge.protocols import Backend, Directory, LeavesNoTrace, Prices
from bridge.spent import guessed
from bridge.tasks import ended
from bridge.texts import Phrase
from bridge.types import Anchor, File, Image, Question, State, Turn, TurnId, Used
from bridge.waiting.gate import Gate

logger = logging.getLogger(__name__)

UNWRITTEN = TurnId(0)
"""Of a turn that the ledger does not have yet: before all that it has."""


class Offhand:
    """Of one bridge."""

    def __init__(
        self,
        backends: Mapping[str, Backend],
        gates: Mapping[str, Gate],
        noting: Noting,
        metrics: Metrics,
        rules: Directory,
    ) -> None:
        self._backends = {name: one for name, one in backends.items() if _leaves_no_trace(one)}
        self._prices = {name: one for name, one in self._backends.items() if isinstance(one, Prices)}
        self._gates = gates
        self._noting = noting
        self._metrics = metrics
        self._rules = rules
        self._tasks: set[asyncio.Task[Any]] = set()
        self._leaving = False

    def __bool__(self) -> bool:
        return bool(self._backends)

    def takes(self, question: Question, backend: str) -> bool:
        """Not where something stands in the way, or another backend would stand in."""
        if backend not in self._backends or question.attachments or question.action != "ask":
            return False
        return self._gates[backend].wall is None and not self._rules(question.thread.place).failover

    @asynccontextmanager
    async def ask(self, question: Question, backend: str) -> AsyncIterator[Feed]:
        """Leaving it early stops the answer. Once it is left the turn is noted, or about to be."""
        feed = Feed()
        task = asyncio.create_task(self._answer(question, backend, feed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            yield feed
        finally:
            if not task.done():  # or what comes next in the Thread would be in the ledger before it
                await ended(task)

    @contextmanager
    def beside(self) -> Iterator[None]:
        """What the current task does is waited for, and left, as our answers are."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def idle(self) -> None:
        """Wait until nothing is being answered."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def leave(self) -> None:
        """The program ends: who still waits hears of it."""
        self._leaving = True
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Stop what is still being answered."""
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)

    async def _answer(self, question: Question, backend: str, feed: Feed) -> None:
        now = time.time()
        turn = Turn(UNWRITTEN, question, backend, State.DELIVERED, accepted_at=now, asking_since=now, held=True)
        heard = _Heard()
        try:
            gate = self._gates[backend]
            if gate.wall is not None:  # since just now; in its line turns are told apart by their ids
                raise gate.wall.with_traceback(None)
            ticket = await gate.passage(turn, feed.put)
            async with self._backends[backend].send(turn) as events:
                await gate.opened(ticket)
                async for event in events:
                    if not isinstance(event, Text):
                        heard.add(event)
                    feed.put(event)
            heard.stopped = heard.cut
            if heard.cut:
                feed.put(Stopped())
        except asyncio.CancelledError:
            if self._leaving:
                feed.put(Failed(BrokenOff(what=Phrase("ending"))))
            raise
        except Exception as error:
            heard.stopped, heard.reason = False, self._failed(turn, error, feed)
        finally:
            feed.close()
            await self._noting.note(partial(self._over, turn, heard, feed))

    def _over(self, turn: Turn, heard: "_Heard", feed: Feed) -> Turn:
        """As the ledger gets it. What was stopped or broke off was counted by nobody, and costs all the same."""
        prices, question = self._prices.get(turn.backend), turn.question
        if heard.used is None and heard.anchor is not None and prices is not None:
            used = guessed([question.instructions, question.text], feed.text)
            heard.used = prices.priced(used, question.model, heard.model)
        self._metrics.ended(heard.end)
        self._metrics.read(heard.way)
        self._metrics.used(turn.backend, heard.used)
        if feed.began_at:
            self._metrics.began(turn.backend, feed.began_at - turn.accepted_at)
        return heard.told(turn, feed.text)

    def _failed(self, turn: Turn, error: Exception, feed: Feed) -> str:
        gate = self._gates[turn.backend]
        if isinstance(error, Walled) and not error.here and error is not gate.wall:
            gate.shut(error)
        if isinstance(error, BridgeError):
            logger.warning("failed: %s", error)
        else:
            logger.error("a bug", exc_info=error)
            error = Apology(turn=turn.question.message)
        self._metrics.error(error)
        feed.put(Failed(error))
        return error.say(self._rules(turn.thread.place).language)


@dataclass(slots=True)
class _Heard:
    """What the ledger would have been told of one answer, besides its text."""

    model: str = ""
    anchor: Anchor | None = None
    way: str = ""
    used: Used | None = None
    made: dict[Image | File, None] = field(default_factory=dict)
    short: bool = False
    cut: bool = False
    stopped: bool = True
    """Until its end is there."""
    reason: str = ""

    def add(self, event: Event) -> None:
        match event:
            case AnsweredBy(model):
                self.model = model
            case Sent(anchor):
                self.anchor = anchor
            case ReadBy(way):
                self.way = way
            case CutShort():
                self.short = True
            case Cut():
                self.cut = True
            case Used():
                self.used = event
            case Image() | File():
                self.made[event] = None
            case _:
                pass

    @property
    def end(self) -> str:
        return "failed" if self.reason else "stopped" if self.stopped else "answered"

    def told(self, turn: Turn, answer: str) -> Turn:
        """The turn as it ended."""
        return replace(
            turn,
            state=State.FAILED if self.reason else turn.state,
            anchor=self.anchor,
            answer=answer,
            answered_by=self.model,
            read_by=self.way,
            used=self.used,
            files=tuple(self.made),
            cut=self.short,
            stopped=self.stopped,
            reason=self.reason,
        )


def _leaves_no_trace(backend: Backend) -> bool:
    return isinstance(backend, LeavesNoTrace) and backend.leaves_no_trace
