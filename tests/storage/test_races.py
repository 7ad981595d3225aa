"""Two processes that write the same ledger at the same time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count

import pytest

from bridge.protocols import Store
from bridge.types import MessageId, TurnId
from storage.store import open_store
from tests.storage.ledgers import ELSEWHERE, HERE, accepted, question


@pytest.fixture
async def both(ledger_url: str) -> AsyncIterator[tuple[Store, Store]]:
    """The same ledger, opened twice; no two clocks ever show the same."""
    ticks = count(1000)
    async with (
        open_store(ledger_url, lambda: next(ticks)) as one,
        open_store(ledger_url, lambda: next(ticks)) as other,
    ):
        yield one, other


async def test_a_message_that_comes_to_both_is_accepted_by_one(both: tuple[Store, Store]) -> None:
    """As often as it comes."""
    for number in range(20):
        new = await asyncio.gather(*(store.accept(question(str(number)), "fake") for store in both))
        assert [turn for turn in new if turn], new
        assert None in new


async def test_ids_are_in_the_order_in_which_turns_can_be_seen(both: tuple[Store, Store]) -> None:
    """Whoever sees a turn sees those before it: whose turn it is never turns out otherwise a moment later."""
    seen: list[list[TurnId]] = []
    done = asyncio.Event()

    async def look() -> None:
        while not done.is_set():
            seen.append([turn.id for turn in await both[0].history(HERE)])

    async def accept(store: Store, name: str) -> None:
        for some in range(10):
            await asyncio.gather(*(accepted(store, question(f"{name}{some}.{number}")) for number in range(5)))

    looking = asyncio.create_task(look())
    await asyncio.gather(*(accept(store, name) for store, name in zip(both, "ab", strict=True)))
    done.set()
    await looking
    whole = [turn.id for turn in await both[0].history(HERE)]
    assert len(whole) == 100
    assert [some for some in seen if some != whole[: len(some)]] == []


async def test_one_of_two_asks_a_turn(both: tuple[Store, Store]) -> None:
    """And may say so again; after it was asked nobody does."""
    one, other = both
    for number in range(20):
        turn = await accepted(one, question(str(number)))
        may = list(await asyncio.gather(one.asking(turn.id), other.asking(turn.id)))
        assert sorted(may) == [False, True]
        assert [await one.asking(turn.id), await other.asking(turn.id)] == may
        await one.answered(turn.id, "yes")
        assert [await one.asking(turn.id), await other.asking(turn.id)] == [False, False]


async def test_what_is_taken_back_is_not_asked_and_the_other_way_round(both: tuple[Store, Store]) -> None:
    """Just one of the two is told that it did it."""
    one, other = both
    for number in range(20):
        turn = await accepted(one, question(str(number)))
        asked, taken = await asyncio.gather(one.asking(turn.id), other.withdraw(HERE, MessageId(str(number))))
        assert asked is not taken


async def test_a_thread_has_one_account(both: tuple[Store, Store]) -> None:
    """Also when its first two questions are accepted in the same moment, each for another account."""
    one, other = both
    for number in range(20):
        thread = replace(HERE, thread=str(number))
        first, second = await asyncio.gather(
            one.accept(question(f"{number}a", thread), "chatgpt/kim"),
            other.accept(question(f"{number}b", thread), "chatgpt/lee"),
        )
        assert first
        assert second
        assert first.backend == second.backend


async def test_a_thread_in_which_something_was_asked_is_not_joined(both: tuple[Store, Store]) -> None:
    """Either its turn was there first, or it goes on with the other's conversation: never both."""
    one, other = both
    await accepted(one, question("0", ELSEWHERE))
    for number in range(20):
        thread = replace(HERE, thread=str(number))
        joined, turn = await asyncio.gather(
            one.join(thread, ELSEWHERE), other.accept(question(f"m{number}", thread), "fake")
        )
        assert turn
        assert await one.home(thread) == (ELSEWHERE if joined else thread)
        assert (turn.id in [known.id for known in await one.history(ELSEWHERE)]) is joined
