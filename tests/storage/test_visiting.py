"""Who is signed in to the web page, as every Store keeps it."""

from collections.abc import AsyncIterator

import pytest

from bridge.protocols import Visits
from storage.store import open_store
from storage.visiting import LINK, VISIT


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def visits(ledger_url: str, clock: Clock) -> AsyncIterator[Visits]:
    async with open_store(ledger_url, clock=clock) as store:
        yield store


async def test_a_link_opens_once(visits: Visits) -> None:
    """And is no visit itself."""
    await visits.invite("link")
    assert not await visits.visiting("link")
    assert await visits.enter("link", "one")
    assert not await visits.enter("link", "two")
    assert [await visits.visiting(one) for one in ("one", "two")] == [True, False]


async def test_nobody_enters_with_what_is_no_link(visits: Visits) -> None:
    """Nothing at all, somebody's guess, or the visit of another."""
    await visits.invite("link")
    await visits.enter("link", "one")
    for wrong in ("", "guess", "one"):
        assert not await visits.enter(wrong, "two")
    assert not await visits.visiting("two")
    assert await visits.visiting("one")


async def test_a_link_grows_old(visits: Visits, clock: Clock) -> None:
    """Within minutes; and so does a visit, within a month."""
    await visits.invite("late")
    await visits.invite("early")
    clock.now += LINK - 1
    assert await visits.enter("early", "visit")
    clock.now += 1
    assert not await visits.enter("late", "other")
    clock.now += VISIT - 2
    assert await visits.visiting("visit")
    clock.now += 1
    assert not await visits.visiting("visit")


async def test_leaving(visits: Visits) -> None:
    """Ends this visit; or all of them, with the links that nobody opened yet."""
    for name in ("one", "two", "three"):
        await visits.invite(name)
        await visits.enter(name, f"visit {name}")
    await visits.invite("open")
    await visits.leave("visit one")
    assert [await visits.visiting(f"visit {name}") for name in ("one", "two")] == [False, True]
    await visits.leave()
    assert [await visits.visiting(f"visit {name}") for name in ("one", "two", "three")] == [False] * 3
    assert not await visits.enter("open", "late")
