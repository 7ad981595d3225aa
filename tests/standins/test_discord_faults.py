"""What a test can make go wrong with a call to the stand-in, and how unmodified discord.py takes it."""

import asyncio

import aiohttp
import discord as dpy
import pytest

from tests.standins.discord import ApiError, Channel, Dropped, Person, ServerError, Slow, StandInDiscord
from tests.standins.dpy import at, logged_in, refusal


async def test_an_answer_that_is_lost_after_the_write(discord: StandInDiscord, lobby: Channel) -> None:
    """The message is there; posted again under its nonce it is still one."""
    discord.fail("POST /channels/*/messages", Dropped())
    async with logged_in(discord) as client:
        here = at(client, lobby)
        with pytest.raises(aiohttp.ClientError):
            await here.send("once", nonce="1")
        await here.send("once", nonce="1")
    assert [message.content for message in lobby.messages] == ["once"]


async def test_a_call_that_never_arrives(discord: StandInDiscord, lobby: Channel) -> None:
    discord.fail("POST /channels/*/messages", Dropped(written=False))
    async with logged_in(discord) as client:
        with pytest.raises(aiohttp.ClientError):
            await at(client, lobby).send("never")
    assert lobby.messages == []


@pytest.mark.parametrize("written", [False, True])
async def test_an_answer_that_is_slow(discord: StandInDiscord, lobby: Channel, written: bool) -> None:
    """Written before the wait or after it."""
    slow = Slow(written=written)
    discord.fail(f"POST /channels/{lobby.id}/messages", slow)
    async with logged_in(discord) as client:
        sending = asyncio.create_task(at(client, lobby).send("at last"))
        await discord.until(lambda: discord.calls_of("POST /channels/*/messages"))
        await asyncio.sleep(0)
        assert (len(lobby.messages), sending.done()) == (int(written), False)
        slow.release()
        await sending
    assert [message.content for message in lobby.messages] == ["at last"]


async def test_a_server_error(discord: StandInDiscord, lobby: Channel) -> None:
    """503 is raised at once; after 500, 502 and 504 discord.py tries again by itself, a second later."""
    discord.fail("POST /channels/*/messages", ServerError(503))
    async with logged_in(discord) as client:
        with pytest.raises(dpy.DiscordServerError):
            await at(client, lobby).send("x")
    assert lobby.messages == []


async def test_a_refusal_with_any_code(discord: StandInDiscord, lobby: Channel) -> None:
    """The status is the code's own unless it is said; a star stands for one piece of the path."""
    discord.fail("POST /channels/*/messages", ApiError(160005))
    discord.fail("POST /channels/*/messages", ApiError(99999, status=418, message="no"))
    discord.fail("* /channels/*/messages/*", ApiError(10008))
    async with logged_in(discord) as client:
        here = at(client, lobby)
        assert await refusal(here.send("x")) == (403, 160005)
        assert await refusal(here.send("x")) == (418, 99999)
        sent = await here.send("x")
        assert await refusal(sent.edit(content="y")) == (404, 10008)
        await sent.edit(content="y")
    assert [call.code for call in discord.calls if call.code] == [160005, 99999, 10008]


async def test_all_is_well_again(discord: StandInDiscord, lobby: Channel) -> None:
    discord.fail("*", ServerError(503), times=100)
    discord.recover()
    async with logged_in(discord) as client:
        await at(client, lobby).send("x")


async def test_a_path_that_there_is_not(discord: StandInDiscord, bea: Person) -> None:
    async with logged_in(discord) as client:
        assert await refusal(client.http.request(dpy.http.Route("GET", "/nothing/here"))) == (404, 0)
