"""What everybody in a channel may be told of what was asked there."""

import asyncio
from collections import Counter
from collections.abc import Mapping

from bridge.digest.weekday import day_of
from bridge.protocols import Hides, Permalinks, Store
from bridge.types import Busy, Channel, Digest, Rules

MOST = 10
"""Threads that are named; of more it is said how many."""

NOBODY = ""
"""In particular: whatever is hidden from them is not for everybody."""


async def gathered(
    store: Store, platform: object, place: Channel, rules: Rules, since: float, due: float
) -> Digest | None:
    """None where nothing was asked."""
    asked = await store.asked_in(place, since, due)
    open_ones = [one for one in asked if not await _hidden(platform, one)]
    busiest = sorted(open_ones, key=lambda one: -one.questions)  # of those that are alike the oldest first
    if not busiest:
        return None
    named = tuple(busiest[:MOST])
    return Digest(
        day_of(since, rules),
        day_of(due, rules),
        due,
        named,
        tuple(await asyncio.gather(*(_link(platform, one) for one in named))),
        len(busiest),
        sum(one.questions for one in busiest),
        _most_first(Counter(tag for one in busiest for tag in one.tags for _ in range(one.questions))),
        _most_first(sum((Counter(one.people) for one in busiest), Counter[str]())),
    )


async def _hidden(platform: object, one: Busy) -> bool:
    return isinstance(platform, Hides) and await platform.hides(one.thread, NOBODY)


async def _link(platform: object, one: Busy) -> str:
    return await platform.permalink(one.thread, one.message) if isinstance(platform, Permalinks) else ""


def _most_first(counted: Counter[str]) -> Mapping[str, int]:
    return dict(counted.most_common())
