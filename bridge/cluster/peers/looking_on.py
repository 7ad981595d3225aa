"""Whoever looks on here while another node writes an answer: a browser that shows it.

It holds up nobody and stops nothing. Where the node is gone the stream just ends: the ledger knows the rest.
"""

from bridge.answering.feed import Feed
from bridge.cluster.peers.arriving import Arriving
from bridge.cluster.peers.wire import Wire
from bridge.cluster.peers.words import Left, Number, Still, Told

NOBODY = Number(0)
"""Has this number; the first piece says which node tells a stream."""


class LookingOn:
    """Of one node."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._streams: dict[str, Arriving] = {}

    def begin(self, name: str) -> Feed:
        """What comes under that name from now on."""
        self._streams[name] = stream = Arriving(name, NOBODY, Feed())
        return stream.feed

    def end(self, name: str) -> None:
        """Nobody looks any more."""
        stream = self._streams.pop(name)
        if stream.node != NOBODY and not stream.over:
            self._wire.tell(stream.node, Left(name))

    def heard(self, node: Number, word: Told | Still) -> bool:
        """From the node that answers; False where it is none of these streams."""
        stream = self._streams.get(word.stream)
        if stream is None:
            return False
        stream.node = node
        if isinstance(word, Told) and (said := stream.take(word)):
            self._wire.tell(node, said)
        return True

    def missed(self) -> None:
        """Something may have been said, and not been heard here."""
        for stream in self._streams.values():
            if stream.node != NOBODY and not stream.over:
                self._wire.tell(stream.node, stream.again)

    def watch(self) -> None:
        """Whose node is gone is told no more."""
        there = {NOBODY, *self._wire.others}
        for stream in self._streams.values():
            if stream.node not in there and not stream.over:
                stream.over = True
                stream.feed.close()
