"""The Discord platform at work over real sockets: a real ledger, a real bridge, discord.py, a stand-in Discord."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bridge.bridge import Bridge
from bridge.protocols import Backend, Directory, Site, Store
from bridge.types import Thread
from platforms.discord.platform import DiscordPlatform, opened
from platforms.discord.settings import DiscordSettings
from platforms.showing.reply import Pauses
from storage.store import open_store
from tests.platforms.house import AT_ONCE, at_once, everywhere
from tests.standins.discord import Channel, Message, StandInDiscord


@dataclass(frozen=True, slots=True)
class House:
    """What is running."""

    bridge: Bridge
    store: Store
    platform: DiscordPlatform


def settings(discord: StandInDiscord, owners: tuple[str, ...] = ()) -> DiscordSettings:
    return DiscordSettings(
        token=SecretStr(discord.token), api_url=discord.api_url, gateway_url=discord.gateway_url, owners=owners
    )


@asynccontextmanager
async def house(
    discord: StandInDiscord,
    folder: Path,
    backend: Backend,
    *,
    rules: Directory | None = None,
    pauses: Pauses = AT_ONCE,
    owners: tuple[str, ...] = (),
    lists: Mapping[str, object] | None = None,
) -> AsyncIterator[House]:
    """Everything open and receiving, as the app does it; leaving the block is what a restart leaves."""
    rules = rules or everywhere()
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'house.db'}") as store,
        opened(
            settings(discord, owners).model_copy(update=dict(lists or {})),
            Site(store, rules, folder),
            pauses,
            clock=discord.clock.now,
        ) as platform,
    ):
        bridge = Bridge(store, {"fake": backend}, {"discord": platform}, rules, pause=at_once)
        running = asyncio.create_task(platform.run(bridge))
        joined = asyncio.create_task(discord.joined())
        try:
            await asyncio.wait({running, joined}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            await bridge.resume()
            yield House(bridge, store, platform)
        finally:
            running.cancel()
            joined.cancel()
            await asyncio.gather(running, joined, return_exceptions=True)
            await bridge.close()


def told(place: Message | Channel, discord: StandInDiscord) -> list[str]:
    """What the app wrote in a channel, or in the thread of a message; a LookupError while that is not there."""
    channel = place.thread if isinstance(place, Message) else place
    return [message.content for message in channel.by(discord.bot)]


def thread_of(asked: Message) -> Thread:
    """The Thread of a question, wherever it was asked."""
    channel = asked.channel
    if channel.guild is None:
        return Thread("discord", "", str(channel.id), str(channel.id))
    parent, thread = (channel.parent, channel) if channel.is_thread else (channel, asked)
    assert parent is not None
    return Thread("discord", str(channel.guild.id), str(parent.id), str(thread.id))


async def answered(discord: StandInDiscord, at: House, place: Message | Channel, *texts: str) -> None:
    """These are our messages there, and nothing is under way any more."""
    await discord.until(lambda: told(place, discord) == list(texts))
    await quiet(discord, at)
    assert told(place, discord) == list(texts)


async def quiet(discord: StandInDiscord, at: House) -> None:
    """Everything was heard, every turn is at its end, and everybody was told what they are told."""
    await discord.settled()
    await at.platform.bot.heard()
    await at.platform.errands.idle()
    await at.bridge.idle()
    await at.platform.errands.idle()  # which the end of a turn may have begun
