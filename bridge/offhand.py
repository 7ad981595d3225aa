"""Answers that are given offhand: asked at once, and noted in the ledger behind their end.

Where asking leaves no trace there is nothing to look for after a crash, and where a Thread is its caller's alone
nobody else can ask in it: no lane, and no step of the ledger that the answer would wait for. Everything else about
it is as in `obtaining` and `sending`.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from bridge.errors import Apology, BridgeError, Walled
from bridge.events import AnsweredBy, Cut, CutShort, Event, Failed, ReadBy, Sent, Stopped
from bridge.feed import Feed
from bridge.metrics import Metrics
from bridge.noting import Noting
from bridge.protocols import Backend, Directory, LeavesNoTrace, Prices
from bridge.spent import guessed
from bridge.types import File, Image, Question, State, Turn, TurnId, Used
from bridge.waiting import Gate

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
        self._gates = gates
        self._noting = noting
        self._metrics = metrics
        self._rules = rules
        self._tasks: set[asyncio.Task[None]] = set()

    def __bool__(self) -> bool:
        return bool(self._backends)

    def takes(self, question: Question, backend: str) -> bool:
        """Not where something stands in the way, or another backend would stand in."""
        if backend not in self._backends or question.attachments or question.action != "ask":
            return False
        return self._gates[backend].wall is None and not self._rules(question.thread.place).failover

    @asynccontextmanager
    async def ask(self, question: Question, backend: str) -> AsyncIterator[Feed]:
        """Leaving it early stops the answer."""
        feed = Feed()
        task = asyncio.create_task(self._answer(question, backend, feed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            yield feed
        finally:
            task.cancel()

    async def close(self) -> None:
        """Stop what is still being answered."""
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)

    async def _answer(self, question: Question, backend: str, feed: Feed) -> None:
        now = time.time()
        turn = Turn(
            UNWRITTEN,
            question,
            backend,
            State.DELIVERED,
            accepted_at=now,
            asking_since=now,
            held=True,
            stopped=True,
        )
        cut = False
        try:
            gate = self._gates[backend]
            ticket = await gate.passage(turn, feed.put)
            async with self._backends[backend].send(turn) as events:
                await gate.opened(ticket)
                async for event in events:
                    turn, cut = _after(turn, event), cut or isinstance(event, Cut)
                    feed.put(event)
            turn = replace(turn, stopped=cut)
            if cut:
                feed.put(Stopped())
        except Exception as error:
            turn = self._failed(turn, error, feed)
        finally:
            self._metrics.ended(_end(turn))
            self._metrics.read(turn.read_by)
            feed.close()
            await self._noting.note(partial(self._over, turn, feed.text))

    def _over(self, turn: Turn, answer: str) -> Turn:
        """As the ledger gets it. What was stopped or broke off was counted by nobody, and costs all the same."""
        backend, question = self._backends[turn.backend], turn.question
        if turn.used is None and turn.anchor is not None and isinstance(backend, Prices):
            used = guessed([question.instructions, question.text], answer)
            turn = replace(turn, used=backend.priced(turn.answered_by or question.model, used))
        return replace(turn, answer=answer)

    def _failed(self, turn: Turn, error: Exception, feed: Feed) -> Turn:
        if isinstance(error, Walled) and not error.here:
            self._gates[turn.backend].shut(error)
        if isinstance(error, BridgeError):
            logger.warning("failed: %s", error)
        else:
            logger.error("a bug", exc_info=error)
            error = Apology(turn=turn.question.message)
        self._metrics.error(error)
        feed.put(Failed(error))
        reason = error.say(self._rules(turn.thread.place).language)
        return replace(turn, state=State.FAILED, stopped=False, reason=reason)


def _leaves_no_trace(backend: Backend) -> bool:
    return isinstance(backend, LeavesNoTrace) and backend.leaves_no_trace


def _end(turn: Turn) -> str:
    if turn.state is State.FAILED:
        return "failed"
    return "stopped" if turn.stopped else "answered"


def _after(turn: Turn, event: Event) -> Turn:
    """What the ledger would have been told."""
    match event:
        case AnsweredBy(model):
            return replace(turn, answered_by=model)
        case Sent(anchor):
            return replace(turn, anchor=anchor)
        case ReadBy(way):
            return replace(turn, read_by=way)
        case CutShort():
            return replace(turn, cut=True)
        case Used():
            return replace(turn, used=event)
        case Image() | File() if event not in turn.files:
            return replace(turn, files=(*turn.files, event))
        case _:
            return turn
