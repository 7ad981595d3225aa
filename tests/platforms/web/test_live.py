"""Answers while they are written."""

import asyncio

from bridge.events import Text
from platforms.web.live import Answering


async def test_what_comes_before_anybody_waits_is_not_missed() -> None:
    """Whoever has asked for the next change hears of it, though they begin to wait later."""
    answer = Answering("en")
    changed = asyncio.ensure_future(answer.changed())
    answer.take(Text("more"))
    async with asyncio.timeout(5):
        await changed
