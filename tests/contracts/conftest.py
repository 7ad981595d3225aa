"""Every chat platform that there is, one after the other."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.contracts.chats.chat import Chat
from tests.contracts.chats.on_discord import on_discord
from tests.contracts.chats.on_slack import on_slack
from tests.contracts.chats.on_small import on_small

PLATFORMS: dict[str, Callable[[Path], AbstractAsyncContextManager[Chat]]] = {
    "slack": on_slack,
    "discord": on_discord,
    "small": on_small,
}


@pytest.fixture(params=PLATFORMS)
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    async with PLATFORMS[request.param](tmp_path) as running:
        yield running
