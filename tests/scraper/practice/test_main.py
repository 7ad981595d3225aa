"""`python -m scraper.practice` as the demo runs it."""

import asyncio
import signal
import sys

import pytest
from aiohttp import ClientSession


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
async def test_it_says_where_it_is_and_ends_when_told() -> None:
    """The first line is the address and the brain; SIGTERM is a clean end."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "scraper.practice", "--language", "en", stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    address, brain = (await child.stdout.readline()).decode().split()
    assert brain == "rules"
    async with ClientSession(address) as session, session.get("/") as shell:
        assert 'lang="en-US"' in await shell.text()
    child.send_signal(signal.SIGTERM)
    assert await child.wait() == 0
