"""An answer on its way to another node, to whoever holds its stream there or looks on: each piece until it arrived.

What comes while a piece is being said is the next piece, so a slow database makes larger pieces, not more of them.
All pieces are kept until the other node has heard the last one: it asks again for those that it missed.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from bridge.answering.feed import Feed
from bridge.cluster.peers.wire import Wire
from bridge.cluster.peers.words import Again, Heard, Left, Number, Still, Told
from bridge.events import Shown, Text
from bridge.protocols import Caller

logger = logging.getLogger(__name__)

MOST = 1_000
"""Events in a piece."""

KEPT = 60.0
"""Seconds for which an answer that was told to its end is kept for whoever missed some of it."""


class Telling:
    """One stream, to one node."""

    def __init__(
        self, streams: "Streams", name: str, node: Number, hung_up: Callable[[], object], *, alone: bool = False
    ) -> None:
        self.name = name
        self.node = node
        self.hung_up = hung_up
        """Told when nobody holds it any more."""
        self.alone = alone
        self._streams = streams
        self._wire = streams.wire
        self._told: list[Told] = []
        self.left = False
        """Nobody holds it any more."""

    async def show(self, feed: Feed) -> None:
        """Until the feed's end."""
        whole = False
        self._streams.begun(self)
        try:
            async for event in feed:
                await self._tell(_merged([event, *_at_once(feed)]))
            await self._tell((), over=True)
            whole = True
        finally:
            self._streams.told(self, whole=whole)

    def again(self, number: int) -> None:
        """From this piece on."""
        for told in self._told[max(0, number - 1) :]:
            self._wire.tell(self.node, told)

    async def _tell(self, events: Sequence[Shown], *, over: bool = False) -> None:
        told = Told(self.name, len(self._told) + 1, tuple(events), over)
        self._told.append(told)
        await self._wire.send(self.node, told)


_caller: type[Caller] = Telling


class Streams:
    """All that are told by this node."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._open: dict[str, Telling] = {}
        self._over: dict[str, Telling] = {}

    def begun(self, telling: Telling) -> None:
        self._open[telling.name] = telling

    def told(self, telling: Telling, *, whole: bool) -> None:
        """To its end, or so far and no further: then it begins again under another name."""
        del self._open[telling.name]
        if whole:
            self._over[telling.name] = telling
            asyncio.get_running_loop().call_later(KEPT, self._over.pop, telling.name, None)

    def heard(self, word: Again | Heard | Left) -> None:
        """From whoever holds the stream."""
        telling = self._open.get(word.stream) or self._over.get(word.stream)
        if telling is None:
            return
        match word:
            case Again(_, number):
                telling.again(number)
            case Heard():
                self._over.pop(word.stream, None)
            case Left():
                self._left(telling)

    def missed(self) -> None:
        """It may have been said that somebody left, and not been heard here."""
        for telling in self._open.values():
            self.wire.tell(telling.node, Still(telling.name))

    def watch(self) -> None:
        """Whose node is gone is gone as well."""
        there = self.wire.others
        for telling in [one for one in self._open.values() if one.node not in there and not one.left]:
            logger.info("the node is gone that held the stream %s", telling.name)
            self._left(telling)

    def _left(self, telling: Telling) -> None:
        self._over.pop(telling.name, None)
        telling.left = True
        if telling.name in self._open:
            telling.hung_up()


def _at_once(feed: Feed) -> list[Shown]:
    some = list[Shown]()
    while len(some) < MOST and (event := feed.at_once()) is not None:
        some.append(event)
    return some


def _merged(events: Sequence[Shown]) -> Sequence[Shown]:
    """Texts that follow each other as one."""
    merged = list[Shown]()
    for event in events:
        if merged and isinstance(event, Text) and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].more + event.more)
        else:
            merged.append(event)
    return merged
