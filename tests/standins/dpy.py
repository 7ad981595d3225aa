"""Unmodified discord.py clients, for the tests of the stand-in Discord."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.standins.discord import Channel, StandInDiscord

C = TypeVar("C", bound=discord.Client)

INTENTS = discord.Intents(
    guilds=True,
    guild_messages=True,
    dm_messages=True,
    message_content=True,
    guild_typing=True,
    guild_reactions=True,
)

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here


def lead(there: StandInDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client of this process goes to the stand-in; discord.py keeps its addresses in two classes."""
    monkeypatch.setattr(Route, "BASE", there.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(there.gateway_url))


class Echo(discord.Client):
    """A bot that answers each person's message where it was said, and notes every event that it hears."""

    def __init__(self, intents: discord.Intents = INTENTS, *, answers: bool = True, patience: float = 60.0) -> None:
        super().__init__(intents=intents, heartbeat_timeout=patience, max_messages=None)
        self.heard: list[discord.Message] = []
        self.events: list[str] = []
        self.answers = answers

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Usually five seconds long, but for the first time."""

    async def on_socket_event_type(self, event: str) -> None:
        self.events.append(event)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)
        if self.answers and not message.author.bot and message.type is discord.MessageType.default:
            await message.channel.send(f"echo: {message.content}")


@asynccontextmanager
async def connected(there: StandInDiscord, client: C) -> AsyncIterator[C]:
    """Logged in, and told of its servers; leaving the block closes it as a program does that ends."""
    async with client:
        running = asyncio.create_task(client.start(there.token))
        taken_in = asyncio.create_task(there.joined())
        try:
            await asyncio.wait({running, taken_in}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            yield client
        finally:
            taken_in.cancel()
            await client.close()
            await asyncio.gather(running, taken_in, return_exceptions=True)


def at(client: discord.Client, channel: Channel) -> discord.PartialMessageable:
    """A channel to write in, known to the client or not."""
    return client.get_partial_messageable(channel.id, guild_id=channel.guild.id if channel.guild else None)


@asynccontextmanager
async def logged_in(there: StandInDiscord) -> AsyncIterator[discord.Client]:
    """Its API only: no gateway."""
    async with discord.Client(intents=INTENTS) as client:
        await client.login(there.token)
        yield client


async def refusal(call: Awaitable[object]) -> tuple[int, int]:
    """The status and the code with which a call was refused."""
    with pytest.raises(discord.HTTPException) as caught:
        await call
    return caught.value.status, caught.value.code
