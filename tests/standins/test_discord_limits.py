"""How often the stand-in may be called: buckets, 50 a second, renames, and Cloudflare's patience."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import discord as dpy
import pytest

from tests.standins.discord import ApiError, Channel, Person, RateLimited, StandInDiscord
from tests.standins.dpy import at, logged_in


@pytest.fixture
async def caller(discord: StandInDiscord) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who calls without waiting, unlike discord.py."""
    discord.habits.limits = True
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {discord.token}"}) as session:
        yield session


async def say(caller: aiohttp.ClientSession, discord: StandInDiscord, channel: Channel) -> aiohttp.ClientResponse:
    return await caller.post(f"{discord.api_url}/channels/{channel.id}/messages", json={"content": "x"})


async def test_five_messages_in_five_seconds_per_channel(
    discord: StandInDiscord, lobby: Channel, caller: aiohttp.ClientSession
) -> None:
    """Each answer says how many are left; the sixth is refused, and says for how long."""
    answers = [await say(caller, discord, lobby) for _ in range(6)]
    left = [answer.headers["X-RateLimit-Remaining"] for answer in answers[:5]]
    refused = await answers[5].json()
    assert left == ["4", "3", "2", "1", "0"]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert refused["message"] == "You are being rate limited."
    assert 4.0 < refused["retry_after"] <= 5.0
    assert refused["global"] is False
    assert answers[5].headers["X-RateLimit-Scope"] == "user"
    assert answers[5].headers["Via"]
    assert (await say(caller, discord, discord.channel("other"))).status == 200
    discord.clock.advance(5)
    assert (await say(caller, discord, lobby)).status == 200
    assert len(lobby.messages) == 6


async def test_what_goes_to_one_bucket(
    discord: StandInDiscord, lobby: Channel, caller: aiohttp.ClientSession
) -> None:
    """Edits have one of their own per channel, whichever message they change."""
    ids = [(await (await say(caller, discord, lobby)).json())["id"] for _ in range(3)]
    statuses = []
    for turn in range(6):
        url = f"{discord.api_url}/channels/{lobby.id}/messages/{ids[turn % 3]}"
        statuses.append((await caller.patch(url, json={"content": str(turn)})).status)
    assert statuses == [200] * 5 + [429]


async def test_fifty_calls_a_second_in_all(discord: StandInDiscord, caller: aiohttp.ClientSession) -> None:
    """Whatever they are; the refusal says that it is a global one."""
    discord.clock.run(0)
    channels = [discord.channel(str(number)) for number in range(51)]
    answers = [await say(caller, discord, channel) for channel in channels]
    assert [answer.status for answer in answers] == [200] * 50 + [429]
    refused = await answers[-1].json()
    assert (refused["global"], answers[-1].headers["X-RateLimit-Scope"]) == (True, "global")
    assert answers[-1].headers["X-RateLimit-Global"] == "true"
    discord.clock.advance(1)
    assert (await say(caller, discord, channels[-1])).status == 200


async def test_answers_to_interactions_are_not_counted(
    discord: StandInDiscord, lobby: Channel, caller: aiohttp.ClientSession
) -> None:
    """Neither in a bucket nor among the fifty."""
    discord.clock.run(0)
    urls = [f"{discord.api_url}/interactions/{number}/token/callback" for number in range(60)]
    statuses = {(await caller.post(url, json={"type": 5})).status for url in urls}
    assert statuses == {404}
    assert (await say(caller, discord, lobby)).status == 200


async def test_a_channel_is_renamed_twice_in_ten_minutes(
    discord: StandInDiscord, lobby: Channel, bea: Person, caller: aiohttp.ClientSession
) -> None:
    """The headers don't tell; what else is changed is not counted."""
    url = f"{discord.api_url}/channels/{lobby.id}/messages/{(await bea.says(lobby, 'why?')).id}/threads"
    thread = f"{discord.api_url}/channels/{(await (await caller.post(url, json={'name': '0'})).json())['id']}"
    statuses = [(await caller.patch(thread, json={"name": str(number)})).status for number in range(1, 4)]
    [refused] = [call for call in discord.calls if call.status == 429]
    assert statuses == [200, 200, 429]
    assert 599 < refused.answer["retry_after"] <= 600
    assert (await caller.patch(thread, json={"auto_archive_duration": 60})).status == 200
    discord.clock.advance(600)
    assert (await caller.patch(thread, json={"name": "9"})).status == 200


async def test_discord_py_waits_by_itself(discord: StandInDiscord, lobby: Channel) -> None:
    """By the headers, so that nothing is refused; and after a refusal for as long as it says."""
    discord.habits.limits = True
    discord.clock.run(100)
    async with logged_in(discord) as client:
        here = at(client, lobby)
        for number in range(12):
            await here.send(str(number))
        assert discord.refused == []
        discord.fail("POST /channels/*/messages", RateLimited(0.01))
        await here.send("12")
    assert [message.content for message in lobby.messages] == [str(number) for number in range(13)]
    assert lobby.messages[5].at - lobby.messages[0].at >= 5
    assert [call.status for call in discord.refused] == [429]


async def test_a_global_refusal_holds_every_call(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    discord.fail("POST /channels/*/messages", RateLimited(0.02, scope="global"))
    async with logged_in(discord) as client:
        await asyncio.gather(at(client, lobby).send("x"), client.fetch_user(bea.id))
    assert [call.status for call in discord.refused] == [429]


async def test_too_many_invalid_requests_end_in_a_ban(discord: StandInDiscord, lobby: Channel) -> None:
    """Answers of 401, 403 and 429 count; then Cloudflare answers, and discord.py does not try again."""
    discord.habits.invalid_requests = 3
    async with logged_in(discord) as client:
        discord.fail("*", ApiError(50013))
        discord.fail("*", ApiError(0, status=401))
        discord.fail("*", RateLimited(0.01, scope="shared"))
        discord.fail("*", RateLimited(0.01))
        here = at(client, lobby)
        for _ in range(2):
            with pytest.raises(dpy.HTTPException):
                await here.send("x")
        assert not discord.banned
        with pytest.raises(dpy.HTTPException) as caught:
            await here.send("x")
        assert (caught.value.status, caught.value.code, discord.banned) == (429, 0, True)
        discord.clock.advance(600)
        await here.send("x")
    assert not discord.banned


async def test_cloudflare_may_come_between_at_any_time(discord: StandInDiscord, lobby: Channel) -> None:
    """A 429 without Via."""
    discord.fail("POST /channels/*/messages", RateLimited(via=False))
    async with logged_in(discord) as client:
        with pytest.raises(dpy.HTTPException, match="429"):
            await at(client, lobby).send("x")
    assert len(discord.calls_of("POST /channels/*/messages")) == 1
