"""What the command line wishes of the bridge at work, as every Store keeps it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bridge.protocols import Wishes
from bridge.types import Forgotten, Wished
from storage.store import open_store
from storage.wishing import STALE
from tests.storage.ledgers import HERE

ODD = replace(HERE, thread="a/b 100%")


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
async def wishes(ledger_url: str, now: list[float]) -> AsyncIterator[Wishes]:
    async with open_store(ledger_url, clock=lambda: now[0]) as store:
        yield store


async def test_a_wish_stands_until_something_became_of_it(wishes: Wishes) -> None:
    """Also one that was begun before; and what became of it is told once."""
    first, second = await wishes.wish(HERE), await wishes.wish(ODD)
    assert await wishes.wished() == [Wished(first, HERE), Wished(second, ODD)]
    assert [await wishes.begin(first), await wishes.begin(first)] == [True, True]
    assert len(await wishes.wished()) == 2
    assert await wishes.outcome(first) is None
    done = Forgotten(3, there=True, left=("https://chatgpt.com/c/1",))
    await wishes.become(first, done)
    assert await wishes.wished() == [Wished(second, ODD)]
    assert not await wishes.begin(first)
    assert [await wishes.outcome(first), await wishes.outcome(first)] == [done, None]


async def test_who_wishes_no_more(wishes: Wishes) -> None:
    """Is heard until it is begun."""
    first, second = await wishes.wish(HERE), await wishes.wish(HERE)
    await wishes.begin(first)
    assert [await wishes.unwish(first), await wishes.unwish(second)] == [False, True]
    assert await wishes.wished() == [Wished(first, HERE)]
    assert not await wishes.begin(second)


async def test_who_went_away_is_not_waited_for_for_ever(wishes: Wishes, now: list[float]) -> None:
    """A day later nothing is left of what became of it; an open wish stays."""
    first, still_open = await wishes.wish(HERE), await wishes.wish(ODD)
    await wishes.become(first, Forgotten(failed="no"))
    now[0] += STALE
    await wishes.wish(HERE)
    assert await wishes.outcome(first) is None
    assert still_open in [one.id for one in await wishes.wished()]
