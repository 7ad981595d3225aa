"""A question to all nodes, until one of them has an answer.

It is asked again now and then, in case somebody was not connected at the moment; each does it once all the same.
"""

import asyncio
import logging
import time
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bridge.cluster.peers.wire import Wire
from bridge.cluster.peers.words import Answer, Asked, Number, Question
from bridge.errors import Apology, BridgeError
from bridge.tasks import ended

logger = logging.getLogger(__name__)

QUICK, SLOW = 6.0, 180.0
"""Seconds that an answer may take: from memory, or from a page that somebody may be reading just now."""

REMEMBERED = 500
"""Questions that were answered, so that none is done twice."""

Answers = Callable[[Number, object], Awaitable[object]]
"""What this node says to another one's question, None: nothing. A BridgeError is raised where it was asked."""


@dataclass(slots=True)
class _Open:
    sender: Number
    """Who has said the value; ourselves while nobody has."""
    value: object = None
    nothing: set[Number] = field(default_factory=set)
    """Who has nothing to say."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Asking:
    """Of one node."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._open: dict[str, _Open] = {}
        self._answered: OrderedDict[str, Answer | None] = OrderedDict()
        """None while it is being answered."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        for task in list(self._tasks):
            await ended(task)

    async def ask(self, what: Question, within: float = QUICK) -> tuple[Number, object]:
        """Who has something to say, and what; None when nobody has. Raises what the other node raised."""
        asked = Asked(uuid.uuid4().hex, what)
        self._open[asked.id] = waiting = _Open(self._wire.number)
        try:
            await self._until_answered(asked, waiting, time.monotonic() + within)
        finally:
            del self._open[asked.id]
        if isinstance(waiting.value, BridgeError):
            raise waiting.value
        return waiting.sender, waiting.value

    async def _until_answered(self, asked: Asked, waiting: _Open, until: float) -> None:
        while time.monotonic() < until:
            self._wire.tell(None, asked)
            again = time.monotonic() + self._wire.spans.again
            while (left := min(again, until) - time.monotonic()) > 0:
                if await self._nobody_left(waiting) or not await _changed(waiting, left):
                    break
                if waiting.value is not None:
                    return
            if not self._wire.others or waiting.nothing.issuperset(self._wire.others):
                return

    async def _nobody_left(self, waiting: _Open) -> bool:
        """All have nothing to say, also those who have come just now."""
        if not waiting.nothing.issuperset(self._wire.others):
            return False
        await self._wire.look()
        return waiting.value is None and waiting.nothing.issuperset(self._wire.others)

    def answered(self, sender: Number, answer: Answer) -> None:
        """Somebody has answered a question of ours."""
        waiting = self._open.get(answer.id)
        if waiting is None:
            return
        if answer.value is None:
            waiting.nothing.add(sender)
        elif waiting.value is None:
            waiting.sender, waiting.value = sender, answer.value
        waiting.changed.set()

    def asked(self, sender: Number, asked: Asked, answers: Answers) -> None:
        """Somebody asks us."""
        if asked.id in self._answered:
            if answer := self._answered[asked.id]:
                self._wire.tell(sender, answer)
            return
        self._answered[asked.id] = None
        while len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        task = asyncio.create_task(self._answer(sender, asked, answers), name=f"answering a node: {asked.what}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, sender: Number, asked: Asked, answers: Answers) -> None:
        try:
            value = await answers(sender, asked.what)
        except BridgeError as error:
            value = error
        except Exception:
            logger.exception("a bug in answering another node")
            value = Apology(turn=asked.id)
        answer = self._answered[asked.id] = Answer(asked.id, value)
        self._wire.tell(sender, answer)


async def _changed(waiting: _Open, seconds: float) -> bool:
    """Whether anybody answered in this time."""
    try:
        async with asyncio.timeout(seconds):
            await waiting.changed.wait()
    except TimeoutError:
        return False
    waiting.changed.clear()
    return True
