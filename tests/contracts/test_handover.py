"""A thread on Slack and a thread on Discord become one conversation, over real sockets on both sides."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bridge.bridge import Bridge
from bridge.events import Opened, Sent, Text
from bridge.protocols import Platform, Site
from bridge.types import Anchor, ConversationId
from platforms.discord.platform import DiscordPlatform
from platforms.discord.platform import opened as opened_discord
from platforms.slack.platform import SlackPlatform
from platforms.slack.platform import opened as opened_slack
from platforms.slack.setup.manifest import manifest
from storage.store import open_store
from tests.fakes import FakeBackend
from tests.platforms.discord import sockets
from tests.platforms.house import AT_ONCE, at_once, everywhere
from tests.platforms.slack import house
from tests.standins.discord import Message, StandInDiscord
from tests.standins.slack import StandInSlack


@dataclass
class World:
    """Both platforms of one bridge, and the people there."""

    bridge: Bridge
    backend: FakeBackend
    slack: StandInSlack
    discord: StandInDiscord
    platforms: tuple[SlackPlatform, DiscordPlatform]

    def __post_init__(self) -> None:
        self.here, self.ana = self.slack.channel("general"), self.slack.user("ana")
        self.there, self.ben = self.discord.channel("general"), self.discord.user("ben")

    async def quiet(self) -> None:
        await self.slack.settled()
        await self.discord.settled()
        for platform in self.platforms:
            await platform.errands.idle()
        await self.bridge.idle()

    async def here_says(self, root: str, words: int) -> list[str]:
        """What we said in this thread of Slack, once it is so many messages."""
        await self.slack.until(lambda: len(house.told(self.here, root, self.slack)) == words)
        await self.quiet()
        return house.told(self.here, root, self.slack)

    async def there_says(self, asked: Message, words: int) -> list[str]:
        """The same in Discord's."""
        await self.discord.until(lambda: len(sockets.told(asked, self.discord)) == words)
        await self.quiet()
        return sockets.told(asked, self.discord)

    @property
    def code(self) -> str:
        [found] = re.findall(r"!continue (\S+)", self.here.ephemerals[-1].text)
        return str(found)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with StandInSlack() as slack, StandInDiscord(limits=False) as discord:
        slack.configure(manifest())
        async with running(slack, discord, tmp_path) as both:
            yield both


@asynccontextmanager
async def running(slack: StandInSlack, discord: StandInDiscord, folder: Path) -> AsyncIterator[World]:
    rules = everywhere()
    async with open_store(f"sqlite:///{folder / 'ledger.db'}") as store:
        site = Site(store, rules, folder)
        async with (
            opened_slack(house.settings(slack, "socket"), site, AT_ONCE, slack.clock.now) as at_slack,
            opened_discord(sockets.settings(discord), site, AT_ONCE) as at_discord,
        ):
            backend = FakeBackend(Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("A burrito."))
            platforms: dict[str, Platform] = {"slack": at_slack, "discord": at_discord}
            bridge = Bridge(store, {"fake": backend}, platforms, rules, pause=at_once)
            tasks = [asyncio.create_task(one.run(bridge)) for one in platforms.values()]
            try:
                await at_slack.ready
                await discord.joined()
                yield World(bridge, backend, slack, discord, (at_slack, at_discord))
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await bridge.close()


async def test_from_slack_to_discord(world: World) -> None:
    """The code is whispered, each thread links to the other, and from then on both go on with the same answer."""
    root = await world.ana.says(world.here, "What is a monad?")
    await world.here_says(root, 1)
    await world.ana.says(world.here, "!continue", thread=root)
    await world.slack.until(lambda: bool(world.here.ephemerals))
    told = await world.ben.says(world.there, f"!continue {world.code}")
    [there] = await world.there_says(told, 1)
    assert told.thread.name == "What is a monad?"
    assert f"/archives/{world.here.id}/p{root.replace('.', '')}" in there
    [_, here] = await world.here_says(root, 2)
    assert f"/{told.id}" in here
    assert here.endswith("What is asked in either of them is part of both.")
    await world.ben.says(told.thread, "and a functor?")
    assert await world.there_says(told, 2) == [there, "A burrito."]
    await world.ana.says(world.here, "and an applicative?", thread=root)
    assert await world.here_says(root, 3) == ["A burrito.", here, "A burrito."]
    assert [(turn.conversation, turn.last) for turn in world.backend.asked] == [
        (None, None),
        ("c1", "a1"),
        ("c1", "a1"),
    ]


async def test_from_discord_to_a_channel_of_slack(world: World) -> None:
    """By a slash command outside of a thread: a message of ours begins one."""
    asked = await world.ben.says(world.there, "What is a monad?")
    await world.there_says(asked, 1)
    await world.ben.says(asked.thread, "!continue")
    direct = world.discord.dm(world.ben)
    await world.discord.until(lambda: bool(direct.messages))
    [code] = re.findall(r"!continue (\S+)", direct.messages[-1].content)
    await world.ana.command("/threadbridge", f"continue {code}", world.here)
    await world.there_says(asked, 2)
    [root] = [message for message in world.here.messages if not message.thread_ts]
    assert root.text == f"<@{world.ana.id}> goes on with a conversation from another thread."
    assert "discord.com/channels/" in (await world.here_says(root.ts, 2))[-1]
    await world.ana.says(world.here, "and a functor?", thread=root.ts)
    await world.here_says(root.ts, 3)
    assert [turn.conversation for turn in world.backend.asked] == [None, "c1"]
    assert "/archives/" in sockets.told(asked, world.discord)[-1]


async def test_a_code_that_is_good_for_nothing_makes_no_thread(world: World) -> None:
    """Whoever wrote it is told, and nobody else sees anything."""
    await world.ana.command("/threadbridge", "continue 01234-56789", world.here)
    await world.quiet()
    assert world.here.messages == []
    assert "This code is not known" in world.here.ephemerals[-1].text
