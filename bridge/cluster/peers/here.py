"""What this node does for the others."""

import asyncio
import logging

from bridge.bridge import Bridge
from bridge.cluster.guarded import Guarded
from bridge.cluster.peers import words
from bridge.cluster.peers.asking import Asking
from bridge.cluster.peers.holding_on import HoldingOn
from bridge.cluster.peers.telling import Streams
from bridge.cluster.peers.wire import Wire
from bridge.cluster.peers.words import Number
from bridge.protocols import Adopts, Deletes, Renames

logger = logging.getLogger(__name__)


class Here:
    """The bridge of this node, for whoever asks it something over the wire."""

    def __init__(self, bridge: Bridge, wire: Wire, asking: Asking) -> None:
        self.streams = Streams(wire, bridge.hung_up)
        self.callers = HoldingOn(wire, bridge.store, lambda: bridge.callers)
        self._bridge = bridge
        self._wire = wire
        self._asking = asking

    def hear(self, sender: Number, word: object) -> None:
        match word:
            case words.Asked():
                self._asking.asked(sender, word, self._answer)
            case words.Answer():
                self._asking.answered(sender, word)
            case words.Withdrawn(thread, message):
                self._bridge.withdrawn_here(thread, message)
            case words.Told() | words.Still():
                self.callers.heard(sender, word)
            case words.Again() | words.Heard() | words.Left():
                self.streams.heard(word)
            case _:
                logger.debug("a newer node said something that is not known here")

    def back(self) -> None:
        """What was said a moment ago may not have been heard here."""
        self.streams.missed()
        self.callers.missed()

    async def watch(self) -> None:
        """Whether everybody is still there, until cancelled."""
        while True:
            await asyncio.sleep(self._wire.spans.looks)
            try:
                self.streams.watch()
                await self.callers.watch()
            except Exception:
                logger.exception("a bug in watching the other nodes")

    async def _answer(self, sender: Number, what: object) -> object:
        codes = self._bridge.joining.codes
        match what:
            case words.Stop(thread, message):
                return self._bridge.stop_here(thread, message) or None
            case words.Withdraw(thread, message):
                return self._bridge.withdraw_here(thread, message) or None
            case words.WhoHolds():
                return self.callers.holds(sender, what)
            case words.Opens(hash):
                return codes.good(codes.of_hash(hash)) or None
            case words.Take(hash):
                return codes.take(code) if codes.good(code := codes.of_hash(hash)) else None
            case words.Stands() | words.Models() | words.Check() | words.Rename() | words.Delete() | words.Adopt():
                guard: object = self._bridge.backends.get(what.backend)
                return await self._of(guard, what) if isinstance(guard, Guarded) and guard.held else None
            case _:  # a newer node's; nobody here knows it
                return None

    async def _of(self, guard: Guarded, what: words.OfBackend) -> object:
        """What only the node knows that holds the backend."""
        match what:
            case words.Stands(backend):
                return await self._bridge.standing(backend)
            case words.Models(backend):
                return tuple(await self._bridge.controls.models(backend))
            case words.Check():
                return await guard.check()
            case words.Rename(_, conversation, title):
                if isinstance(guard, Renames):
                    await guard.rename(conversation, title)
                return True
            case words.Delete(_, conversation):
                if isinstance(guard, Deletes):
                    await guard.delete(conversation)
                return True
            case words.Adopt(_, link):
                return await guard.adopt(link) if isinstance(guard, Adopts) else None
