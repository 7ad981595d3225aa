"""The Discord platform at work in a test: a real ledger, a real bridge, discord.py, and simcord for Discord.

simcord runs in this process and takes the place of discord.py's HTTP client and gateway. It knows no nonces.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

import discord
from pydantic import SecretStr
from simcord import Env
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle

from bridge.bridge import Bridge
from bridge.protocols import Backend, Directory, Site, Store
from bridge.types import Thread
from platforms.discord.connection.client import INTENTS, Client
from platforms.discord.platform import DiscordPlatform, opened
from platforms.discord.settings import DiscordSettings
from platforms.showing.reply import Pauses
from storage.store import open_store
from tests.platforms.house import AT_ONCE, at_once, everywhere

SETTINGS = DiscordSettings(token=SecretStr("a.b.c"))
PATIENCE = 5.0


class Place(Protocol):
    """A channel, or the message from which its thread was made; both have the thread's id."""

    @property
    def id(self) -> int: ...


class Server:
    """A Discord with one server in it, and nobody listening until a house is opened."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.guild: GuildHandle = env.create_guild()
        self.general: ChannelHandle = self.guild.create_text_channel("general")
        self.ana: MemberActor = self.guild.add_member(env.create_user("ana"))
        self._next = asyncio.Event()
        env.backend.subscribers.append(self.changed)

    def now(self) -> float:
        """By simcord's clock."""
        return self.env.now().timestamp()

    @property
    def us(self) -> int:
        return self.env.backend.bot_user.id

    async def until(self, condition: Callable[[], object]) -> None:
        """Looked at again after everything that happens; a LookupError means not yet."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not _true(condition):
                    await self._next.wait()
        except TimeoutError:
            raise AssertionError(f"still not true.\n{self.env.transcript()}") from None

    def thread(self, message: discord.Message) -> Thread:
        """The Thread of a message in #general."""
        return Thread("discord", str(self.guild.id), str(self.general.id), str(message.id))

    def ours(self, place: Place) -> list[discord.Message]:
        """The bot's messages in a channel, or in the thread that was made from a message."""
        channel = self.env.backend.channels[place.id]  # KeyError: no thread yet
        history = ChannelHandle(self.env, None, channel).history()
        return [message for message in history if message.author.id == self.us]

    def direct(self) -> list[discord.Message]:
        """The bot's messages in direct message channels."""
        channels = [one for one in self.env.backend.channels.values() if one.guild_id is None]
        history = [message for one in channels for message in ChannelHandle(self.env, None, one).history()]
        return [message for message in history if message.author.id == self.us]

    def told(self, place: Place) -> list[str]:
        return [message.content for message in self.ours(place)]

    def thread_by_hand(self, message: discord.Message, name: str) -> ChannelHandle:
        """Ana makes a thread from a message in #general."""
        thread = self.env.backend.create_thread(self.general.id, name, self.ana.id, message_id=message.id)
        return ChannelHandle(self.env, self.guild, thread)

    def says(self, place: Place, text: str) -> None:
        """Ana says it, and nothing of it has been heard yet."""
        self.env.backend.create_message(place.id, self.ana.id, text)

    def redeliver(self, message: discord.Message) -> None:
        """The gateway brings a message that it has brought before."""
        told = [
            payload
            for _, event, payload in self.env.backend.transcript
            if event == "MESSAGE_CREATE" and payload["id"] == str(message.id)
        ]
        self.env.backend.emit("MESSAGE_CREATE", told[0])

    def forum_post(self, forum: ChannelHandle, name: str, text: str) -> ChannelHandle:
        """Ana opens a post in a forum: a thread whose first message has the thread's id."""
        backend = self.env.backend
        thread = backend.create_thread(forum.id, name, self.ana.id)
        first = backend.prepare_message(thread.id, self.ana.id, text)
        first.id = thread.id
        backend.commit_message(first)
        return ChannelHandle(self.env, self.guild, thread)

    def calls(self, method: str, path: str) -> list[Mapping[str, Any]]:
        """The bodies of the bot's calls, by the pattern of their path."""
        return [
            call.json or {} for call in self.env.http_requests if call.method == method and fnmatch(call.path, path)
        ]

    @property
    def posts(self) -> Sequence[Mapping[str, Any]]:
        return self.calls("POST", "/channels/*/messages")

    @property
    def edits(self) -> Sequence[Mapping[str, Any]]:
        return self.calls("PATCH", "/channels/*/messages/*")

    @property
    def written(self) -> Sequence[str]:
        """Every text that was posted, then every text that was edited in; once where only buttons were changed."""
        texts = [one["content"] for one in (*self.posts, *self.edits) if "content" in one]
        return [text for text, _ in groupby(texts)]

    def changed(self, event: str, payload: object) -> None:
        """Something happened."""
        rung, self._next = self._next, asyncio.Event()
        rung.set()


def _true(condition: Callable[[], object]) -> object:
    try:
        return condition()
    except LookupError:
        return False


@asynccontextmanager
async def server() -> AsyncIterator[Server]:
    env = Env(discord.Client(intents=INTENTS))
    await env.start()
    try:
        yield Server(env)
    finally:
        await env.shutdown()


@dataclass(frozen=True, slots=True)
class House:
    """What is running."""

    bridge: Bridge
    store: Store
    platform: DiscordPlatform


@asynccontextmanager
async def house(
    at: Server,
    folder: Path,
    backend: Backend,
    *,
    rules: Directory | None = None,
    pauses: Pauses = AT_ONCE,
    owners: tuple[str, ...] = (),
    lists: Mapping[str, object] | None = None,
) -> AsyncIterator[House]:
    """Everything open and receiving, as the app does it; leaving the block is what a restart leaves."""
    rules, settings = rules or everywhere(), SETTINGS.model_copy(update={"owners": owners, **(lists or {})})
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'house.db'}") as store,
        opened(settings, Site(store, rules, folder), pauses, _connect, at.now) as platform,
    ):
        await at.env.restart_bot(platform.bot.client)
        bridge = Bridge(store, {"fake": backend}, {"discord": platform}, rules, pause=at_once)
        running = asyncio.create_task(platform.run(bridge))
        try:
            await platform.bot.ready.wait()
            await bridge.resume()
            yield House(bridge, store, platform)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await bridge.close()
            await at.env.restart_bot(discord.Client(intents=INTENTS))


async def _connect(client: Client, pause: float) -> None:
    """simcord has connected it."""
    await asyncio.Event().wait()


async def answered(at: Server, inside: House, place: Place, *texts: str) -> None:
    """These are our messages there, and nothing is under way any more.

    Messages are heard in order, so everything said before this question was heard as well.
    """
    await at.until(lambda: at.told(place) == list(texts))
    await inside.bridge.idle()
    assert at.told(place) == list(texts)
