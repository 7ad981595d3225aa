"""What is not tried for ever: how long a question waits and its answer is shown, how often it may end a life."""

import asyncio
from dataclasses import dataclass
from typing import Any

from bridge.errors import BridgeError

LAST_CHANCE = 600.0
"""Seconds for which an answer is tried to be read, or shown, in each life, however old it is by the clock."""


@dataclass(frozen=True, slots=True)
class Limits:
    """0: none."""

    wait: float = 0.0
    """Seconds from a question's acceptance until it is asked, or its answer can be read."""
    show: float = 0.0
    """Seconds for which it is tried to show an answer, or that there is none."""
    tries: int = 0
    """How often a turn is taken up again after the program had ended with it in hand."""


UNLIMITED = Limits()


def hours(seconds: float) -> str:
    """For people: 72, or 0.5."""
    return f"{seconds / 3600:.3g}"


class Term:
    """Of one turn at work: the time for which it is waited for, and the word of an owner who waits no longer.

    The loop's time counts, which neither a clock that is set nor a computer that slept moves.
    """

    def __init__(self) -> None:
        self._ended: asyncio.Future[BridgeError] | None = None
        self._early: BridgeError | None = None
        """Said while nothing was waited for."""
        self._since: dict[str, float] = {}

    def end(self, why: BridgeError) -> None:
        """Whoever waits now waits no longer, or whoever is about to."""
        if self._ended is None:
            self._early = why
        elif not self._ended.done():
            self._ended.set_result(why)

    def known(self) -> None:
        """What was said is known from elsewhere by now."""
        self._early = None

    def left(self, doing: str, limit: float, before: float) -> float | None:
        """Of the limit for doing this, for which so many seconds went by in earlier lives; None: there is none."""
        now = asyncio.get_running_loop().time()
        since = self._since.setdefault(doing, now)
        return max(max(limit - before, LAST_CHANCE) - (now - since), 0.0) if limit else None

    async def wait(self, task: asyncio.Task[Any], seconds: float | None) -> BridgeError | None:
        """Until the task is done or the time is up; why it is not to be waited for, where somebody says so."""
        if self._early is not None:
            early, self._early = self._early, None
            return early
        self._ended = ended = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait({task, ended}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            return ended.result() if ended.done() else None
        finally:
            self._ended = None
