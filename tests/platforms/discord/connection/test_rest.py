"""discord.py's calls, counted where Discord counts them: each request, its own tries included."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from discord import Forbidden, NotFound
from discord.http import Route

from platforms.discord.connection.client import Client
from platforms.discord.connection.rest import MOST_REFUSED, TEN_MINUTES, Tally
from platforms.showing.reply import Pauses
from tests.platforms.discord.sockets import settings
from tests.platforms.house import AT_ONCE
from tests.standins.discord import ApiError, RateLimited, StandInDiscord

REAL = Pauses(message=0, minute=60, trouble=0)


@pytest.fixture
async def client(discord: StandInDiscord) -> AsyncIterator[Client]:
    """Logged in, at Discord's own pace."""
    made = Client(settings(discord), lambda told: None, lambda interaction: None, REAL)
    await made.login(discord.token)
    yield made
    await made.close()
    await made.door.close()


async def test_no_more_than_a_bot_may_call_in_a_second(client: Client, discord: StandInDiscord) -> None:
    """Over all routes: whoever is one too many waits, and Discord refuses none."""
    discord.habits.limits = True
    for n in range(60):  # one after the other, so that they come as far apart as they are sent
        with suppress(NotFound):
            await client.http.request(Route("GET", "/channels/{channel_id}", channel_id=n))
    assert len(discord.calls_of("GET /channels/*")) == 60
    assert discord.refused == []


async def test_each_refusal_counts(client: Client, discord: StandInDiscord) -> None:
    """A 429 that discord.py tries again by itself, too; where others crowd a place it is not our fault."""
    discord.fail("GET /channels/*", RateLimited(0.01))
    discord.fail("GET /channels/*", RateLimited(0.01, scope="shared"))
    discord.fail("GET /channels/*", ApiError(50001, 403))
    with pytest.raises(Forbidden):
        await client.http.get_channel(1)
    assert client.rest.refused.count == 2


async def test_a_call_that_is_given_up_holds_nobody(client: Client, discord: StandInDiscord) -> None:
    """While it waits for the end of a global limit: discord.py alone would never call again."""
    discord.fail("POST /channels/*/typing", RateLimited(20, scope="global"))
    typing = asyncio.create_task(client.http.send_typing(discord.channel("general").id))
    await discord.until(lambda: discord.refused)
    while client.http._global_over.is_set():
        await asyncio.sleep(0)
    typing.cancel()
    await asyncio.gather(typing, return_exceptions=True)
    async with asyncio.timeout(10):
        await client.http.get_user(discord.bot.id)


def test_what_is_older_than_ten_minutes_is_forgotten() -> None:
    """And long before Discord's 10,000 it is enough."""
    now = 0.0
    tally = Tally(most=2, clock=lambda: now)
    for status, scope in ((200, ""), (404, ""), (429, "shared"), (401, ""), (403, "user")):
        tally.note(status, scope)
    assert (tally.count, tally.too_many) == (2, True)
    now = TEN_MINUTES
    assert (tally.count, tally.too_many) == (0, False)
    assert MOST_REFUSED <= 5_000


async def test_the_door_is_not_shut_by_a_login(discord: StandInDiscord) -> None:
    """Nobody would open it: whoever logs in is told."""
    made = Client(settings(discord), lambda told: None, lambda interaction: None, AT_ONCE)
    with pytest.raises(Exception, match="Improper token"):
        await made.login("not.a.token")
    assert made.door.why is None
    await made.close()
