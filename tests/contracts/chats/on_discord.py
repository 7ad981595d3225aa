"""Discord at work: discord.py, and a Discord in this process."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import discord
from simcord.builders import ChannelHandle

from bridge.protocols import Backend, Directory
from bridge.types import MessageId, Thread
from tests.contracts.chats.chat import Chat, Inside, Talk, Trouble
from tests.platforms.discord.house import Server, house, server
from tests.platforms.discord.test_trouble import lose

MESSAGES = "/channels/*/messages*"


class OnDiscord:
    """A server with a channel and Ana in it."""

    def __init__(self, at: Server, folder: Path) -> None:
        self.folder = folder
        self._at = at
        self._env = at.env
        self._said: dict[str, discord.Message] = {}

    @property
    def ana(self) -> str:
        return str(self._at.ana.id)

    @asynccontextmanager
    async def house(self, backend: Backend, rules: Directory | None = None) -> AsyncIterator[Inside]:
        async with house(self._at, self.folder, backend, rules=rules) as at:
            yield Inside(at.bridge, at.store, at.platform)

    async def says(
        self,
        text: str,
        talk: Talk | None = None,
        *,
        mention: bool = False,
        files: Sequence[tuple[str, bytes, str]] = (),
    ) -> Talk:
        words = f"<@{self._at.us}> {text}" if mention else text
        sent = [(name, content) for name, content, _ in files]
        where = await self._channel(talk) if talk else self._at.general
        said = await self._at.ana.send(where, words, attachments=sent)
        self._said[str(said.id)] = said
        return Talk(talk.thread if talk else self._at.thread(said), MessageId(str(said.id)))

    async def says_directly(self, text: str) -> Talk:
        """The whole channel is one thread."""
        said = await self._at.ana.send_dm(text)
        channel = str(self._at.ana.user.dm_channel.id)
        return Talk(Thread("discord", "", channel, channel), MessageId(str(said.id)))

    async def other_bot_says(self, text: str, talk: Talk | None = None) -> None:
        bot = self._at.guild.add_member(self._env.create_user("deploybot", bot=True))
        await bot.send(await self._channel(talk) if talk else self._at.general, f"<@{self._at.us}> {text}")

    async def redelivers(self, talk: Talk) -> None:
        for _ in range(2):
            self._at.redeliver(self._said[talk.message])

    async def until(self, condition: Callable[[], object]) -> None:
        await self._at.until(condition)

    def told(self, talk: Talk) -> list[str]:
        return [one.content for one in self._ours(talk) if not (one.attachments or _to_command(one))]

    def files(self, talk: Talk) -> list[str]:
        return [file.filename for one in self._ours(talk) for file in one.attachments]

    def whispered(self) -> list[str]:
        """Discord can't whisper in answer to a message: it is replied to, or written to its author directly."""
        replies = [
            message
            for channel in self._env.backend.channels.values()
            for message in ChannelHandle(self._env, None, channel).history()
            if message.author.id == self._at.us and _to_command(message)
        ]
        return [one.content for one in sorted(replies, key=lambda one: one.id)]

    def pinged(self) -> list[str]:
        written = (*self._at.posts, *self._at.edits)
        return [one["content"] for one in written if one.get("allowed_mentions", {}).get("parse") != []]

    def trouble(self, kind: Trouble) -> None:
        if kind == "lost":
            lose(self._at, "MESSAGE_CREATE")
        else:
            self._env.inject_error("*", MESSAGES, status=429)

    async def _channel(self, talk: Talk) -> ChannelHandle:
        """The thread, once it is there."""
        channels, id = self._env.backend.channels, int(talk.thread.thread)
        await self._at.until(lambda: channels[id])
        return ChannelHandle(self._env, self._at.guild, channels[id])

    def _ours(self, talk: Talk) -> list[discord.Message]:
        return self._at.ours(SimpleNamespace(id=int(talk.thread.thread)))


def _to_command(message: discord.Message) -> bool:
    return message.type is discord.MessageType.reply


@asynccontextmanager
async def on_discord(folder: Path) -> AsyncIterator[Chat]:
    async with server() as running:
        yield OnDiscord(running, folder)
