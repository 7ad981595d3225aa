"""Who waits for a backend that types: so many and no more, for a page answers one question after the other.

Whoever would come behind them is told to come again, and when: about then one of those who wait will have gone
ahead. A backend that is an API takes as many as it likes, and says itself when it has enough.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from bridge.bridge import Bridge
from bridge.events import AnsweredBy, CutShort, Rewritten, Status, Text
from bridge.feed import Feed
from bridge.protocols import Backend, Forwards, LeavesNoTrace
from bridge.types import File, Image, Question
from platforms.http.errors import ApiError, patience
from platforms.http.headers import PLACE

FIRST_GUESS = 10.0
"""Seconds from one who goes ahead to the next, before that was seen."""
SOONEST, LATEST = 1.0, 60.0
NEWEST_COUNTS = 0.3
"""Of the last such time, in their mean."""

T = TypeVar("T")


class Line:
    """Before one backend."""

    def __init__(self, name: str, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._name, self._most, self._clock = name, most, clock
        self._waiting = 0
        self._pace = FIRST_GUESS
        self._last = clock()
        """When somebody last went ahead, or came while nobody waited."""

    def __len__(self) -> int:
        return self._waiting

    @contextmanager
    def place(self) -> Iterator["Place"]:
        """For as long as the block lasts, or until it is over; ApiError 429 when the line is full."""
        if self._waiting >= self._most:
            raise self._full()
        if not self._waiting:
            self._last = self._clock()
        self._waiting += 1
        place = Place(self._went)
        try:
            yield place
        finally:
            place.give_up()

    def _full(self) -> ApiError:
        wait, number = min(max(self._pace, SOONEST), LATEST), self._waiting + 1
        what = f"{self._waiting} questions wait for {self._name} already; this would be number {number}."
        return ApiError(
            429,
            f"{what} Try again in {round(wait)} s.",
            type="requests",
            code="rate_limit_exceeded",
            headers={**patience(wait), PLACE: str(number)},
        )

    def _went(self, *, ahead: bool) -> None:
        self._waiting -= 1
        if ahead:
            now = self._clock()
            self._pace += NEWEST_COUNTS * (now - self._last - self._pace)
            self._last = now


class Place:
    """Of one question in a line; given up as soon as it is being answered."""

    def __init__(self, went: Callable[..., None]) -> None:
        self._went: Callable[..., None] | None = went

    def heard(self, event: T) -> T:
        """What was told of its answer, back again."""
        if self._went is None:
            return event
        match event:
            case AnsweredBy() | Text() | Rewritten() | Image() | File() | CutShort():
                self._leave(ahead=True)
            case Status(note) if note:
                self._leave(ahead=True)
            case _:
                pass
        return event

    def give_up(self) -> None:
        """There is nothing to wait for any more."""
        self._leave(ahead=False)

    def _leave(self, *, ahead: bool) -> None:
        if (went := self._went) is not None:
            self._went = None
            went(ahead=ahead)


class Lines:
    """Of all backends that type."""

    def __init__(self, bridge: Bridge, most: int) -> None:
        self._bridge = bridge
        self._lines = {name: Line(name, most) for name, one in bridge.backends.items() if types(one)}

    @asynccontextmanager
    async def ask(
        self, asked: Question, *, new: bool, first: bool, alone: bool
    ) -> AsyncIterator[tuple[Feed, Place]]:
        """Ask and hold the stream, as ``bridge.ask`` does, with a place in line until the answer begins.

        Only the ``first`` question of a request waits: sent away later, it would be asked twice.
        """
        wanted = asked.model or self._bridge.rules(asked.thread.place).model
        backend, _ = self._bridge.accepting.destination(asked.thread.place, asked.author, wanted)
        with self._place(backend if first else "") as place:
            async with self._bridge.ask(asked, new=new, alone=alone) as feed:
                yield feed, place

    @contextmanager
    def _place(self, backend: str) -> Iterator[Place]:
        if (line := self._lines.get(backend)) is None:
            yield Place(lambda *, ahead: None)
        else:
            with line.place() as place:
                yield place


def types(backend: Backend) -> bool:
    """Whether it answers one question after the other, in pages."""
    no_trace = isinstance(backend, LeavesNoTrace) and backend.leaves_no_trace
    return not (no_trace or isinstance(backend, Forwards))
