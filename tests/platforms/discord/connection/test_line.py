"""The line to the gateway over real sockets: what ends a connection, and how often a session is begun."""

from pathlib import Path

import pytest

from bridge.events import Text
from platforms.discord.connection.gateway import KEPT, Sessions
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, told
from tests.standins.discord import Channel, Person, ServerError, StandInDiscord, objects

MALFORMED = {"id": "what?"}


async def test_a_malformed_event_ends_nothing(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is left out; what comes behind it on the same connection is heard."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        for event in ("GUILD_CREATE", "MESSAGE_CREATE", "THREAD_CREATE", "CHANNEL_UPDATE", "MESSAGE_UPDATE"):
            discord.gateway.dispatch(event, MALFORMED)
        asked = await ana.says(general, "can you hear me?")
        await answered(discord, at, asked, "Yes.")
    assert (len(discord.gateway.identified), len(discord.gateway.resumed)) == (1, 0)
    assert "Discord's event GUILD_CREATE could not be read" in caplog.text


async def test_a_message_with_trimmings_that_nobody_can_read(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It is answered all the same."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        with discord.unheard():
            asked = await ana.says(general, "can you read this?")
        discord.gateway.dispatch(
            "MESSAGE_CREATE", {**objects.told(asked, discord.world), "embeds": [{"fields": 7}], "components": 7}
        )
        await answered(discord, at, asked, "Yes.")


async def test_op_7_resumes(discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path) -> None:
    """Nothing is missed."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        discord.gateway.ask_for_reconnect()
        asked = await ana.says(general, "can you hear me?")
        await discord.until(lambda: discord.gateway.resumed)
        await answered(discord, at, asked, "Yes.")
    assert len(discord.gateway.identified) == 1


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4002, 4007, 4008, 4009])
async def test_a_goodbye_that_is_none_for_good(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, code: int
) -> None:
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        discord.gateway.close(code)
        await discord.until(lambda: discord.gateway.resumed and discord.gateway.connected)
        asked = await ana.says(general, "can you hear me?")
        await answered(discord, at, asked, "Yes.")


@pytest.mark.parametrize("resumable", [True, False])
async def test_op_9(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, *, resumable: bool
) -> None:
    """The session is tried again, or another one is begun."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        discord.gateway.invalidate(resumable=resumable)
        again = discord.gateway.resumed if resumable else discord.gateway.identified
        await discord.until(lambda: len(again) == (1 if resumable else 2) and discord.gateway.connected)
        asked = await ana.says(general, "can you hear me?")
        await answered(discord, at, asked, "Yes.")
    assert len(discord.gateway.identified) == (1 if resumable else 2)


async def test_too_many_servers_for_one_shard(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Discord refuses, so there are more; each serves its own."""
    discord.another_guild("another")
    discord.habits.guilds_per_shard = 1
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await discord.until(lambda: any(one.serves(discord.guild) for one in discord.gateway.connected))
        await discord.settled()
        asked = await ana.says(general, "can you hear me?")
        await answered(discord, at, asked, "Yes.")
    assert discord.gateway.identified[0]["shard"] == [0, 1]
    assert discord.gateway.identified[-1]["shard"][1] > 1


async def test_as_many_shards_as_discord_recommends(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Direct messages come by the first."""
    discord.habits.shards = 2
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await discord.until(lambda: len(discord.gateway.connected) == 2)
        await discord.settled()
        asked = await ana.says(general, "can you hear me?")
        await answered(discord, at, asked, "Yes.")
        await ana.says(discord.dm(ana), "and here?")
        await answered(discord, at, discord.dm(ana), "Yes.")
    assert sorted(one["shard"] for one in discord.gateway.identified) == [[0, 2], [1, 2]]


async def test_the_sessions_of_a_day_are_kept(
    discord: StandInDiscord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Beyond them Discord would take the token away: nothing is begun until there are more, and the owner hears."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds))
        if seconds > 0:
            discord.habits.identifies_a_day += 1

    owner = discord.user("owner")
    async with house(discord, tmp_path, FakeBackend(), owners=(str(owner.id),)) as at:
        discord.habits.identifies_a_day = KEPT + 1
        await Sessions(at.platform.bot.client, 0, sleep).another()
        await discord.until(lambda: "It waits 1440 minutes" in "".join(told(discord.dm(owner), discord)))
    assert waits == [0, 24 * 3600]
    assert "too many connections today" in caplog.text


async def test_the_number_of_sessions_may_be_unknown_for_a_while(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was known before is enough."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        discord.fail("GET /gateway/bot", ServerError(503), times=20)
        discord.gateway.invalidate()
        await discord.until(lambda: discord.gateway.identified[1:] and discord.gateway.connected)
        asked = await ana.says(general, "can you hear me?")
        await answered(discord, at, asked, "Yes.")


async def test_owners_hear_of_a_line_that_stays_away(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Once, and once when it is back; what was asked meanwhile is answered."""
    owner = discord.user("owner")
    async with house(discord, tmp_path, FakeBackend(Text("Yes.")), owners=(str(owner.id),)) as at:
        discord.habits.gateway_away = True
        discord.gateway.cut()
        asked = await ana.says(general, "can you hear me?")
        await discord.until(lambda: "gateway can't be reached" in "".join(told(discord.dm(owner), discord)))
        discord.habits.gateway_away = False
        await discord.until(lambda: len(told(discord.dm(owner), discord)) == 2)
        await answered(discord, at, asked, "Yes.")
