"""Two Discords for the platform's tests: one in this process (`at`), and one over real sockets (`discord`)."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.discord.house import Server, server
from tests.standins.discord import Channel, Person, StandInDiscord


@pytest.fixture
async def at() -> AsyncIterator[Server]:
    async with server() as running:
        yield running


@pytest.fixture
async def discord() -> AsyncIterator[StandInDiscord]:
    """Without buckets, so that a test may edit at once; `discord.habits.limits = True` brings them."""
    async with StandInDiscord(limits=False) as running:
        yield running


@pytest.fixture
def general(discord: StandInDiscord) -> Channel:
    return discord.channel("general")


@pytest.fixture
def ana(discord: StandInDiscord) -> Person:
    return discord.user("ana")
