"""What was said is brought into the index while the program runs: a little at a time, behind everything else."""

import asyncio
import logging

from bridge.errors import StorageError
from bridge.protocols import Store

logger = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks where nothing is left."""

BETWEEN = 0.05
"""Seconds in which others have the processor, where much is left."""

AGAIN = 60.0
"""Seconds until it is tried again."""


class Indexing:
    """Of one ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(self) -> None:
        """Until cancelled. Without an index nothing else suffers; who looks for something hears why."""
        while True:
            await asyncio.sleep(await self.step())

    async def step(self) -> float:
        """How many seconds may pass until the next one."""
        try:
            return BETWEEN if await self._store.index() else EVERY
        except StorageError as error:
            logger.warning("what was said can't be brought into the index: %s", error)
            return AGAIN
