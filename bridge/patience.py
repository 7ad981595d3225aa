"""Trying again what did not work, with pauses that grow."""

import asyncio
from collections.abc import Awaitable, Callable

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds

Pause = Callable[[float], Awaitable[None]]


class Patience:
    """Pauses, each twice as long as the one before, up to the longest."""

    def __init__(
        self, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE, pause: Pause = asyncio.sleep
    ) -> None:
        self.seconds = first
        """Of the pause that comes next."""
        self._longest = longest
        self._pause = pause

    async def wait(self, seconds: float | None = None) -> None:
        """The next pause, or one that somebody else asked for."""
        await self._pause(self.seconds if seconds is None else seconds)
        self.seconds = min(2 * self.seconds, self._longest)
