"""What is done after a message or a click was acknowledged, in tasks of which none outlives its block."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Self

logger = logging.getLogger(__name__)


class Errands:
    """Whoever begins one does not wait for it; leaving the block ends them all."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()
        self._over = False

    async def __aenter__(self) -> Self:
        self._over = False
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over = True
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def begin(self, errand: Coroutine[Any, Any, None]) -> None:
        """What it raises is a bug: an errand tells people itself what went wrong. Not begun when all is over."""
        if self._over:
            return errand.close()
        task = asyncio.create_task(errand)
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return None

    async def idle(self) -> None:
        """Wait until none is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("an errand failed", exc_info=error)
