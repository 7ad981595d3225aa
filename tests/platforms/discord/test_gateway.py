"""discord.py itself at the addresses of the settings: logging in, connecting, and what ends a connection."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from bridge.bridge import Bridge
from bridge.errors import BadConfig
from bridge.protocols import Site
from bridge.types import MessageId, Question, Thread
from platforms.discord.platform import opened
from platforms.discord.settings import DiscordSettings
from storage.store import open_store
from tests.platforms.discord.doors import IDENTIFY, MALFORMED, READY, RECONNECT, RESUME, Doors, doors
from tests.platforms.house import AT_ONCE, everywhere

TOKEN = "a.b.c"
AWAY = 50
QUESTION = Question(Thread("discord", "", "5", "5"), MessageId("4"), "7", "why?")


@asynccontextmanager
async def running(at: Doors, folder: Path, left_over: str = "") -> AsyncIterator[asyncio.Task[None]]:
    """The platform at work behind these doors, with an answer that an earlier run has not shown."""
    settings = DiscordSettings(token=SecretStr(TOKEN), api_url=at.api_url, gateway_url=at.gateway_url)
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'house.db'}") as store,
        opened(settings, Site(store, everywhere(), folder), AT_ONCE) as platform,
    ):
        bridge = Bridge(store, {}, {"discord": platform}, everywhere())
        if left_over and (turn := await store.accept(QUESTION, "fake")):
            await store.answered(turn.id, left_over)
            await bridge.resume()
        task = asyncio.create_task(platform.run(bridge))
        try:
            yield task
            await bridge.idle()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await bridge.close()


async def test_the_addresses_of_the_settings_are_used(tmp_path: Path) -> None:
    """For the API and for the gateway; what other clients of the process would use is left alone."""
    async with doors() as at, running(at, tmp_path):
        identify = await at.next()
        assert discord.http.Route.BASE == "https://discord.com/api/v10"
        assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "wss://gateway.discord.gg/"
        assert Route("GET", "/users/@me").url == "https://discord.com/api/v10/users/@me"
    calls = ["GET /users/@me", "GET /oauth2/applications/@me"]
    assert at.calls == [(call, f"Bot {TOKEN}") for call in calls]
    assert (identify["op"], identify["d"]["token"]) == (IDENTIFY, TOKEN)


async def test_what_we_ask_of_discord(tmp_path: Path) -> None:
    """Servers and messages with their content, and nothing about members, presence or voice."""
    async with doors() as at, running(at, tmp_path):
        identify = await at.next()
    intents = discord.Intents._from_value(identify["d"]["intents"])
    asked = {"guilds", "guild_messages", "dm_messages", "message_content"}
    assert {name for name, on in intents if on} == asked


async def test_a_resumed_connection_goes_to_the_same_address(tmp_path: Path) -> None:
    """Not to the one that READY names, which a proxy passes on as it is."""
    async with doors([READY, RECONNECT]) as at, running(at, tmp_path):
        assert [(await at.next())["op"] for _ in range(2)] == [IDENTIFY, RESUME]


async def test_one_malformed_event_is_not_the_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """discord.py's loop ends; ours begins again, on a new connection."""
    async with doors([READY, MALFORMED]) as at, running(at, tmp_path) as task:
        assert [(await at.next())["op"] for _ in range(2)] == [IDENTIFY, IDENTIFY]
        assert not task.done()
    assert "the connection to Discord broke" in caplog.text


async def test_closing_hangs_up_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with doors() as at:
        async with running(at, tmp_path):
            await at.next()
        assert len(asyncio.all_tasks()) <= 2  # ours, and the server's end of the line
    assert at.closed == [1000]
    gc.collect()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_cancelled_while_it_connects(tmp_path: Path) -> None:
    """No connection is left open, and no task."""
    async with doors([]) as at, running(at, tmp_path):
        await at.next()
    gc.collect()


async def test_an_answer_left_over_waits_until_we_are_logged_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The program resumes what an earlier run has left at once, and Discord may be away."""
    async with doors(logins=[503] * AWAY) as at, running(at, tmp_path, left_over="Because."):
        await at.next()
    calls = [call for call, _ in at.calls]
    assert calls[: AWAY + 1] == ["GET /users/@me"] * (AWAY + 1)
    assert calls.count("POST /channels/5/messages") == 1
    assert "not at its end" not in caplog.text


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        (4004, r'\[discord\] token: Discord refuses it. Take a new one from the app\'s page "Bot"'),
        (4014, r'\[discord\] .*Switch on "Message Content Intent" on the app\'s page "Bot" at https://discord.com'),
        (4011, "too many servers"),
        (4012, "code 4012.*newer Threadbridge"),
    ],
)
async def test_what_discord_refuses_for_good_is_a_mistake_in_the_configuration(
    tmp_path: Path, code: int, cure: str
) -> None:
    async with doors([code]) as at, running(at, tmp_path) as task:
        with pytest.raises(BadConfig, match=cure):
            await task


async def test_a_refused_token_is_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    """Found at the start, and not shown."""
    async with doors(logins=[401]) as at, running(at, tmp_path) as task:
        with pytest.raises(BadConfig, match=r"\[discord\] token: Discord refuses the bot's token") as caught:
            await task
        assert TOKEN not in str(caught.value)


async def test_discord_may_be_away_at_the_start(tmp_path: Path) -> None:
    """We wait for it instead of ending the program, and no session of the client is forgotten."""
    async with doors(logins=[503, 503]) as at, running(at, tmp_path):
        await at.next()
    gc.collect()
    assert len(at.calls) == 4
