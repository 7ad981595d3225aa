"""The line before a backend that answers so many questions at once and no more, as ChatGPT has so many pages.

Who waits is in it with a turn that was not begun: it can still be taken back, and more can be added to it.
Whoever waits for longer than a moment sees their place, and sees it again when it has changed.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from bridge.errors import InLine
from bridge.events import Status, Waiting
from bridge.types import Key, Question, State, Turn
from bridge.waiting.fair import Fair
from bridge.waiting.lasting import Lasting

MOMENT = 2.0
"""Seconds for which nobody is told that they wait, and between two looks at who has moved."""

NEAR = 10
"""Up to this place each step is told; farther back only every tenth of the way."""

FIRST_GUESS = 10.0
"""Seconds from one who goes ahead to the next, before that was seen."""

NEWEST_COUNTS = 0.3
"""Of the last such time, in their mean."""

Show = Callable[[Waiting | Status], None]


@dataclass(slots=True, eq=False)
class _Waiter:
    question: Question
    show: Show
    since: float
    turn: Turn | None = None
    long: bool = False
    waits: bool = False
    told: int = 0
    """The place that was shown last."""
    may_go: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def see(self, place: int) -> None:
        moved = abs(place - self.told)
        if not self.told or (moved if place <= NEAR else moved * NEAR >= self.told):
            self.told = place
            self.show(Waiting(InLine(), place))


class Line:
    """Of one backend."""

    def __init__(
        self, name: str, at_once: int, moment: float = MOMENT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self.pace = FIRST_GUESS
        """Seconds from one who goes ahead to the next, while some wait."""
        self._at_once = max(1, at_once)
        self._moment = moment
        self._now = clock
        self._line: Fair[_Waiter] = Fair()
        self._served: dict[_Waiter, float] = {}
        """Since when."""
        self._coming: dict[Key, Question] = {}
        """Those who are on their way into the line."""
        self._lasting = Lasting(clock)
        self._went = clock()
        """When somebody last went ahead, or came while nobody waited."""
        self._telling: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._line)

    def has_unasked(self, key: Key) -> bool:
        """Whether this one waits, and nothing of it was typed."""
        there = (one.turn for one in self._line)
        return any(turn and turn.state is State.ACCEPTED and turn.question.key == key for turn in there)

    @property
    def waiting(self) -> list[Turn]:
        """In the order in which they go if nobody else comes."""
        return [one.turn for one in self._line.order() if one.turn is not None]

    @asynccontextmanager
    async def page(self, turn: Turn, show: Show, *, begun: bool = False) -> AsyncIterator[None]:
        """For as long as the block lasts it is one of those who are answered; waits until it may be.

        ``begun``: it was its turn before, and something else stood in the way.
        """
        waiter = await self._let_in(turn, show, begun=begun)
        try:
            yield
            self._lasting.took(turn.question, self._now() - self._served[waiter])
        finally:
            self._gone(waiter)

    def place_for(self, question: Question) -> int:
        """In which a question that comes now would wait; 0: it would not."""
        if not self._line and len(self._served) + len(self._coming) < self._at_once:
            return 0
        return self._place(question.key, *self._coming.values(), question)

    def place_of(self, question: Question) -> int:
        """In which it waits, or is about to; 0: it does not."""
        return self._place(question.key, *self._coming.values())

    def _place(self, key: Key, *coming: Question) -> int:
        line, free = self._line.copy(), self._at_once - len(self._served)
        for one in coming:
            line.add(_Waiter(one, lambda _: None, 0.0), *_whose(one))
        places = (place for place, one in enumerate(line.order(), 1) if one.question.key == key)
        return max(0, next(places, 0) - free)

    @contextmanager
    def coming(self, question: Question) -> Iterator[None]:
        """While the block lasts, or until it is in the line, it has a place there all the same."""
        key = question.key
        self._coming[key] = question
        try:
            yield
        finally:
            self._coming.pop(key, None)

    def close(self) -> None:
        """Nobody is told anything any more."""
        if self._telling is not None:
            self._telling.cancel()

    async def _let_in(self, turn: Turn, show: Show, *, begun: bool) -> _Waiter:
        self._coming.pop(turn.question.key, None)
        waiter = _Waiter(turn.question, show, self._now(), turn, self._lasting.lasts(turn.question))
        if not self._line:
            self._went = self._now()
        self._line.add(waiter, *_whose(turn.question), begun=begun)
        self._go_on()
        if not waiter.may_go.done():
            waiter.waits = True
            self._tell_soon()
        try:
            await waiter.may_go
        except asyncio.CancelledError:
            self._gone(waiter)
            raise
        if waiter.told:
            show(Status(""))
        return waiter

    def _gone(self, waiter: _Waiter) -> None:
        self._line.discard(waiter)
        self._served.pop(waiter, None)
        self._go_on()
        if self._line:
            self._tell_soon()

    def _go_on(self) -> None:
        while len(self._served) < self._at_once and (waiter := self._line.take(self._may)) is not None:
            if waiter.may_go.done():
                continue  # it was cancelled, and does not know it yet
            now = self._now()
            if waiter.waits:
                self.pace += NEWEST_COUNTS * (now - self._went - self.pace)
            self._went = self._served[waiter] = now
            waiter.may_go.set_result(None)

    def _may(self, waiter: _Waiter) -> bool:
        """One page is left for those who are soon done, if such are about."""
        if not waiter.long or self._at_once == 1 or not self._lasting.quick_ones_come:
            return True
        now = self._now()
        long = sum(one.long or self._lasting.is_long(now - since) for one, since in self._served.items())
        return long < self._at_once - 1

    def _tell_soon(self) -> None:
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(self._moment, self._tell)

    def _tell(self) -> None:
        self._telling = None
        now, unseen = self._now(), False
        for place, waiter in enumerate(self._line.order(), 1):
            if now - waiter.since >= self._moment:
                waiter.see(place)
            unseen = unseen or not waiter.told
        if unseen:
            self._tell_soon()


def _whose(question: Question) -> tuple[object, object]:
    """The person and the channel; whoever has no name is the channel."""
    place = question.thread.place
    return (place.platform, place.workspace, question.author or place), place
