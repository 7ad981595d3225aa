"""The contract of every Store: what was asked in a channel in a while, and that it was told there."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bridge.events import Opened, Titled
from bridge.protocols import Store
from bridge.types import Busy, Channel, ConversationId, MessageId, Thread
from storage.store import open_store
from tests.storage.ledgers import ELSEWHERE, HERE, accepted, question


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
async def store(ledger_url: str, now: list[float]) -> AsyncIterator[Store]:
    async with open_store(ledger_url, clock=lambda: now[0]) as store:
        yield store


async def test_what_was_asked_in_a_channel(store: Store, now: list[float]) -> None:
    """Each Thread with its first question of that while, who asked, its name and tags; no other answers."""
    first = await accepted(store, question("1", HERE, "Before"))
    await store.record(first.id, Opened(ConversationId("c1")))
    await store.record(first.id, Titled("Monads"))
    await store.tag(HERE, ["haskell", "fp"])
    now[0] = 2000.0
    for message, thread in [("2", HERE), ("3", ELSEWHERE), ("4", HERE)]:
        await accepted(store, question(message, thread, f"Question {message}"))
    await accepted(store, replace(question("5"), author="U2"))
    await accepted(store, replace(question("6"), action="again", text=""))
    await accepted(store, question("7", Thread("slack", "T1", "C2", "1.1")))
    await accepted(store, question("8", ELSEWHERE))
    assert await store.withdraw(ELSEWHERE, MessageId("8"))
    now[0] = 3000.0
    await accepted(store, question("9"))
    assert list(await store.asked_in(HERE.place, 1500.0, 3000.0)) == [
        Busy(HERE, MessageId("2"), "Question 2", "Monads", ("fp", "haskell"), {"U1": 2, "U2": 1}),
        Busy(ELSEWHERE, MessageId("3"), "Question 3", "", (), {"U1": 1}),
    ]
    assert list(await store.asked_in(HERE.place, 4000.0, 5000.0)) == []
    await store.erase(HERE)
    assert [one.thread for one in await store.asked_in(HERE.place, 0.0, 9000.0)] == [ELSEWHERE]


async def test_a_digest_is_remembered(store: Store) -> None:
    """The last one of each channel."""
    here, there = HERE.place, Channel("slack", "T1", "C2")
    assert await store.digested(here) == 0.0
    for due in (1000.0, 2000.5):
        await store.digest_stands(here, due)
    assert [await store.digested(one) for one in (here, there)] == [2000.5, 0.0]
