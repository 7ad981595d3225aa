"""The time of a stand-in, which a test can move.

It runs with real time (or `speed` times as fast, or not at all with 0) and jumps ahead when told to, so
that a retry after five minutes is tested in milliseconds and without a sleep in the test.
"""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Clock:
    """Seconds since 1970 as this stand-in sees them."""

    def __init__(self, speed: float = 1.0, start: float | None = None) -> None:
        self._speed = speed
        self._zero = time.monotonic()
        self._base = time.time() if start is None else start
        self._moved = asyncio.Event()

    def now(self) -> float:
        return self._base + (time.monotonic() - self._zero) * self._speed

    def run(self, speed: float) -> None:
        """So many times as fast as real time from now on; with 0 it stands still, but for jumps."""
        self._base, self._zero, self._speed = self.now(), time.monotonic(), speed

    def real(self, seconds: float) -> float:
        """How long that is for somebody who looks at another clock."""
        return seconds / self._speed if self._speed else seconds

    def advance(self, seconds: float) -> None:
        """Jump ahead: whoever waits for a moment passed by goes on now."""
        self._base += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        await self.sleep_until(self.now() + seconds)

    async def sleep_until(self, moment: float) -> None:
        while (left := moment - self.now()) > 0:
            await self._wait(left / self._speed if self._speed else None)

    async def _wait(self, real_seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._moved.wait(), real_seconds)
        except TimeoutError:
            return

    async def within(self, seconds: float, work: Coroutine[Any, Any, T]) -> T:
        """What the work returns, or TimeoutError when this clock has passed the limit first."""
        task = asyncio.create_task(work)
        limit = asyncio.create_task(self.sleep_until(self.now() + seconds))
        try:
            await asyncio.wait({task, limit}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise TimeoutError
            return task.result()
        finally:
            task.cancel()
            limit.cancel()
            await asyncio.gather(task, limit, return_exceptions=True)
