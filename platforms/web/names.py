"""What channels are called. Platforms are asked, and nobody waits long for them."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping

from bridge.commands.controls import Controls
from bridge.tasks import ended
from bridge.types import Channel

logger = logging.getLogger(__name__)

FRESH = 900.0
"""Seconds for which a name is believed."""

PATIENCE = 0.3
"""Seconds that a page waits for names that are not known yet."""

AT_ONCE = 4
"""Questions to platforms."""


class Names:
    """Of all channels."""

    def __init__(self, controls: Controls, clock: Callable[[], float] = time.monotonic) -> None:
        self._controls = controls
        self._now = clock
        self._known: dict[Channel, tuple[float, str]] = {}
        self._asking: dict[Channel, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    async def of(self, places: Collection[Channel]) -> Mapping[Channel, str]:
        """Ids where names are not known, or not yet."""
        asked = [self._ask(place) for place in set(places) if self._is_old(place)]
        if asked:
            await asyncio.wait(asked, timeout=PATIENCE)
        return {place: self._known.get(place, (0.0, place.channel))[1] for place in places}

    async def close(self) -> None:
        for task in list(self._asking.values()):
            await ended(task)

    def _is_old(self, place: Channel) -> bool:
        since, _ = self._known.get(place, (-FRESH, ""))
        return self._now() - since >= FRESH

    def _ask(self, place: Channel) -> asyncio.Task[None]:
        if (task := self._asking.get(place)) is None:
            task = self._asking[place] = asyncio.create_task(self._learn(place))
            task.add_done_callback(lambda _: self._asking.pop(place, None))
        return task

    async def _learn(self, place: Channel) -> None:
        try:
            async with self._room:
                name = await self._controls.channel_name(place)
        except Exception as error:
            logger.info("the name of a channel is not known: %s", error)
            name = place.channel
        self._known[place] = self._now(), name or place.channel
