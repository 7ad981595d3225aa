"""How old turns are, whatever the clock does meanwhile.

What was accepted in this life is as old as the steady clock says. What an earlier life left was as old when this
one began as the wall clock then said. A time that can't be true makes nothing old.
"""

import time
from bisect import bisect_right
from collections.abc import Callable

from bridge.types import Turn, TurnId

Clock = Callable[[], float]

APART = 10.0
"""Seconds between two turns whose time is remembered; those between them are taken for as old as the first."""
MOST = 60_000
"""A week of those."""

BEFORE_US = 1_700_000_000.0
"""Unix seconds: there was no Threadbridge, so the clock was not set yet."""


class Ages:
    """Of all turns."""

    def __init__(self, wall: Clock = time.time, steady: Clock = time.monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._began = wall(), steady()
        self._ids: list[TurnId] = []
        self._times: list[float] = []
        self._anew: dict[TurnId, float] = {}

    def accepted(self, turn: TurnId) -> None:
        """Just now."""
        now = self._steady()
        if self._times and (now - self._times[-1] < APART or turn < self._ids[-1]):
            return
        self._ids.append(turn)
        self._times.append(now)
        if len(self._ids) > MOST:
            del self._ids[: MOST // 2], self._times[: MOST // 2]

    def begins_anew(self, turn: TurnId) -> None:
        """Just now it was to be tried again."""
        self._anew[turn] = self._steady()

    def ended(self, turn: TurnId) -> None:
        """Nobody will ask for its age any more."""
        self._anew.pop(turn, None)

    def of(self, turn: Turn) -> float:
        """Seconds; too few rather than too many, where the clocks do not agree."""
        by_the_wall = self._wall() - turn.waits_since
        return max(min(self._by_ours(turn), by_the_wall), 0.0) if turn.waits_since >= BEFORE_US else 0.0

    def _by_ours(self, turn: Turn) -> float:
        """Since it was seen in this life; or as old as it was when that began, and what has gone by since."""
        if (since := self._anew.get(turn.id)) is not None:
            return self._steady() - since
        if (place := bisect_right(self._ids, turn.id)) and not turn.retried_at:
            return self._steady() - self._times[place - 1]
        wall, steady = self._began
        return wall - turn.waits_since + self._steady() - steady
