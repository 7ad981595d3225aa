"""One turn at a time per Thread, in order; Threads in parallel.

A lane is a task that works off one Thread and is gone when there is nothing left; the order is the store's.
"""

import asyncio
import logging

from bridge.protocols import Scheduler, Work
from bridge.types import Thread, Turn

logger = logging.getLogger(__name__)


class Lanes:
    """Runs ``work(thread)`` again and again until it says that nothing is left, once at a time per Thread."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._tasks: dict[Thread, asyncio.Task[None]] = {}
        self._again: set[Thread] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    def takes(self, turn: Turn) -> bool:
        """Nobody else is there."""
        return True

    def wake(self, thread: Thread) -> None:
        """There may be work in this Thread; after ``close`` it is left to the next start."""
        if self._closed:
            return
        if thread in self._tasks:
            self._again.add(thread)
        else:
            self._tasks[thread] = asyncio.create_task(self._run(thread), name=f"lane {thread}")

    async def idle(self) -> None:
        """Wait until no lane is left."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def close(self) -> None:
        """Cancel every lane and wait for its end."""
        self._closed = True
        for task in (tasks := list(self._tasks.values())):
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._tasks.clear()  # a lane that was cancelled before its first step could not do so itself

    async def _run(self, thread: Thread) -> None:
        try:
            while await self._done(thread) or thread in self._again:
                self._again.discard(thread)
        finally:
            self._again.discard(thread)
            del self._tasks[thread]

    async def _done(self, thread: Thread) -> bool:
        try:
            return await self._work(thread)
        except Exception:
            logger.exception("the lane %s stops until it is woken", thread)
            return False


_scheduler: type[Scheduler] = Lanes
