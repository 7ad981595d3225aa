"""Which channels somebody can read: asked of their platform, and believed for a short while."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from bridge.protocols import Admits, Hides, Platform
from bridge.types import Channel, Person, Thread

logger = logging.getLogger(__name__)

FRESH = 120.0
"""Seconds: for so long at most somebody who left a channel finds what is said there."""

PATIENCE = 3.0
"""Seconds in which a platform tells it; later is as good as not at all."""

REMEMBERED = 1_000

K = TypeVar("K")
V = TypeVar("V")


class Admitted:
    """Of all platforms."""

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        clock: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self._platforms = platforms
        self._patience = patience
        self._channels = _Fresh[tuple[Person, frozenset[str]], frozenset[Channel]](clock)
        self._hidden = _Fresh[tuple[Thread, str], bool](clock)

    def knows(self, person: Person) -> bool:
        """Whether their platform can be asked at all."""
        platform: object = self._platforms.get(person.platform)
        return isinstance(platform, Admits)

    async def to(self, person: Person, workspaces: Iterable[str]) -> frozenset[Channel] | None:
        """The channels of these workspaces that they can read; None where their platform does not tell it now."""
        platform: object = self._platforms.get(person.platform)
        if not isinstance(platform, Admits):
            return None
        asked = frozenset(workspaces)
        known = self._channels.get((person, asked))
        if known is not None:
            return known
        try:
            async with asyncio.timeout(self._patience):
                told = await platform.admits(person, asked)
        except TimeoutError:
            logger.info("in which channels %s is was not told in time", person.name)
            return None
        if told is None:
            return None
        admitted = frozenset(one for one in told if one.platform == person.platform and one.workspace in asked)
        self._channels.put((person, asked), admitted)
        return admitted

    async def hides(self, thread: Thread, person: Person) -> bool:
        """Whether they can't see this Thread, though they see its channel; also where that can't be known."""
        platform: object = self._platforms.get(thread.platform)
        if not isinstance(platform, Hides):
            return False
        known = self._hidden.get((thread, person.name))
        if known is not None:
            return known
        try:
            async with asyncio.timeout(self._patience):
                hidden = await platform.hides(thread, person.name)
        except TimeoutError:
            return True
        self._hidden.put((thread, person.name), hidden)
        return hidden


class _Fresh(Generic[K, V]):
    """What was heard lately; the oldest goes first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._now = clock
        self._kept: OrderedDict[K, tuple[V, float]] = OrderedDict()

    def get(self, key: K) -> V | None:
        value, since = self._kept.get(key, (None, 0.0))
        return value if value is not None and self._now() - since < FRESH else None

    def put(self, key: K, value: V) -> None:
        self._kept[key] = value, self._now()
        self._kept.move_to_end(key)
        while len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
