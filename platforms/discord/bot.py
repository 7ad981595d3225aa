"""The bot: its connection to Discord, and everything that comes in by it."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

import aiohttp
import discord

from bridge.bridge import Bridge
from bridge.errors import PlatformError, ShutOut
from bridge.protocols import Site
from platforms.desk.around import Around
from platforms.discord.connection.client import Client, Told
from platforms.discord.connection.gateway import Connect
from platforms.discord.members import Members
from platforms.discord.outbound import Rates
from platforms.discord.places import Places
from platforms.discord.receiving.desk import Desk
from platforms.discord.receiving.files import Files
from platforms.discord.receiving.gaps import Missed, catch_up
from platforms.discord.receiving.history import Means
from platforms.discord.receiving.replies import Replies
from platforms.discord.receiving.waiting import Clocks
from platforms.discord.settings import DiscordSettings
from platforms.discord.setup.registering import Application, see_to_commands
from platforms.discord.telling import noticed
from platforms.discord.web import Web
from platforms.errands import Errands
from platforms.receiving.doors import Doors
from platforms.receiving.hearing import Hearing
from platforms.showing.reply import Pauses
from platforms.telling import Owners
from platforms.trouble import patiently

logger = logging.getLogger(__name__)

LINE = "discord/line"
"""Under which it is known that the owners know that there is none."""


class Bot:
    """In all servers that have taken it in."""

    def __init__(
        self,
        settings: DiscordSettings,
        site: Site,
        session: aiohttp.ClientSession,
        pauses: Pauses,
        connect: Connect,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ready = asyncio.Event()
        """It is logged in; calls can be made."""
        self.errands = Errands()
        self._told: asyncio.Queue[Told] = asyncio.Queue()
        self._interactions: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self.client = Client(settings, self._told.put_nowait, self._interactions.put_nowait, pauses)
        self.web, self.places = Web(self.client), Places(self.client)
        self.members = Members(self.client, self.places)
        self.files = Files(self.web, session, settings.api_url, settings.largest_file)
        self.clocks = Clocks(self.web, clock())
        self.rates = Rates(pauses)
        self.client.rest.learn = self.rates.learn
        self._settings = settings
        self._site = site
        self._connect = connect
        self._clock = clock
        self._doors = Doors(settings, settings.owners, clock)
        self._missed: Missed | None = None

    async def run(self, bridge: Bridge) -> None:
        """Receive until cancelled. BadConfig when Discord does not take the token or lets us read nothing."""
        trouble, token = self.rates.pauses.trouble, self._settings.token.get_secret_value()
        self.client.answer_there()
        await patiently(lambda: self.web.log_in(token), "[discord] token", trouble)
        logger.info("in Discord as %s", self.web.us.name)
        self.ready.set()
        self.clocks.others = not bridge.peers.alone
        self._watch(bridge)
        try:
            await self._receive(bridge)
        finally:
            await self.client.door.close()

    async def heard(self) -> None:
        """Wait until whoever sees to it has seen to everything that was told."""
        await self._told.join()

    async def caught_up(self) -> None:
        """Wait until everything that was missed has been heard."""
        assert self._missed is not None
        await self._missed.idle()

    async def _receive(self, bridge: Bridge) -> None:
        trouble, site = self.rates.pauses.trouble, self._site
        async with self.errands:
            replies = Replies(self.web, site)
            hearing = Hearing(bridge, site, replies.answer, self.errands, self._doors, queued=self.clocks.put)
            around = Around(bridge, site, hearing, self.errands)
            self.errands.begin(see_to_commands(Application(self.client), self.client.door.opened, trouble))
            means = Means(self.client, self.places, site.store, self.rates, self._settings, self._clock)
            async with Missed(partial(catch_up, means, hearing), self.client.memory.shard_of) as missed:
                self._missed = self.client.gaps = missed
                queues = self._told, self._interactions
                async with Desk(around, self.web, self.places, replies, self.files, missed, *queues, trouble):
                    await bridge.peers.only("discord", partial(self._connect, self.client, trouble))

    def _watch(self, bridge: Bridge) -> None:
        """Whoever can mend it hears of what Discord refuses, and when that is over."""
        owners = Owners(bridge, self._site.store, self.errands, "discord")

        def changed(why: ShutOut | None) -> None:
            if why is not None:
                return owners.without("discord", why)
            owners.back("discord")
            return self.client.gaps.let_in()

        def away(why: PlatformError | None) -> None:
            owners.back(LINE) if why is None else owners.without(LINE, why)

        self.client.door.changed = changed
        self.client.away = away
        self.client.joined = lambda guild: bridge.owner.taken_in(guild.name, str(guild.id))
        self.client.rest.noticed = lambda route, trouble: noticed(owners, self.client, route, trouble)
        owners.back("discord")
