"""What the command line wishes is done by the bridge at work: a Thread is forgotten everywhere, and it is told how.

A wish is in the ledger until it is told what became of it, so one that the end of a program has broken off is begun
again with the next: what was deleted by then is found gone.
"""

import asyncio
import logging

from bridge.bridge import Bridge
from bridge.errors import Apology, BridgeError
from bridge.protocols import Wishes
from bridge.types import Forgotten, Language, Thread, Wished
from bridge.waiting.patience import until_stored

logger = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks."""


class Granting:
    """Of one bridge."""

    def __init__(self, wishes: Wishes, bridge: Bridge, language: Language = "en") -> None:
        self._wishes = wishes
        self._bridge = bridge
        self._language: Language = language

    async def run(self, pause: float = EVERY) -> None:
        """Look now and then, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(pause)

    async def look(self) -> None:
        """All that is wished by now, one after the other."""
        for one in await until_stored(self._wishes.wished):
            await self._grant(one)

    async def _grant(self, wished: Wished) -> None:
        if not await until_stored(lambda: self._wishes.begin(wished.id)):
            return
        try:
            outcome = await forgotten(self._bridge, wished.thread)
            logger.info("a thread was forgotten everywhere, as the command line wished: %d turns", outcome.turns)
        except BridgeError as error:
            outcome = Forgotten(failed=error.say(self._language))
        except Exception:
            logger.exception("a bug in forgetting a thread")
            outcome = Forgotten(failed=Apology(turn="–").say(self._language))
        await until_stored(lambda: self._wishes.become(wished.id, outcome))


async def forgotten(bridge: Bridge, thread: Thread) -> Forgotten:
    """Everywhere. Raises BackendError, and nothing is forgotten, where its conversation can't be deleted."""
    theirs = await bridge.forgetting.theirs(thread, await bridge.store.history(thread))
    gone = await bridge.erase(thread, theirs.deletable)
    return Forgotten(gone, bool(theirs.deletable), tuple(bridge.forgetting.links(theirs.others)))
