"""The Slack platform at work in a test: a real ledger, a real bridge, slack-bolt, and a stand-in Slack."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from bridge.bridge import Bridge
from bridge.protocols import Backend, Directory, Site, Store
from bridge.types import Thread
from platforms.showing.reply import Pauses
from platforms.slack.platform import SlackPlatform, opened
from platforms.slack.settings import OneWorkspace, SlackSettings
from platforms.slack.text import unescape
from storage.store import open_store
from tests.platforms.house import AT_ONCE, at_once, everywhere
from tests.standins.slack import Channel, Message, StandInSlack, Team

Way = Literal["socket", "http"]

ZERO_WIDTH = "\u200b"
"""Stands between a style's mark and a letter where Slack would not see the style."""


@dataclass(frozen=True, slots=True)
class House:
    """What is running."""

    bridge: Bridge
    store: Store
    platform: SlackPlatform


def settings(slack: StandInSlack, way: Way, owners: tuple[str, ...] = ()) -> SlackSettings:
    token = SecretStr(slack.bot_token)
    if way == "socket":
        app_token = SecretStr(slack.app_token)
        return SlackSettings(bot_token=token, app_token=app_token, api_url=slack.api_url, owners=owners)
    secret = SecretStr(slack.signing_secret)
    return SlackSettings(bot_token=token, signing_secret=secret, api_url=slack.api_url, port=0)


@asynccontextmanager
async def house(
    slack: StandInSlack,
    folder: Path,
    backend: Backend,
    *,
    way: Way = "socket",
    rules: Directory | None = None,
    pauses: Pauses = AT_ONCE,
    owners: tuple[str, ...] = (),
    others: Mapping[str, OneWorkspace] | None = None,
    lists: Mapping[str, object] | None = None,
) -> AsyncIterator[House]:
    """Everything open and receiving, as the app does it; leaving the block is what a restart leaves."""
    rules = rules or everywhere()
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'house.db'}") as store,
        opened(
            settings(slack, way, owners).model_copy(update={"workspaces": others or {}, **(lists or {})}),
            Site(store, rules, folder),
            pauses,
            slack.clock.now,
        ) as platform,
    ):
        bridge = Bridge(store, {"fake": backend}, {"slack": platform}, rules, pause=at_once)
        running = asyncio.create_task(platform.run(bridge))
        try:
            either: set[asyncio.Future[Any]] = {running, platform.ready}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            if way == "http":
                slack.deliver_to(platform.ready.result())
            await bridge.resume()
            yield House(bridge, store, platform)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await bridge.close()


def ours(channel: Channel, ts: str, slack: Team) -> list[Message]:
    """The app's messages in a thread."""
    return [message for message in channel.thread(ts) if message.user == slack.bot_user]


def read(message: Message) -> str:
    """What the app wrote, as a person reads it."""
    texts = [block["text"] for block in message.blocks if block["type"] == "markdown"]
    return unescape("\n".join(texts) or message.markdown_text or message.text).strip("\n").replace(ZERO_WIDTH, "")


def told(channel: Channel, ts: str, slack: Team) -> list[str]:
    return [read(message) for message in ours(channel, ts, slack)]


def grew(message: Message) -> list[str]:
    """Every text that the app's message had, first to last; of long ones the beginning."""
    texts = [unescape(edit.markdown_text or edit.text).strip("\n") for edit in message.edits] + [read(message)]
    return [text for text, _ in groupby(texts) if text]


def thread_of(slack: StandInSlack, channel: Channel, ts: str) -> Thread:
    return Thread("slack", slack.team, channel.id, ts)


async def quiet(slack: StandInSlack, at: House) -> None:
    """Every event is acknowledged, every turn is at its end, and everybody was told what they are told."""
    await slack.settled()
    await at.platform.errands.idle()
    await at.bridge.idle()
