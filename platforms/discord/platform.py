"""Discord as a Platform."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import aiohttp
import discord

from bridge.bridge import Bridge
from bridge.errors import BridgeError, PlatformError, ShutOut, Undeliverable
from bridge.events import Shown
from bridge.protocols import Fetches, Hides, Names, Permalinks, Platform, Says, Site, Tells, Titles
from bridge.types import Attachment, Channel, File, MessageId, Question, Thread, Turn
from platforms.desk.around import Around
from platforms.discord.barred import Barred
from platforms.discord.client import Client, Told
from platforms.discord.gateway import Connect, listen
from platforms.discord.outbound import FORM, PAUSES, Rates
from platforms.discord.places import Places
from platforms.discord.receiving.desk import Desk
from platforms.discord.receiving.files import Files
from platforms.discord.receiving.gaps import Missed, catch_up
from platforms.discord.receiving.history import Means
from platforms.discord.receiving.replies import Replies
from platforms.discord.receiving.waiting import Clocks
from platforms.discord.settings import DiscordSettings
from platforms.discord.setup.registering import Application, see_to_commands
from platforms.discord.showing.messages import DiscordMessages
from platforms.discord.showing.naming import Naming
from platforms.discord.telling import exactly, noticed
from platforms.discord.text import link
from platforms.discord.web import Web
from platforms.errands import Errands
from platforms.receiving.doors import Doors
from platforms.receiving.hearing import Hearing
from platforms.showing.answer import Answer
from platforms.showing.newest import Newest
from platforms.showing.offering import Offering
from platforms.showing.reply import Pauses, Reply
from platforms.telling import Owners, tell_asker
from platforms.trouble import NotNow, NotThere, patiently

logger = logging.getLogger(__name__)

LINE = "discord/line"
"""Under which it is known that the owners know that there is none."""


@asynccontextmanager
async def opened(
    settings: DiscordSettings,
    site: Site,
    pauses: Pauses = PAUSES,
    connect: Connect = listen,
    clock: Callable[[], float] = time.time,
) -> AsyncIterator["DiscordPlatform"]:
    async with aiohttp.ClientSession() as session:
        platform = DiscordPlatform(settings, site, session, pauses, connect, clock)
        try:
            yield platform
        finally:
            await platform.client.close()


class DiscordPlatform:
    """Receives questions of all servers that the bot is in and writes answers into their threads."""

    def __init__(
        self,
        settings: DiscordSettings,
        site: Site,
        session: aiohttp.ClientSession,
        pauses: Pauses,
        connect: Connect,
        clock: Callable[[], float],
    ) -> None:
        self.ready = asyncio.Event()
        """We are logged in; calls can be made."""
        self.errands = Errands()
        self._told: asyncio.Queue[Told] = asyncio.Queue()
        self._interactions: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self.client = Client(settings, self._told.put_nowait, self._interactions.put_nowait, pauses)
        self._token = settings.token.get_secret_value()
        self._owners = settings.owners
        self._doors = Doors(settings, settings.owners, clock)
        self._settings = settings
        self._clock = clock
        self._missed: Missed | None = None
        self._site = site
        self._web = Web(self.client)
        self._barred = Barred(self.client)
        self._clocks = Clocks(self._web, clock())
        self._files = Files(self._web, session, settings.api_url, settings.largest_file)
        self._rates = Rates(pauses)
        self.client.rest.learn = self._rates.learn
        self._newest = Newest[MessageId]()
        self._offering = Offering(self.errands)
        self._naming = Naming(self._web, site.store, self.errands, pauses.minute / 60)
        self._connect = connect

    async def run(self, bridge: Bridge) -> None:
        """Receive until cancelled. BadConfig when Discord does not take the token or lets us read nothing."""
        self._offering.bridge = bridge
        trouble = self._rates.pauses.trouble
        self.client.answer_there()
        await patiently(lambda: self._web.log_in(self._token), "[discord] token", trouble)
        logger.info("in Discord as %s", self._web.us.name)
        self.ready.set()
        self._watch(bridge)
        try:
            await self._receive(bridge)
        finally:
            await self.client.door.close()

    async def _receive(self, bridge: Bridge) -> None:
        trouble = self._rates.pauses.trouble
        async with self.errands:
            replies = Replies(self._web, self._site)
            hearing = Hearing(
                bridge, self._site, replies.answer, self.errands, self._doors, queued=self._clocks.put
            )
            around = Around(bridge, self._site, hearing, self.errands)
            self.errands.begin(see_to_commands(Application(self.client), self.client.door.opened, trouble))
            places, files = Places(self.client), self._files
            means = Means(self.client, places, self._site.store, self._rates, self._settings, self._clock)
            async with Missed(partial(catch_up, means, hearing), self.client.memory.shard_of) as missed:
                self._missed = self.client.gaps = missed
                async with Desk(
                    around, self._web, places, replies, files, missed, self._told, self._interactions, trouble
                ):
                    await self._connect(self.client, trouble)

    async def heard(self) -> None:
        """Wait until whoever sees to it has seen to everything that was told."""
        await self._told.join()

    async def caught_up(self) -> None:
        """Wait until everything that was missed has been heard."""
        assert self._missed is not None
        await self._missed.idle()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        """Write the answer into the question's thread, which is made if it is not there."""
        await self.ready.wait()
        await self.client.door.opened()
        self.errands.begin(self._clocks.begun(turn))
        language = self._site.rules(turn.thread.place).language
        answer, store = Answer(FORM, language, turn.parts, turn.question.model), self._site.store
        models = partial(self._offering.of, turn.backend)
        messages = DiscordMessages(turn, language, self._web, store, self._rates, self._newest, models)
        try:
            self._barred.hold_back(turn.thread)
            async with messages:
                await Reply(turn, answer, messages, store, self._rates.pauses).show(events)
        except Undeliverable as error:
            self._barred.note(turn.thread, error)
            if turn.thread.workspace:  # in a direct message, the one place for it is the one that refuses it
                await tell_asker(self._web, turn.question, exactly(self.client, turn.thread, error), language)
            raise
        self.errands.begin(messages.bare())
        self._offering.learn(turn.backend)

    async def titled(self, thread: Thread, title: str) -> None:
        """The thread is called so, too, if it is ours to name."""
        self._naming.titled(thread, title)

    async def fetch(self, thread: Thread, attachment: Attachment) -> File:
        """A file that came with a question."""
        await self.ready.wait()
        return await self._files.fetch(attachment)

    async def channel_name(self, place: Channel) -> str:
        return await self._web.channel_name(place.channel)

    async def hides(self, thread: Thread, person: str) -> bool:
        """A private thread is seen by its members; those who may manage all threads have to be that, too."""
        if not thread.workspace:
            return True
        try:
            if await self._site.store.turn_of(thread, MessageId(thread.thread)):
                return False  # a message began it, as it does with no private one
            there = await Places(self.client).thread(int(thread.thread))
            return there is None or (there.is_private() and not await self._web.is_member(there.id, person))
        except (NotNow, NotThere, BridgeError) as error:
            logger.info("whether %s sees %s is not known: %s", person, thread, error)
            return True

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return link(thread, message)

    async def say(self, thread: Thread, text: str) -> None:
        """Something that is no answer, for everybody in the thread, which is made if it is not there."""
        if not self.ready.is_set():
            raise PlatformError(what="Discord is not connected yet.")
        try:
            if thread.workspace:
                with suppress(Undeliverable):  # no message began it, so it is there
                    await self._web.open(Question(thread, MessageId(thread.thread), "", await self._name(thread)))
            await Places(self.client).post(thread.thread, text)
        except (NotNow, NotThere) as error:
            raise PlatformError(what=str(error)) from error

    async def _name(self, thread: Thread) -> str:
        """Of a thread in which nothing was asked yet: what its conversation is called, or begins with."""
        conversation = await self._site.store.conversation(thread)
        turns = await self._site.store.history(thread)
        return (conversation.title if conversation else "") or (turns[0].question.text if turns else "")

    async def tell_owner(self, text: str, picture: Path | None) -> None:
        """In a direct message to each of the ``owners``; PlatformError when none of them could be reached."""
        await self.ready.wait()
        reached = 0
        for person in self._owners:
            try:
                await self._web.tell(person, text, picture)
                reached += 1
            except (NotNow, NotThere, PlatformError, ValueError) as error:  # a name is no id
                logger.warning("%s could not be told: %s", person, error)
        if self._owners and not reached:
            raise PlatformError(what="None of the owners could be reached in Discord.")

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


_platform: type[Platform] = DiscordPlatform
_names: type[Names] = DiscordPlatform
_fetches: type[Fetches] = DiscordPlatform
_tells: type[Tells] = DiscordPlatform
_permalinks: type[Permalinks] = DiscordPlatform
_titles: type[Titles] = DiscordPlatform
_says: type[Says] = DiscordPlatform
_hides: type[Hides] = DiscordPlatform
