"""A door that is shut: nothing is called, now and then it is looked, and whoever waits goes on."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bridge.errors import PlatformError, ShutOut
from platforms.door import Door
from platforms.trouble import NotNow

WHY = ShutOut(what="no")


class Looks:
    """What each look finds; when none is left, that we are let in."""

    def __init__(self, *refusals: Exception) -> None:
        self.refusals = list(refusals)
        self.count = 0

    async def __call__(self) -> None:
        self.count += 1
        if self.refusals:
            raise self.refusals.pop(0)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    made = Door("Slack", Looks(NotNow("not yet"), WHY), 0.001)
    yield made
    await made.close()


async def test_it_opens_when_a_look_succeeds(door: Door) -> None:
    """Whoever waited goes on; what was told is why, and then that it is over."""
    told: list[ShutOut | None] = []
    door.changed = told.append
    await door.opened()
    door.shut(WHY)
    door.shut(ShutOut(what="the next call says so, too"))
    await asyncio.gather(door.opened(), door.opened())
    assert told == [WHY, None]
    assert door.why is None


async def test_it_is_shut_for_as_long_as_the_platform_says() -> None:
    """No look before that, however short the pause."""
    looks = Looks()
    door = Door("Discord", looks, 0)
    door.shut(WHY, seconds=1000)
    for _ in range(10):
        await asyncio.sleep(0)
    assert (looks.count, door.why) == (0, WHY)
    await door.close()


async def test_a_door_that_is_shut_and_left() -> None:
    """Whoever waits before it is sent away, and it is not shut again."""
    looks = Looks()
    door = Door("Slack", looks, 1000)
    door.shut(WHY)
    waiting = asyncio.create_task(door.opened())
    await asyncio.sleep(0)
    await door.close()
    with pytest.raises(PlatformError, match="has left Slack"):
        await waiting
    door.shut(WHY)
    assert looks.count == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}
