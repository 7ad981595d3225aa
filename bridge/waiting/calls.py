"""What somebody has changed in the ledger beside us, with ``threadbridge turns``: it is gone on with."""

import asyncio
import logging
from collections.abc import Callable

from bridge.protocols import Store
from bridge.types import Thread, TurnId
from bridge.waiting.patience import until_stored

logger = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks."""


class Calls:
    """Of one bridge. ``about`` is told of each turn, and whether nobody wants it."""

    def __init__(self, store: Store, about: Callable[[TurnId, Thread, bool], None]) -> None:
        self._store = store
        self._about = about
        self._seen = 0

    async def begin(self) -> None:
        """Before the ledger is gone through: what is called about from here on is heard."""
        self._seen, _ = await until_stored(self._store.called)

    async def run(self, pause: float = EVERY) -> None:
        """Look now and then, until cancelled."""
        while True:
            await asyncio.sleep(pause)
            await self.look()

    async def look(self) -> None:
        self._seen, called = await until_stored(lambda: self._store.called(self._seen))
        for turn, thread, unwanted in called:
            logger.info("the turn %d is looked at again, for somebody has changed it", turn)
            self._about(turn, thread, unwanted)
