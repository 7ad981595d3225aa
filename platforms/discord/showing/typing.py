"""Typing, shown until there is something to read.

Source: docs.discord.com "Trigger Typing Indicator" (ten seconds), seen 2026-08.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from bridge.errors import PlatformError
from bridge.types import Turn
from platforms.discord.web import Web
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

AGAIN = 5.0
"""Seconds after which it is shown again."""

SOON = 0.15
"""Seconds in which a thread is made as a rule; where it takes longer, typing is shown beside the question."""


class Typing:
    """Of one turn, in its block. `opened` returns when its thread is there."""

    def __init__(self, turn: Turn, web: Web, opened: Callable[[], Awaitable[None]]) -> None:
        self._turn = turn
        self._web = web
        self._opened = opened

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._type(), name=f"typing {self._turn.thread}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over()
        [failure] = await asyncio.gather(self._task, return_exceptions=True)
        if isinstance(failure, Exception):
            logger.error("typing could not be shown", exc_info=failure)

    def over(self) -> None:
        """There is something to read."""
        self._task.cancel()

    async def _type(self) -> None:
        """A courtesy, so it may fail; what is really in the way is found out by the first post."""
        try:
            await self._in_place()
            while True:
                await self._web.type(self._turn.thread.thread)
                await asyncio.sleep(AGAIN)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("typing could not be shown: %s", error)

    async def _in_place(self) -> None:
        """Returns when the thread is there."""
        opening = asyncio.ensure_future(self._opened())
        try:
            await asyncio.wait({opening}, timeout=SOON)
            if not opening.done():
                await self._web.type(self._turn.thread.channel)
            await opening
        finally:
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
