"""Waiting for a feed, but not for ever."""

import asyncio
from enum import Enum

from bridge.answering.feed import Feed
from bridge.events import Shown
from platforms.http.asking.silence import Silence


class Quiet(Enum):
    """What a feed says when it says nothing."""

    SO_FAR = "nothing came in time"
    FOR_GOOD = "the answer is over"


async def hear(feed: Feed, silence: Silence | None) -> Shown | Quiet:
    """The feed's next event, if it comes in time. Nothing is lost when it does not."""
    try:
        if feed.pending or silence is None:  # a timer for every piece would cost as much as the piece
            return await anext(feed)
        async with asyncio.timeout_at(silence.until):
            return await anext(feed)
    except TimeoutError:
        return Quiet.SO_FAR
    except StopAsyncIteration:
        return Quiet.FOR_GOOD
