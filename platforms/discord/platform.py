"""Discord as a Platform."""

import logging
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import aiohttp

from bridge.before.told import hinted
from bridge.bridge import Bridge
from bridge.errors import BridgeError, PlatformError, Undeliverable
from bridge.events import Shown
from bridge.protocols import (
    Admits,
    Digests,
    Fetches,
    Hides,
    Introduces,
    Names,
    Permalinks,
    Platform,
    Says,
    Site,
    Suggests,
    Tells,
    TellsAskers,
    Titles,
)
from bridge.types import Attachment, Channel, Digest, Earlier, File, MessageId, Person, Question, Thread, Turn
from platforms.discord.barred import Barred
from platforms.discord.bot import Bot
from platforms.discord.connection.gateway import Connect, listen
from platforms.discord.outbound import FORM, PAUSES
from platforms.discord.receiving.pressable import pressable
from platforms.discord.settings import DiscordSettings
from platforms.discord.showing.digest import post as post_digest
from platforms.discord.showing.messages import DiscordMessages
from platforms.discord.showing.naming import Naming
from platforms.discord.telling import exactly
from platforms.discord.text import link
from platforms.showing.answer import Answer
from platforms.showing.newest import Newest
from platforms.showing.offering import Offering
from platforms.showing.reply import Pauses, Reply
from platforms.telling import tell_asker
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)


@asynccontextmanager
async def opened(
    settings: DiscordSettings,
    site: Site,
    pauses: Pauses = PAUSES,
    connect: Connect = listen,
    clock: Callable[[], float] = time.time,
) -> AsyncIterator["DiscordPlatform"]:
    async with aiohttp.ClientSession() as session:
        bot = Bot(settings, site, session, pauses, connect, clock)
        try:
            yield DiscordPlatform(bot, site, settings.owners)
        finally:
            await bot.client.close()


class DiscordPlatform:
    """Receives questions of all servers that the bot is in and writes answers into their threads."""

    def __init__(self, bot: Bot, site: Site, owners: Sequence[str]) -> None:
        self.bot = bot
        self.errands = bot.errands
        self._site = site
        self._owners = owners
        self._barred = Barred(bot.client)
        self._newest = Newest[MessageId]()
        self._offering = Offering(bot.errands)
        self._naming = Naming(bot.web, site.store, bot.errands, bot.rates.pauses.minute / 60)

    async def run(self, bridge: Bridge) -> None:
        """Receive until cancelled. BadConfig when Discord does not take the token or lets us read nothing."""
        self._offering.bridge = bridge
        await self.bot.run(bridge)

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        """Write the answer into the question's thread, which is made if it is not there."""
        await self.bot.ready.wait()
        await self.bot.client.door.opened()
        self.errands.begin(self.bot.clocks.begun(turn))
        language = self._site.rules(turn.thread.place).language
        answer, store = Answer(FORM, language, turn.parts, turn.question.model), self._site.store
        models = partial(self._offering.of, turn.backend)
        messages = DiscordMessages(turn, language, self.bot.web, store, self.bot.rates, self._newest, models)
        try:
            self._barred.hold_back(turn.thread)
            async with messages:
                await Reply(turn, answer, messages, store, self.bot.rates.pauses).show(events)
        except Undeliverable as error:
            self._barred.note(turn.thread, error)
            if turn.thread.workspace:  # in a direct message, the one place for it is the one that refuses it
                await tell_asker(
                    self.bot.web, turn.question, exactly(self.bot.client, turn.thread, error), language
                )
            raise
        self.errands.begin(messages.bare())
        self._offering.learn(turn.backend)

    async def tell_asker(self, turn: Turn, why: BridgeError) -> None:
        """In a direct message; where they asked in one, it is the place that takes nothing."""
        if turn.thread.workspace:
            await tell_asker(self.bot.web, turn.question, why, self._site.rules(turn.thread.place).language)

    async def titled(self, thread: Thread, title: str) -> None:
        """The thread is called so, too, if it is ours to name."""
        self._naming.titled(thread, title)

    async def fetch(self, thread: Thread, attachment: Attachment) -> File:
        """A file that came with a question."""
        await self.bot.ready.wait()
        return await self.bot.files.fetch(attachment)

    async def channel_name(self, place: Channel) -> str:
        return await self.bot.web.channel_name(place.channel)

    async def person_name(self, person: Person) -> str:
        if not self.bot.ready.is_set():
            return person.name
        try:
            return await self.bot.members.name_of(int(person.name), person.workspace)
        except (NotNow, NotThere, BridgeError, ValueError) as error:  # a name is no id
            logger.info("the name of %s is not known: %s", person.name, error)
            return person.name

    async def admits(self, person: Person, workspaces: Collection[str]) -> Collection[Channel] | None:
        """By the roles that they have now; of direct messages the one with us."""
        if not self.bot.ready.is_set():
            return None
        try:
            return await self.bot.members.admitted(int(person.name), workspaces)
        except (NotNow, NotThere, BridgeError, ValueError) as error:  # a name is no id
            logger.info("in which channels %s is is not known: %s", person.name, error)
            return None

    async def hides(self, thread: Thread, person: str) -> bool:
        """A private thread is seen by its members; those who may manage all threads have to be that, too. A direct
        message is seen by whoever talks with us there."""
        try:
            if not thread.workspace:
                return bool(person) and thread.channel != await self.bot.places.direct(person)
            if await self._site.store.turn_of(thread, MessageId(thread.thread)):
                return False  # a message began it, as it does with no private one
            there = await self.bot.places.thread(int(thread.thread))
            if there is None or not there.is_private():
                return there is None
            return not person or not await self.bot.web.is_member(there.id, person)
        except (NotNow, NotThere, BridgeError, ValueError) as error:  # a name is no id
            logger.info("whether %s sees %s is not known: %s", person, thread, error)
            return True

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return link(thread, message)

    async def say(self, thread: Thread, text: str) -> None:
        """Something that is no answer, for everybody in the thread, which is made if it is not there."""
        if not self.bot.ready.is_set():
            raise PlatformError(what="Discord is not connected yet.")
        try:
            if thread.workspace:
                with suppress(Undeliverable):  # no message began it, so it is there
                    await self.bot.web.open(
                        Question(thread, MessageId(thread.thread), "", await self._name(thread))
                    )
            await self.bot.places.post(thread.thread, text)
        except (NotNow, NotThere) as error:
            raise PlatformError(what=str(error)) from error

    async def digest(self, place: Channel, digest: Digest) -> None:
        """In the channel itself."""
        if not self.bot.ready.is_set():
            raise PlatformError(what="Discord is not connected yet.")
        try:
            await post_digest(self.bot.web, place, digest, self._site.rules(place).language)
        except (NotNow, NotThere) as error:
            raise PlatformError(what=str(error)) from error

    async def suggest(self, turn: Turn, earlier: Sequence[Earlier]) -> MessageId:
        """Below the question, where others see it: so it says neither what nor where; its asker's click does."""
        await self.bot.ready.wait()
        rules = self._site.rules(turn.thread.place)
        said = hinted(turn, rules.asked_before, rules.language)
        try:
            return await self.bot.web.reply(turn.question, said.text, pressable(said, rules.language))
        except (NotNow, NotThere) as error:
            raise PlatformError(what=str(error)) from error

    async def suggested(self, turn: Turn, message: MessageId) -> None:
        try:
            await self.bot.places.remove(self.bot.web.where(turn.question), message)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("what was said below the question of %s stays: %s", turn.question.author, error)

    async def _name(self, thread: Thread) -> str:
        """Of a thread in which nothing was asked yet: what its conversation is called, or begins with."""
        conversation = await self._site.store.conversation(thread)
        turns = await self._site.store.history(thread)
        return (conversation.title if conversation else "") or (turns[0].question.text if turns else "")

    async def tell_owner(self, text: str, picture: Path | None) -> None:
        """In a direct message to each of the ``owners``; PlatformError when none of them could be reached."""
        await self.bot.ready.wait()
        reached = 0
        for person in self._owners:
            try:
                await self.bot.web.tell(person, text, picture)
                reached += 1
            except (NotNow, NotThere, PlatformError, ValueError) as error:  # a name is no id
                logger.warning("%s could not be told: %s", person, error)
        if self._owners and not reached:
            raise PlatformError(what="None of the owners could be reached in Discord.")


_platform: type[Platform] = DiscordPlatform
_names: type[Names] = DiscordPlatform
_introduces: type[Introduces] = DiscordPlatform
_fetches: type[Fetches] = DiscordPlatform
_tells: type[Tells] = DiscordPlatform
_permalinks: type[Permalinks] = DiscordPlatform
_titles: type[Titles] = DiscordPlatform
_says: type[Says] = DiscordPlatform
_suggests: type[Suggests] = DiscordPlatform
_digests: type[Digests] = DiscordPlatform
_hides: type[Hides] = DiscordPlatform
_admits: type[Admits] = DiscordPlatform
_tells_askers: type[TellsAskers] = DiscordPlatform
