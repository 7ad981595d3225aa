"""The owner of the accounts: told in the log, and privately on every platform that can do it."""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

from bridge.patience import Patience, Pause
from bridge.protocols import Platform, Tells

logger = logging.getLogger(__name__)

TRIES = 5


class Owner:
    """Nobody waits until the owner was reached."""

    def __init__(self, platforms: Iterable[Platform], pause: Pause) -> None:
        self._platforms = [platform for platform in platforms if isinstance(platform, Tells)]
        self._pause = pause
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, text: str, picture: Path | None = None) -> None:
        logger.warning("%s", text)
        for platform in self._platforms:
            task = asyncio.create_task(self._reach(platform, text, picture), name="telling the owner")
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def reached(self) -> None:
        """Wait until everything was told, or given up."""
        while self._telling:
            await asyncio.wait(set(self._telling))

    async def close(self) -> None:
        for task in self._telling:
            task.cancel()
        await self.reached()

    async def _reach(self, platform: Tells, text: str, picture: Path | None) -> None:
        patience = Patience(pause=self._pause)
        for _ in range(TRIES):
            try:
                return await platform.tell_owner(text, picture)
            except Exception as error:  # whatever is wrong with a platform, the log has the text
                logger.warning("the owner could not be told on a platform: %s", error)
            await patience.wait()
        return None
