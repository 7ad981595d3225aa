"""Waiting for a feed, but not for ever."""

import asyncio
from enum import Enum
from typing import Protocol

from bridge.events import Shown
from bridge.feed import Feed


class Quiet(Enum):
    """What a feed says when it says nothing."""

    SO_FAR = "nothing came in time"
    FOR_GOOD = "the answer is over"


def now() -> float:
    return asyncio.get_running_loop().time()


class Patience(Protocol):
    """How long a feed may say nothing."""

    @property
    def until(self) -> float | None:
        """By the loop's clock; None: for ever."""


async def hear(feed: Feed, patience: Patience | None) -> Shown | Quiet:
    """The feed's next event, if it comes in time. Nothing is lost when it does not."""
    try:
        if feed.pending or patience is None:  # a timer for every piece would cost as much as the piece
            return await anext(feed)
        async with asyncio.timeout_at(patience.until):
            return await anext(feed)
    except TimeoutError:
        return Quiet.SO_FAR
    except StopAsyncIteration:
        return Quiet.FOR_GOOD
