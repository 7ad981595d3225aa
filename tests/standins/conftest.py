"""Running stand-ins: a Slack with a channel, a person and a client; a Discord with a channel and a person."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins import discord as standin
from tests.standins.bolt import web_client
from tests.standins.discord import StandInDiscord
from tests.standins.dpy import lead
from tests.standins.slack import Channel, Person, StandInSlack


@pytest.fixture
async def slack() -> AsyncIterator[StandInSlack]:
    async with StandInSlack() as running:
        yield running


@pytest.fixture
def general(slack: StandInSlack) -> Channel:
    return slack.channel("general")


@pytest.fixture
def ana(slack: StandInSlack) -> Person:
    return slack.user("ana")


@pytest.fixture
def client(slack: StandInSlack) -> AsyncWebClient:
    return web_client(slack)


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StandInDiscord]:
    """Every discord.py client of the test goes there; without buckets, for discord.py waits by itself."""
    async with StandInDiscord(limits=False) as running:
        lead(running, monkeypatch)
        yield running


@pytest.fixture
def lobby(discord: StandInDiscord) -> standin.Channel:
    return discord.channel("general")


@pytest.fixture
def bea(discord: StandInDiscord) -> standin.Person:
    return discord.user("bea")
