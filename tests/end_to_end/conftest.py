"""The program, started from a config.toml as a user writes one."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bridge.app import App, opened
from bridge.config import load
from platforms.http.platform import HttpPlatform
from scraper.practice import PracticeSite, Rules
from tests.standins.discord import StandInDiscord
from tests.standins.slack import StandInSlack

Start = Callable[[], AbstractAsyncContextManager[App]]

COMMON = """
[defaults]
mode = "every"
language = "ko"

[chatgpt]
address = "{site}"
headless = true
look_again = 0.3

[http]
port = 0
"""

SLACK = """
[slack]
bot_token = "{slack.bot_token}"
app_token = "{slack.app_token}"
api_url = "{slack.api_url}"
"""

DISCORD = """
[discord]
token = "{discord.token}"
api_url = "{discord.api_url}"
gateway_url = "{discord.gateway_url}"
"""


@pytest.fixture
def rules() -> Rules:
    """What answers behind the practice site; its gate holds an answer in the middle."""
    return Rules()


@pytest.fixture
async def site(rules: Rules) -> AsyncIterator[PracticeSite]:
    async with PracticeSite(rules, hydration=0.1, settle=0.05, poll=0.2) as site:
        yield site


@pytest.fixture
async def slack() -> AsyncIterator[StandInSlack]:
    async with StandInSlack() as slack:
        yield slack


@pytest.fixture
def config(site: PracticeSite, slack: StandInSlack, tmp_path: Path) -> Path:
    """The file; its data folder is beside it."""
    file = tmp_path / "config.toml"
    file.write_text((COMMON + SLACK).format(site=site.url, slack=slack), encoding="utf-8")
    return file


@pytest.fixture
async def discord() -> AsyncIterator[StandInDiscord]:
    async with StandInDiscord() as discord:
        yield discord


@pytest.fixture
def with_discord(site: PracticeSite, discord: StandInDiscord, tmp_path: Path) -> Path:
    """A config.toml in which Discord is the only chat platform."""
    file = tmp_path / "config.toml"
    file.write_text((COMMON + DISCORD).format(site=site.url, discord=discord), encoding="utf-8")
    return file


@asynccontextmanager
async def command(config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """``threadbridge run`` as a process of its own, ended with SIGTERM."""
    arguments = ("-m", "bridge.cli", "run", "--config", str(config))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 30) == 0


@pytest.fixture
def start(config: Path) -> Start:
    """Starts the program; a second time goes on with the same data, as after a restart."""

    @asynccontextmanager
    async def run() -> AsyncIterator[App]:
        async with opened(load(config)) as program:
            running = asyncio.create_task(program.run())
            http = program.platforms["http"]
            assert isinstance(http, HttpPlatform)
            await asyncio.wait_for(http.serving.wait(), 10)
            try:
                yield program
            finally:
                running.cancel()
                await asyncio.wait({running})

    return run


@pytest.fixture
async def program(start: Start) -> AsyncIterator[App]:
    async with start() as program:
        yield program


@pytest.fixture
def endpoint(program: App) -> str:
    http = program.platforms["http"]
    assert isinstance(http, HttpPlatform)
    return http.address
