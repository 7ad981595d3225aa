"""Turns that are noted behind their answer: into the ledger together, a moment later, and all of them at the end.

Only for what leaves no trace where it was asked: were the process to die in that moment, nothing would be asked
twice and nothing would wait for an answer.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from bridge.errors import StorageError
from bridge.protocols import Store
from bridge.types import Turn
from bridge.waiting.patience import Pause, until_stored

logger = logging.getLogger(__name__)

Over = Callable[[], Turn]
"""Makes a turn that is at its end. What there is to decode for that is decoded when nobody waits for it."""

A_MOMENT = 0.05
"""Seconds for which turns are gathered."""

MOST = 5_000
"""Turns that may wait for a ledger that is slow or away; whoever brings another one waits, too."""

AT_ONCE = 100
"""Turns in one step of the ledger."""


class Noting:
    """Of one bridge."""

    def __init__(self, store: Store, pause: Pause = asyncio.sleep) -> None:
        self._store = store
        self._pause = pause
        self._waiting: list[Over | Turn] = []
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    async def note(self, over: Over) -> None:
        """Returns at once, as long as the ledger keeps up."""
        self._waiting.append(over)
        if self._task is None:
            self._task = asyncio.create_task(self._soon(), name="noting")
        if len(self._waiting) >= MOST:
            await asyncio.wait({self._task})

    async def noted(self) -> None:
        """Wait until everything so far is in the ledger. Raises StorageError where that can't be now."""
        left = len(self._waiting)
        while left > 0 and (wrote := await self._write()):
            left -= wrote

    async def close(self) -> None:
        """Write what is left, if the ledger takes it now."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        try:
            while await self._write():
                pass
        except StorageError as error:
            logger.error("%d turns are not in the ledger: %s", len(self._waiting), error)

    async def _soon(self) -> None:
        try:
            await self._pause(A_MOMENT)
            while self._waiting:
                await until_stored(self._write, self._pause)
        finally:
            self._task = None

    async def _write(self) -> int:
        """How many; a cancelled step may have been done all the same, and doing it again does nothing."""
        async with self._writing:
            some = self._waiting[:AT_ONCE]
            if not some:
                return 0
            turns = [turn for over in some if (turn := _made(over))]
            self._waiting[: len(some)] = turns  # made once, however often they have to be written
            try:
                await self._store.note(turns)
            except StorageError:
                raise
            except Exception:
                await self._one_by_one(turns)
            else:
                del self._waiting[: len(turns)]
            return len(some)

    async def _one_by_one(self, turns: Sequence[Turn]) -> None:
        """Among these is one that no ledger takes: for ever in front, it would keep out all that come after it."""
        for turn in turns:
            try:
                await self._store.note([turn])
            except StorageError:
                raise
            except Exception:
                logger.exception("%s could not be noted", turn.question.message)
            del self._waiting[0]


def _made(over: Over | Turn) -> Turn | None:
    try:
        return over if isinstance(over, Turn) else over()
    except Exception:
        logger.exception("a turn could not be noted")
        return None
