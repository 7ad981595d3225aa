"""What a platform remembers of a workspace, and what of it was found when somebody looked back."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from bridge.errors import Undeliverable
from bridge.types import Thread
from bridge.waiting.patience import Patience
from platforms.receiving.hearing import Said
from platforms.receiving.marks import order
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST = 200
"""Messages that are made up for in one channel; of more the newest."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands in a channel or in a thread, behind a mark."""

    said: Sequence[Said] = ()
    """By people."""
    newest: str = ""
    """The mark of the last message, whoever wrote it."""
    lively: Collection[Thread] = ()
    """Threads of the channel that have replies behind the mark …"""
    quiet: Collection[Thread] = ()
    """… and that have none."""
    more: bool = False
    """There are older ones that were not read."""


class History(Protocol):
    """What a platform remembers of a workspace. A call that fails raises NotNow, NotThere or PlatformError."""

    async def channels(self) -> Collection[str]:
        """All that we could hear something in, direct conversations too."""

    async def messages(self, channel: str, after: str, most: int) -> Listing:
        """The newest messages of a channel behind this mark, without the replies in threads."""

    async def replies(self, thread: Thread, after: str, most: int) -> Listing:
        """A thread's replies behind this mark."""

    def moment(self, mark: str) -> float:
        """Unix seconds."""

    def mark(self, moment: float) -> str:
        """What a message of this moment would have."""


@dataclass(slots=True)
class Found:
    """What was read in one run."""

    said: dict[tuple[str, str], Said] = field(default_factory=dict)
    """By channel and mark: a reply may stand in its channel, too."""
    reached: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    """Channels that could not be read, and from where."""

    def add(self, channel: str, listing: Listing) -> None:
        for one in listing.said:
            self.said[channel, one.question.message] = one
        self.reached[channel] = max(self.reached.get(channel, ""), listing.newest, key=order)

    def note(self, other: "Found") -> None:
        """How far the other has come, without what was said there."""
        self.unread |= other.unread
        for channel, mark in other.reached.items():
            self.reached[channel] = max(self.reached.get(channel, ""), mark, key=order)

    def in_order(self) -> list[Said]:
        """The oldest first, over all channels."""
        return sorted(self.said.values(), key=lambda one: order(one.question.message))

    def keep_newest(self, most: int) -> Mapping[str, int]:
        """Leave out the oldest of channels with too many; how many of which."""
        by_channel: dict[str, list[tuple[str, str]]] = {}
        for key in sorted(self.said, key=lambda key: order(key[1])):
            by_channel.setdefault(key[0], []).append(key)
        too_many = {channel: keys[:-most] for channel, keys in by_channel.items() if len(keys) > most}
        for keys in too_many.values():
            for key in keys:
                del self.said[key]
        return {channel: len(keys) for channel, keys in too_many.items()}


class LookingBack:
    """Reads from a platform's history, with patience, into what was found."""

    def __init__(self, history: History, pause: float) -> None:
        self._history = history
        self._pause = pause

    async def channels(self) -> Collection[str]:
        return await self._patiently(self._history.channels)

    async def channel(self, channel: str, after: str, known: Collection[Thread], found: Found) -> list[Thread]:
        """Its messages, and the replies in those of its threads that have new ones.

        The `known` threads of which that can't be told are returned.
        """
        try:
            listing = await self._patiently(lambda: self._history.messages(channel, after, MOST))
        except (Undeliverable, NotThere) as error:
            logger.warning("what was missed in %s can't be read: %s", channel, error)
            found.unread[channel] = after
            return []
        found.add(channel, listing)
        if listing.more:
            logger.warning("more was missed in %s than is made up for: only the newest is read", channel)
        for thread in listing.lively:
            await self.thread(thread, after, found)
        return [one for one in known if one not in listing.lively and one not in listing.quiet]

    async def thread(self, thread: Thread, after: str, found: Found) -> None:
        """Its replies."""
        try:
            replies = await self._patiently(lambda: self._history.replies(thread, after, MOST))
        except (Undeliverable, NotThere) as error:
            logger.info("what was missed in the thread %s can't be read: %s", thread, error)
            return
        found.add(thread.channel, replies)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """However long the platform can't be reached."""
        patience = Patience(self._pause, 30 * self._pause)
        while True:
            try:
                return await call()
            except NotNow as trouble:
                logger.info("what was missed is read later: %s", trouble)
                await patience.wait(trouble.seconds)
