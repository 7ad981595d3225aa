"""What this node does for the others."""

import asyncio
import logging

from bridge.answering.feed import Feed
from bridge.bridge import Bridge
from bridge.cluster.guarded import Guarded
from bridge.cluster.peers import words
from bridge.cluster.peers.asking import Asking
from bridge.cluster.peers.holding_on import HoldingOn
from bridge.cluster.peers.looking_on import LookingOn
from bridge.cluster.peers.telling import Streams, Telling
from bridge.cluster.peers.wire import Wire
from bridge.cluster.peers.words import Number
from bridge.protocols import Adopts, Deletes, Renames
from bridge.tasks import ended

logger = logging.getLogger(__name__)


class Here:
    """The bridge of this node, for whoever asks it something over the wire."""

    def __init__(self, bridge: Bridge, wire: Wire, asking: Asking) -> None:
        self.streams = Streams(wire)
        self.callers = HoldingOn(wire, bridge.store, lambda: bridge.callers)
        self.lookers = LookingOn(wire)
        self._showing: set[asyncio.Task[None]] = set()
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
                if not self.lookers.heard(sender, word):
                    self.callers.heard(sender, word)
            case words.Again() | words.Heard() | words.Left():
                self.streams.heard(word)
            case _:
                logger.debug("a newer node said something that is not known here")

    def back(self) -> None:
        """What was said a moment ago may not have been heard here."""
        self.streams.missed()
        self.callers.missed()
        self.lookers.missed()

    async def watch(self) -> None:
        """Whether everybody is still there, until cancelled."""
        while True:
            await asyncio.sleep(self._wire.spans.looks)
            try:
                self.streams.watch()
                self.lookers.watch()
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
            case words.LookOn():
                return self._show(sender, what)
            case words.Opens(hash):
                return codes.good(codes.of_hash(hash)) or None
            case words.Take(hash):
                return codes.take(code) if codes.good(code := codes.of_hash(hash)) else None
            case words.Stands() | words.Models() | words.Check() | words.Rename() | words.Delete() | words.Adopt():
                guard: object = self._bridge.backends.get(what.backend)
                return await self._of(guard, what) if isinstance(guard, Guarded) and guard.held else None
            case _:  # a newer node's; nobody here knows it
                return None

    def _show(self, sender: Number, what: words.LookOn) -> object:
        """To whoever looks on there, as long as somebody does; None: it is not written here."""
        feed = self._bridge.working.feeds.get(what.turn)
        if feed is None:
            return None
        task = asyncio.create_task(self._shown(feed, what.stream, sender), name="shown to a node")
        self._showing.add(task)
        task.add_done_callback(self._showing.discard)
        return True

    async def _shown(self, feed: Feed, name: str, node: Number) -> None:
        with feed.looked_on() as looker:
            await Telling(self.streams, name, node, looker.close).show(looker)

    async def close(self) -> None:
        for task in list(self._showing):
            await ended(task)

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
