"""One node at a time listens to Discord; whichever holds the account writes the answer."""

from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from bridge.events import Text
from platforms.discord.platform import DiscordPlatform, opened
from tests.bridge.cluster.two import At, node
from tests.fakes import FakeBackend
from tests.platforms.discord.conftest import ana, discord, general
from tests.platforms.discord.sockets import settings, told
from tests.platforms.house import AT_ONCE
from tests.standins.discord import Channel, Person, StandInDiscord

__all__ = ["ana", "discord", "general"]


async def logged_in(at: At) -> None:
    platform = at.platforms["discord"]
    assert isinstance(platform, DiscordPlatform)
    await platform.bot.ready.wait()


async def test_the_gateway_is_one_nodes_and_then_anothers(
    discord: StandInDiscord, general: Channel, ana: Person, postgres_ledger: str, tmp_path: Path
) -> None:
    """The listener accepts and the other one answers; what is said while nobody listens is caught up with."""
    opens = partial(opened, settings(discord), pauses=AT_ONCE, clock=discord.clock.now)
    first, second = FakeBackend(Text("Hello")), FakeBackend(Text("Hello again"))
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(node(postgres_ledger, tmp_path, "one", first, discord=opens))
        await discord.joined()
        await one.holds()
        async with node(postgres_ledger, tmp_path, "two", second, discord=opens) as two:
            await logged_in(two)
            await two.knows()
            asked = await ana.says(general, "hello?")
            await discord.until(lambda: told(asked, discord) == ["Hello"])
            assert len(discord.gateway.connected) == 1
            await stack.aclose()
            missed = await ana.says(general, "and now?")
            await discord.until(lambda: told(missed, discord) == ["Hello again"])
            assert len(discord.gateway.connected) == 1
    assert (len(first.asked), len(second.asked)) == (1, 1)
