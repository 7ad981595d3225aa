"""A key that is made while the program runs, from config.toml to a request."""

import asyncio
from pathlib import Path

from aiohttp import ClientSession

from bridge.app import opened
from bridge.cli.keys import hashed, made
from bridge.config import load
from bridge.types import ApiKey
from platforms.http.platform import HttpPlatform
from storage.store import open_store

CONFIG = """
[defaults]
backend = "openai"
[openai]
base_url = "http://127.0.0.1:9/v1"
[http]
port = 0
"""


async def status(http: ClientSession, address: str, key: str = "") -> int:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    async with http.get(f"{address}/metrics", headers=headers) as response:
        return response.status


async def test_a_key_that_is_made_while_it_runs(tmp_path: Path) -> None:
    """By another process on the same ledger, as `threadbridge keys` is one; what was open is shut by it."""
    file = tmp_path / "config.toml"
    file.write_text(CONFIG)
    config = load(file, environment=False)
    async with opened(config) as program, ClientSession() as http, open_store(config.database) as command:
        endpoint = program.platforms["http"]
        assert isinstance(endpoint, HttpPlatform)
        running = asyncio.create_task(program.run())
        try:
            await asyncio.wait_for(endpoint.serving.wait(), 10)
            secret = made()
            await command.add_key(ApiKey("laptop", hashed(secret)))
            assert await status(http, endpoint.address, secret) == 200
            assert await status(http, endpoint.address, made()) == 401
            assert await status(http, endpoint.address) == 401
        finally:
            running.cancel()
            await asyncio.wait({running})
