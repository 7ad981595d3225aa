"""Channels that want it are told, once a week, what was asked in them.

A digest that stands is written down after it was posted, so each is looked for on its platform before that: one of
which only the platform knows, after a crash or at another node, is not posted again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.digest.gathering import gathered
from bridge.digest.weekday import last_due, week_before
from bridge.errors import PlatformError
from bridge.protocols import Digests, Directory, Platform, Store
from bridge.types import Channel, Rules
from bridge.waiting.patience import until_stored

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two looks."""

LATE = 86_400.0
"""Seconds after which a digest that could not be posted is not missed any more: the next one comes in some days."""

LONGEST = 3600.0
"""Between two tries, seconds."""

PATIENCE = 120.0
"""Seconds in which a platform takes it; the other channels wait meanwhile."""


@dataclass(slots=True)
class _Trouble:
    """A channel that could not be told."""

    pause: float
    until: float


class Digesting:
    """Of all channels, by one process at a time."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        rules: Directory,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._rules = rules
        self._now = clock
        self._over: dict[Channel, float] = {}
        """Which of its digests needs nothing more."""
        self._trouble: dict[Channel, _Trouble] = {}

    async def run(self, pause: float = EVERY) -> None:
        """Look now and then, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(pause)

    async def look(self) -> None:
        """Every digest that is due by now, one after the other."""
        for one in await until_stored(self._store.inhabited):
            rules = self._rules(one.place)
            platform: object = self._platforms.get(one.place.platform)
            if rules.digest and isinstance(platform, Digests):
                await self._see_to(one.place, rules, platform)

    async def _see_to(self, place: Channel, rules: Rules, platform: Digests) -> None:
        now = self._now()
        due, trouble = last_due(now, rules), self._trouble.get(place)
        waits = trouble is not None and now < trouble.until
        if now - due > LATE or waits or self._over.get(place, 0.0) >= due:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                await self._tell(place, rules, platform, due)
        except (PlatformError, TimeoutError) as error:
            self._again(place, now)
            logger.warning(
                "%s could not be told yet what was asked there: %s", place.channel, str(error) or "no answer"
            )
        except Exception:
            logger.exception("a bug in telling %s what was asked there", place.channel)
            self._over[place] = due
        else:
            self._over[place] = due
            self._trouble.pop(place, None)

    async def _tell(self, place: Channel, rules: Rules, platform: Digests, due: float) -> None:
        told = await until_stored(lambda: self._store.digested(place))
        if told >= due:
            return
        since = max(told, week_before(due, rules))  # another day or hour was chosen meanwhile
        digest = await until_stored(lambda: gathered(self._store, platform, place, rules, since, due))
        if digest is not None:
            await platform.digest(place, digest)
            await until_stored(lambda: self._store.digest_stands(place, due))

    def _again(self, place: Channel, now: float) -> None:
        before = self._trouble.get(place)
        pause = min(2 * before.pause, LONGEST) if before else EVERY
        self._trouble[place] = _Trouble(pause, now + pause)
