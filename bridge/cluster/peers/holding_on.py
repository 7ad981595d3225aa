"""Whoever holds a stream here while another node answers: what that node tells goes into their feed.

Nothing of it is lost: pieces that were missed are asked for again, and where nothing comes for a while the ledger
is looked at, for the node that answered may be gone since. Were it to answer anew, it would begin anew here, too.
"""

import logging
import time
from collections.abc import Callable, Mapping

from bridge.answering.feed import Feed
from bridge.cluster.peers.arriving import Arriving
from bridge.cluster.peers.wire import Wire
from bridge.cluster.peers.words import Holds, Left, Number, Still, Told, WhoHolds
from bridge.errors import Remembered, StorageError
from bridge.events import CutShort, Failed, Rewritten, Stopped, Text
from bridge.protocols import Store
from bridge.types import Key, State, Thread, Turn

logger = logging.getLogger(__name__)

AT_AN_END = (State.DELIVERED, State.FAILED)


class HoldingOn:
    """All callers of one node; `callers` are those whose questions are not at their end."""

    def __init__(
        self,
        wire: Wire,
        store: Store,
        callers: Callable[[], Mapping[Key, Feed]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wire = wire
        self._store = store
        self._callers = callers
        self._now = clock
        self._streams: dict[Key, Arriving] = {}
        self._by_name: dict[str, Arriving] = {}
        self._last: dict[Key, float] = {}
        """When something was heard of it last, or it was seen first."""

    def holds(self, node: Number, asked: WhoHolds) -> Holds | None:
        """From now on that node tells the answer under that name."""
        key = asked.place, asked.message
        feed = self._callers().get(key)
        if feed is None or feed.closed:
            return None
        self._forget(key)
        if feed.text:
            feed.put(Rewritten(""))  # it is told from its beginning again
        self._streams[key] = self._by_name[asked.stream] = Arriving(asked.stream, node, feed)
        self._last[key] = self._now()
        return Holds(feed.alone)

    def heard(self, node: Number, word: Told | Still) -> None:
        """From the node that answers."""
        stream = self._by_name.get(word.stream)
        if stream is None:
            if not (isinstance(word, Told) and word.over):
                self._wire.tell(node, Left(word.stream))
        elif isinstance(word, Told):
            self._take(stream, word)

    def left(self, key: Key) -> None:
        """Nobody holds its stream any more."""
        stream = self._streams.get(key)
        self._forget(key)
        if stream is not None and not stream.over:
            self._wire.tell(stream.node, Left(stream.name))

    def missed(self) -> None:
        """Something may have been said, and not been heard here."""
        for stream in self._streams.values():
            self._again(stream)

    async def watch(self) -> None:
        """Those of whom nothing was heard for a while: whether it is over."""
        waiting = {key: feed for key, feed in self._callers().items() if not feed.closed}
        now = self._now()
        self._last = {key: self._last.get(key, now) for key in waiting}
        for key, feed in waiting.items():
            if now - self._last[key] >= self._wire.spans.quiet:
                self._last[key] = now
                if (stream := self._streams.get(key)) is not None:
                    self._again(stream)
                await self._look(key, feed)

    def _take(self, stream: Arriving, told: Told) -> None:
        key = next(key for key, one in self._streams.items() if one is stream)
        self._last[key] = self._now()
        if said := stream.take(told):
            self._wire.tell(stream.node, said)

    def _again(self, stream: Arriving) -> None:
        if not stream.over:
            self._wire.tell(stream.node, stream.again)

    async def _look(self, key: Key, feed: Feed) -> None:
        place, message = key
        nowhere = Thread(place.platform, place.workspace, place.channel, "")  # a message says its Thread
        try:
            turn = await self._store.turn_of(nowhere, message)
            if turn is None or turn.state not in AT_AN_END:
                return None
            made = await self._store.made(turn.id)
        except StorageError as error:
            return logger.info("what became of %s is not known now: %s", message, error)
        if feed.closed:
            return None
        stream = self._streams.get(key)
        self._forget(key)
        for one in made:
            if stream is None or one not in stream.made:
                feed.put(one)
        return _end(feed, turn)

    def _forget(self, key: Key) -> None:
        if (stream := self._streams.pop(key, None)) is not None:
            del self._by_name[stream.name]


def _end(feed: Feed, turn: Turn) -> None:
    """As the ledger has it."""
    if turn.answer.startswith(feed.text):
        if rest := turn.answer[len(feed.text) :]:
            feed.put(Text(rest))
    else:
        feed.put(Rewritten(turn.answer))
    if turn.state is State.FAILED:
        feed.put(Failed(Remembered(reason=turn.reason)))
    else:
        if turn.cut:
            feed.put(CutShort())
        if turn.stopped:
            feed.put(Stopped())
    feed.close()
