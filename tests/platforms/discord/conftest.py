"""A Discord in this process for the platform's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.discord.house import Server, server


@pytest.fixture
async def at() -> AsyncIterator[Server]:
    async with server() as running:
        yield running
