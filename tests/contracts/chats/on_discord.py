"""Discord at work: discord.py, and a stand-in Discord over real sockets."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

from bridge.protocols import Backend, Directory
from bridge.types import MessageId
from platforms.discord.setup.offered import ABOUT, SUMMARY
from tests.contracts.chats.chat import Inside, Talk, Trouble
from tests.platforms.discord.sockets import house, thread_of
from tests.standins.discord import Channel, Dropped, Message, Person, RateLimited, StandInDiscord

BUTTON = 2
NONCE = 24
POST, EDIT = "POST /channels/*/messages", "PATCH /channels/*/messages/*"


BOLD = re.compile(r"(?<!\\)\*\*")
LABEL = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])*)\]\(<[^>]*>\)")
PERSON = re.compile(r"(?<!\\)<@\d+>")

MARK = re.compile(r"\\([^\w\s])|<(https?://[^>\s]+)>")
"""A sign that is no Markdown, and an address without a preview."""


def read(text: str) -> str:
    """What we say aside, as a person reads it."""
    text = PERSON.sub("(somebody)", LABEL.sub(r"\1", BOLD.sub("", text)))
    return MARK.sub(r"\1\2", text)


def _offers(message: Message) -> dict[str, str]:
    """Buttons by what they do, without the one that leads away."""
    buttons = [one for row in message.components for one in row["components"] if "custom_id" in one]
    return {one["custom_id"].split(":")[1]: one["custom_id"] for one in buttons if one["type"] == BUTTON}


def _aside(message: Message) -> bool:
    """Said to whoever wrote something, and no part of an answer: those alone have a nonce that we made."""
    return len(str(message.nonce)) != NONCE


class OnDiscord:
    """A server with a channel and Ana in it."""

    def __init__(self, discord: StandInDiscord, folder: Path) -> None:
        self.folder = folder
        self._discord = discord
        self._general: Channel = discord.channel("general")
        self._person: Person = discord.user("ana")
        self._ben: Person = discord.user("ben")
        self._said: dict[MessageId, Message] = {}

    @property
    def ana(self) -> str:
        return str(self._person.id)

    @asynccontextmanager
    async def house(self, backend: Backend, rules: Directory | None = None) -> AsyncIterator[Inside]:
        """With everything heard that was missed."""
        async with house(self._discord, self.folder, backend, rules=rules) as at:
            await at.platform.bot.caught_up()
            yield Inside(at.bridge, at.store, at.platform)
            await self._discord.settled()

    async def says(
        self,
        text: str,
        talk: Talk | None = None,
        *,
        mention: bool = False,
        files: Sequence[tuple[str, bytes, str]] = (),
    ) -> Talk:
        where = await self._discord.until(lambda: self._channel(talk)) if talk else self._general
        return self._talk(await self._person.says(where, text, mention=mention, files=files))

    async def says_directly(self, text: str) -> Talk:
        """The whole channel is one thread."""
        return self._talk(await self._person.says(self._discord.dm(self._person), text))

    async def other_bot_says(self, text: str, talk: Talk | None = None) -> None:
        where = await self._discord.until(lambda: self._channel(talk)) if talk else self._general
        await self._discord.other_bot("deploybot").says(where, text, mention=True)

    async def redelivers(self, talk: Talk) -> None:
        self._discord.redeliver(self._said[talk.message], times=2)

    async def until(self, condition: Callable[[], object]) -> None:
        await self._discord.until(condition)

    def told(self, talk: Talk) -> list[str]:
        return [one.content for one in self._ours(talk) if not (one.attachments or _aside(one))]

    def files(self, talk: Talk) -> list[str]:
        return [file.name for one in self._ours(talk) for file in one.attachments]

    def whispered(self) -> list[str]:
        """Discord can't whisper in answer to a message: it is replied to, or its author is written to."""
        return [read(one.content) for one in self._asides]

    def pinged(self) -> list[str]:
        return [one.content for one in self._by_us if one.pinged]

    async def edits(self, talk: Talk, text: str) -> None:
        await self._person.edits(self._said[talk.message], text)

    async def deletes(self, talk: Talk) -> None:
        await self._person.deletes(self._said[talk.message])

    def offers(self, talk: Talk) -> list[list[str]]:
        ours = [one for one in self._ours(talk) if not (one.attachments or _aside(one))]
        return [list(_offers(one)) for one in ours]

    async def presses(self, talk: Talk, what: str) -> None:
        await self._press(self._ours(talk), what)

    async def presses_whispered(self, what: str) -> None:
        await self._press(self._asides, what)

    async def goes_on_with(self, number: int) -> None:
        shown = self._asides[-1]
        [menu] = [one for row in shown.components for one in row["components"] if "options" in one]
        await self._person.chooses(shown, menu["custom_id"], menu["options"][number]["value"])

    async def _press(self, messages: Sequence[Message], what: str) -> None:
        pressed = [one for one in messages if what in _offers(one)][-1]
        await self._person.clicks(pressed, _offers(pressed)[what])

    async def about(self, said: str, words: str) -> Talk:
        """Ana asks about what Ben has said in the channel, by the menu of his message."""
        message = await self._ben.says(self._general, said)
        await self._offered()
        shown = await self._person.uses_menu(message, ABOUT)
        await self._discord.until(lambda: shown.dialog)
        await self._person.submits(shown, words=words)
        return self._talk(message)

    async def summarises(self, talk: Talk) -> None:
        """By the menu of the message that began the thread."""
        await self._offered()
        await self._person.uses_menu(self._said[talk.message], SUMMARY)

    def posted(self) -> list[str]:
        """What we said in the channel itself, as a person reads it."""
        return [read(one.content) for one in self._general.by(self._discord.bot)]

    def direct(self) -> list[str]:
        """What Ana reads in our direct messages."""
        return [one.content for one in self._discord.dm(self._person).by(self._discord.bot)]

    async def _offered(self) -> None:
        await self._discord.until(lambda: self._person.menu(self._general))

    async def slash(self, name: str, words: str = "") -> None:
        """In the channel; the words are its only option."""
        known = await self._discord.until(self._discord.world.commands.of)
        [found] = [one for one in known if one["name"] == name]
        options = {one["name"]: words for one in found.get("options", [])[:1] if words}
        await self._person.command(self._general, name, **options)

    def away(self) -> AbstractContextManager[object]:
        return self._discord.unheard()

    def trouble(self, kind: Trouble) -> None:
        if kind == "lost":
            self._discord.fail(POST, Dropped())
        else:
            for call in (POST, EDIT):
                self._discord.fail(call, RateLimited(0))

    @property
    def _asides(self) -> Sequence[Message]:
        """Below what somebody wrote, or seen by them alone."""
        whispers = [one for channel in self._discord.world.channels.values() for one in channel.whispers]
        return sorted((*whispers, *(one for one in self._by_us if _aside(one))), key=lambda one: one.id)

    @property
    def _by_us(self) -> Sequence[Message]:
        everywhere = list(self._discord.world.channels.values())
        written = [one for channel in everywhere for one in channel.by(self._discord.bot)]
        return sorted(written, key=lambda one: one.id)

    def _channel(self, talk: Talk) -> Channel:
        """A LookupError while the thread is not there yet."""
        return self._discord.world.channels[int(talk.thread.thread)]

    def _ours(self, talk: Talk) -> list[Message]:
        return self._channel(talk).by(self._discord.bot)

    def _talk(self, said: Message) -> Talk:
        message = MessageId(str(said.id))
        self._said[message] = said
        return Talk(thread_of(said), message)


@asynccontextmanager
async def on_discord(folder: Path) -> AsyncIterator["OnDiscord"]:
    """Without the limits of calls, which take real time, and are tested elsewhere."""
    async with StandInDiscord(limits=False) as running:
        yield OnDiscord(running, folder)
