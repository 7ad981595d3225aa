"""discord.py itself at the addresses of the settings: logging in, connecting, and what ends a connection."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import discord as dpy
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bridge.bridge import Bridge
from bridge.errors import BadConfig
from bridge.protocols import Site
from bridge.types import MessageId, Question
from platforms.discord.platform import opened
from storage.store import open_store
from tests.platforms.discord.sockets import settings, thread_of
from tests.platforms.house import AT_ONCE, everywhere
from tests.standins.discord import ApiError, Message, Person, ServerError, StandInDiscord

AWAY = 50
SOON = replace(AT_ONCE, looking=0.01)


@asynccontextmanager
async def running(
    discord: StandInDiscord, folder: Path, asked: Message | None = None, left_over: str = ""
) -> AsyncIterator[asyncio.Task[None]]:
    """The platform at work, with an answer that an earlier run has not shown."""
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'house.db'}") as store,
        opened(settings(discord), Site(store, everywhere(), folder), SOON) as platform,
    ):
        bridge = Bridge(store, {}, {"discord": platform}, everywhere())
        if asked is not None:
            question = Question(thread_of(asked), MessageId(str(asked.id)), str(asked.author.id), "why?")
            turn = await store.accept(question, "fake")
            assert turn is not None
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


async def test_the_addresses_of_the_settings_are_used(discord: StandInDiscord, tmp_path: Path) -> None:
    """For the API and for the gateway; what other clients of the process would use is left alone."""
    async with running(discord, tmp_path):
        await discord.joined()
        assert Route.BASE == "https://discord.com/api/v10"
        assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "wss://gateway.discord.gg/"
        assert Route("GET", "/users/@me").url == "https://discord.com/api/v10/users/@me"
    first = [(call.method, call.path, call.status) for call in discord.calls[:2]]
    assert first == [("GET", "/users/@me", 200), ("GET", "/oauth2/applications/@me", 200)]


async def test_what_we_ask_of_discord(discord: StandInDiscord, tmp_path: Path) -> None:
    """Servers and messages with their content, and nothing about members, presence or voice."""
    async with running(discord, tmp_path):
        await discord.joined()
    intents = dpy.Intents._from_value(discord.gateway.identified[0]["intents"])
    asked = {"guilds", "guild_messages", "dm_messages", "message_content"}
    assert {name for name, on in intents if on} == asked


async def test_a_resumed_connection_goes_to_the_same_address(discord: StandInDiscord, tmp_path: Path) -> None:
    """Not to the one that READY names, which a proxy passes on as it is."""
    discord.habits.resume_url = "wss://never.invalid"
    async with running(discord, tmp_path):
        await discord.joined()
        discord.gateway.ask_for_reconnect()
        await discord.until(lambda: discord.gateway.resumed)
    assert len(discord.gateway.identified) == 1


async def test_a_ready_that_nobody_can_read(
    discord: StandInDiscord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """There is no session then; another one is begun."""
    async with running(discord, tmp_path) as task:
        await discord.joined()
        discord.gateway.dispatch("READY", {"session_id": None})
        await discord.until(lambda: len(discord.gateway.identified) == 2)
        assert not task.done()
    assert "the connection to Discord broke" in caplog.text


async def test_closing_hangs_up_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with StandInDiscord() as discord:
        async with running(discord, tmp_path):
            await discord.joined()
        await discord.until(lambda: not discord.gateway.lines)
        assert len(asyncio.all_tasks()) <= 2  # ours, and the server's end of the line
    assert discord.gateway.closed == [1000]
    gc.collect()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_cancelled_while_it_connects(discord: StandInDiscord, tmp_path: Path) -> None:
    """No connection is left open, and no task."""
    discord.gateway.silent = True
    async with running(discord, tmp_path):
        await discord.until(lambda: discord.gateway.identified)
    gc.collect()


async def test_an_answer_left_over_waits_until_we_are_logged_in(
    discord: StandInDiscord, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The program resumes what an earlier run has left at once, and Discord may be away."""
    asked = await ana.says(discord.dm(ana), "why?")
    discord.fail("GET /users/@me", ServerError(503), times=AWAY)
    async with running(discord, tmp_path, asked, left_over="Because."):
        await discord.until(lambda: discord.dm(ana).by(discord.bot))
    paths = [call.path for call in discord.calls]
    assert paths[: AWAY + 1] == ["/users/@me"] * (AWAY + 1)
    assert [message.content for message in discord.dm(ana).by(discord.bot)] == ["Because."]
    assert "not at its end" not in caplog.text


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        (4004, r'\[discord\] token: Discord refuses it. Take a new one from the app\'s page "Bot"'),
        (4014, r'\[discord\] .*Switch on "Message Content Intent" on the app\'s page "Bot" at https://discord.com'),
        (4012, "code 4012.*newer Threadbridge"),
    ],
)
async def test_what_discord_refuses_for_good_is_a_mistake_in_the_configuration(
    discord: StandInDiscord, tmp_path: Path, code: int, cure: str
) -> None:
    discord.gateway.refusing.append(code)
    async with running(discord, tmp_path) as task:
        with pytest.raises(BadConfig, match=cure):
            await task


async def test_a_refused_token_is_a_mistake_in_the_configuration(discord: StandInDiscord, tmp_path: Path) -> None:
    """Found at the start, and not shown."""
    discord.fail("GET /users/@me", ApiError(0, status=401))
    async with running(discord, tmp_path) as task:
        with pytest.raises(BadConfig, match=r"\[discord\] token: Discord refuses the bot's token") as caught:
            await task
        assert discord.token not in str(caught.value)


async def test_discord_may_be_away_at_the_start(discord: StandInDiscord, tmp_path: Path) -> None:
    """We wait for it instead of ending the program, and no session of the client is forgotten."""
    discord.fail("GET /users/@me", ServerError(503), times=2)
    async with running(discord, tmp_path):
        await discord.joined()
    gc.collect()
    assert [call.status for call in discord.calls_of("GET /users/@me")] == [503, 503, 200]


async def test_discord_may_shut_us_out_before_the_first_session(discord: StandInDiscord, tmp_path: Path) -> None:
    """It has taken the token a moment ago, so that is no mistake of ours: nothing is lost but time."""
    discord.fail("GET /applications/*/commands", ApiError(40001, 401))
    discord.fail("GET /gateway/bot", ServerError(503), times=5)
    async with running(discord, tmp_path) as task:
        joined = asyncio.create_task(discord.joined())
        await asyncio.wait({task, joined}, return_when=asyncio.FIRST_COMPLETED)
        assert not task.done()
        await joined
