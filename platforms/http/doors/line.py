"""Callers before a backend that answers so many questions at once: how far back in its line one may come to stand.

There is one line, the bridge's, with everybody in it who asks anywhere, and a place in it is a fair one: who asks
much is sent away before who asks little. Whoever is sent away is told when to come again: about then they would be
near enough to the front. A backend that is an API has no line, and says itself when it has enough.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from bridge.answering.feed import Feed
from bridge.bridge import Bridge
from bridge.types import Question
from bridge.waiting.line import Line
from platforms.http.errors import ApiError, patience
from platforms.http.headers import PLACE

SOONEST, LATEST = 1.0, 60.0
"""Seconds."""


class Lines:
    """Of all backends that have one."""

    def __init__(self, bridge: Bridge, most: int) -> None:
        self._bridge = bridge
        self._most = most

    @asynccontextmanager
    async def ask(self, asked: Question, *, new: bool, first: bool, alone: bool) -> AsyncIterator[Feed]:
        """Ask and hold the stream, as ``bridge.ask`` does; ApiError 429 when the line is full.

        Only the ``first`` question of a request can be sent away: later ones would be asked twice.
        """
        line = self._line(asked)
        if line is not None and first and (place := line.place_for(asked)) > self._most:
            raise self._full(line, place)
        with line.coming(asked) if line is not None else nullcontext():
            async with self._bridge.ask(asked, new=new, alone=alone) as feed:
                yield feed

    def place(self, asked: Question) -> int:
        """In which it waits; 0: it does not."""
        line = self._line(asked)
        return line.place_of(asked) if line is not None else 0

    def _line(self, asked: Question) -> Line | None:
        place, bridge = asked.thread.place, self._bridge
        backend, _ = bridge.accepting.destination(place, asked.author, asked.model or bridge.rules(place).model)
        return bridge.lines.get(backend)

    def _full(self, line: Line, place: int) -> ApiError:
        wait = min(max((place - self._most) * line.pace, SOONEST), LATEST)
        return ApiError(
            429,
            f"Too many questions wait for {line.name}; this would be number {place}. Try again in {round(wait)} s.",
            type="requests",
            code="rate_limit_exceeded",
            headers={**patience(wait), PLACE: str(place)},
        )
