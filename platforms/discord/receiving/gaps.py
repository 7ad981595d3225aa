"""What was not heard, of all servers and of our direct messages: one run of catching up for each of them.

A session of the gateway that is resumed misses nothing. One that begins anew does, and so does whoever was away:
then each server is read again as soon as Discord says that it is there.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Self

import discord

from platforms.discord.connection.client import Gaps
from platforms.discord.receiving.history import DiscordHistory, Means
from platforms.receiving.catchup import CatchUp
from platforms.receiving.lateness import Ears
from platforms.receiving.marks import Marks

DIRECT = ""
"""In the place of a server's id: our direct messages, which the first shard brings."""


class Missed:
    """Of one bot. `make` makes the catching up of one server; `shard_of` tells which shard serves it."""

    def __init__(self, make: Callable[[str], CatchUp], shard_of: Callable[[int], int]) -> None:
        self._make = make
        self._shard_of = shard_of
        self._each: dict[str, CatchUp] = {}
        self._begun: dict[int, tuple[str, str]] = {}
        """Our messages in which nothing stands yet, and where: Discord tells what they become, or that they go."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(one.close() for one in self._each.values()))

    @contextmanager
    def hearing(self, message: discord.Message) -> Iterator[None]:
        """Around whatever is said, by whomever: it shows how far its channel has been heard."""
        place = message.channel
        if isinstance(place, discord.PartialMessageable):
            yield  # nobody knows what that is a thread of
            return
        channel = place.parent_id if isinstance(place, discord.Thread) else place.id
        server = str(place.guild.id) if place.guild else DIRECT
        if message.flags.loading:
            self._begun[message.id] = server, str(channel)
            self._of(server).marks.owes(str(channel), str(message.id))
            yield
            return
        self._begun.pop(message.id, None)
        with self._of(server).marks.hearing(str(channel), str(message.id)):
            yield

    def gone(self, messages: Iterable[int]) -> None:
        """They were deleted, or have become something else: no question will ever stand there."""
        for message in messages:
            if message in self._begun:
                server, channel = self._begun.pop(message)
                with self._of(server).marks.hearing(channel, str(message)):
                    pass

    def began(self, shard: int) -> None:
        """What was said since the session before and was not heard is missed."""
        for server, one in self._each.items():
            if shard == (self._shard_of(int(server)) if server else 0):
                one.gap()
        if shard == 0:
            self._of(DIRECT).again()

    def there(self, server: int) -> None:
        """What was missed there can be read."""
        one = self._of(str(server))
        one.gap()  # also where it was away while our session went on
        one.again()

    def unread(self, server: int) -> None:
        """A message could not be read, or what there is on a server; 0: nobody knows on which."""
        for one in [self._of(str(server))] if server else list(self._each.values()):
            one.gap()
            one.again()

    def let_in(self) -> None:
        """Calls are answered again: where something could not be read, it can be now."""
        for one in self._each.values():
            one.again()

    async def idle(self) -> None:
        """Wait until everything that was missed has been heard."""
        for one in list(self._each.values()):
            await one.idle()

    def _of(self, server: str) -> CatchUp:
        if server not in self._each:
            self._each[server] = self._make(server)
            self._each[server].begin()
        return self._each[server]


def catch_up(means: Means, ears: Ears, server: str) -> CatchUp:
    """With what was missed on a server; without an id, in our direct messages."""
    return CatchUp(
        DiscordHistory(means, server),
        Marks(means.store, "discord", server),
        ears,
        means.store,
        hours=means.settings.catch_up,
        pause=means.rates.pauses.trouble,
        clock=means.now,
    )


_gaps: type[Gaps] = Missed
