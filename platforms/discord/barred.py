"""Channels in which Discord has just refused us for a permission: it is not asked again while nothing has changed.

Each refusal counts towards Discord's patience, and where everybody may ask there may be many. What we know of
permissions may be wrong, so without a refusal nothing is held back, and after a minute Discord is asked once more.

Source: docs.discord.com "Rate Limits" (403 responses are avoided by inspecting permissions), seen 2026-09.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import discord

from bridge.errors import Undeliverable
from bridge.types import Thread
from platforms.discord.setup.permissions import granted
from platforms.discord.telling import channel_of, lacks

MINUTE = 60.0

CHANNELS = 1_000
"""That are remembered."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A refusal, when it was, and what was granted there then."""

    why: Undeliverable
    since: float
    granted: int


class Barred:
    """Of one bot."""

    def __init__(self, client: discord.Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._now = clock
        self._bars: OrderedDict[str, Bar] = OrderedDict()

    def note(self, thread: Thread, why: Undeliverable) -> None:
        """An answer was refused there. That it was held back is no news."""
        if thread.channel not in self._bars and lacks(self._client, thread, why):
            self._bars[thread.channel] = Bar(why, self._now(), self._granted(thread))
            if len(self._bars) > CHANNELS:
                self._bars.popitem(last=False)

    def hold_back(self, thread: Thread) -> None:
        """Undeliverable when an answer would be refused there."""
        bar = self._bars.get(thread.channel)
        if bar is None:
            return
        if self._now() - bar.since >= MINUTE or self._granted(thread) != bar.granted:
            del self._bars[thread.channel]
            return
        again = Undeliverable(**bar.why.values)
        again.code, again.needs = bar.why.code, bar.why.needs
        raise again

    def _granted(self, thread: Thread) -> int:
        place = channel_of(self._client, thread.channel)
        return granted(place, place.guild.me).value if place is not None else 0
