"""Trying again what did not work, with pauses that grow."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bridge.errors import StorageError

logger = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds

A_PERSON = 5.0, 60.0
"""The first and the longest pause where a person has to act, who may be quick."""

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


async def until_stored(step: Callable[[], Awaitable[T]], pause: Pause = asyncio.sleep) -> T:
    """Do a step of the ledger, however long the ledger is away: what is known by then waits in memory."""
    patience = Patience(pause=pause)
    while True:
        try:
            return await step()
        except StorageError as error:
            logger.error("again in %.0f s: %s", patience.seconds, error)
        await patience.wait()
