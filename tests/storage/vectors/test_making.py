"""What was asked is found by its meaning: soon, by those who may, and not for longer than it is kept."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bridge.errors import Unavailable
from bridge.types import Channel, MessageId, Person, Seen, Thread
from storage.store import SqlStore, open_store
from storage.vectors.basis import LEAST
from tests.storage.ledgers import HERE, NOW
from tests.storage.search.test_searching import asked, found, looked
from tests.storage.vectors.concepts import Concepts

NOISE = 30
"""Other questions."""


@asynccontextmanager
async def ledger(folder: Path, encoder: Concepts | None) -> AsyncIterator[SqlStore]:
    async with open_store(f"sqlite:///{folder / 'ledger.db'}", lambda: NOW, encoder=encoder) as store:
        yield store


@pytest.fixture
def encoder() -> Concepts:
    return Concepts()


@pytest.fixture
async def store(tmp_path: Path, encoder: Concepts) -> AsyncIterator[SqlStore]:
    async with ledger(tmp_path, encoder) as opened:
        for number in range(NOISE):
            await asked(opened, f"noise{number}", f"something else {number}")
        await asked(opened, "fruit", "과일을 오래 보관하려면?")
        await asked(opened, "bike", "자전거 체인이 빠져요")
        yield opened


async def whole(store: SqlStore) -> None:
    while await store.index():
        pass


def codes(folder: Path) -> dict[int, bytes | None]:
    with closing(sqlite3.connect(folder / "ledger.vectors.db")) as file:
        return dict(file.execute("SELECT turn, code FROM codes"))


async def test_it_is_found_in_another_language_as_soon_as_it_can_be(store: SqlStore) -> None:
    """Until then words are looked for alone, and it is said how much is left."""
    assert await found(store, "apples") == []
    assert (await looked(store, "apples")).unmeant == NOISE + 2
    await whole(store)
    assert (await found(store, "apples"))[0] == "fruit"
    assert (await found(store, "bicycle"))[0] == "bike"
    assert (await looked(store, "apples")).unmeant == 0
    assert await found(store, '"apples"') == []
    assert await found(store, "apples on:discord") == []


async def test_only_those_find_it_who_may(store: SqlStore) -> None:
    """Whatever the file says."""
    there = Thread("slack", "T1", "CSECRET", "9.0")
    await asked(store, "secret", "deposit of the house", thread=there)
    await whole(store)
    assert (await found(store, "보증금"))[0] == "secret"
    elsewhere = Seen((Channel("slack", "T1", HERE.channel),), Person("slack", "T1", "nobody"))
    assert "secret" not in await found(store, "보증금", elsewhere)
    assert "fruit" in await found(store, "apples", elsewhere)
    assert "secret" in await found(store, "보증금", Seen((Channel("slack", "T1", "CSECRET"),)))


async def test_what_is_forgotten_has_no_code(store: SqlStore, tmp_path: Path) -> None:
    """Nor is it made again; also where it is forgotten by a command that has no encoder."""
    await whole(store)
    turns = [await store.turn_of(HERE, MessageId(name)) for name in ("fruit", "bike")]
    assert turns[0]
    assert turns[1]
    await store.erase_turn(turns[0].id)
    async with ledger(tmp_path, None) as command:
        await command.erase_turn(turns[1].id)
    assert [codes(tmp_path)[one.id] for one in turns if one] == [None, None]
    assert not {"fruit", "bike"} & set(await found(store, "apples bicycle"))
    await whole(store)
    assert [codes(tmp_path)[one.id] for one in turns if one] == [None, None]


async def test_the_same_is_not_made_twice(store: SqlStore, encoder: Concepts) -> None:
    """But with its answer a turn says more than it did without; it is found by that, too."""
    await whole(store)
    before = len(encoder.given)
    turn = await store.turn_of(HERE, MessageId("noise1"))
    assert turn
    await store.answered(turn.id, "Get your deposit back.")
    await whole(store)
    assert len(encoder.given) == before + 2
    assert (await found(store, "보증금"))[0] == "noise1"
    await store.delivered(turn.id)
    await whole(store)
    assert len(encoder.given) == before + 3  # what was looked for


async def test_an_encoder_that_fails_is_in_nobodys_way(store: SqlStore, encoder: Concepts) -> None:
    """Words are found as ever."""
    await whole(store)
    encoder.fails = Unavailable(what="it is away.")
    assert await found(store, "과일을") == ["fruit"]
    assert await found(store, "apples") == []


async def test_it_is_made_anew_where_it_does_not_fit(tmp_path: Path, encoder: Concepts) -> None:
    """By another encoder; and when there is much more to learn from. What is damaged or old is, too."""
    async with ledger(tmp_path, encoder) as store:
        await asked(store, "fruit", "과일을 오래 보관하려면?")
        await whole(store)
        begun = len(encoder.given)
        for number in range(LEAST):
            await asked(store, f"noise{number}", f"something else {number}")
        await whole(store)
        assert len(encoder.given) > begun + 2 * LEAST - 10
        assert (await found(store, "apples"))[0] == "fruit"
    other = Concepts("another")
    async with ledger(tmp_path, other) as store:
        assert "fruit" not in await found(store, "apples")
        await whole(store)
        assert (await found(store, "apples"))[0] == "fruit"
    with closing(sqlite3.connect(tmp_path / "ledger.vectors.db")) as file, file:
        file.executescript("ALTER TABLE codes DROP COLUMN crowd; ALTER TABLE state DROP COLUMN sample")
        file.execute("UPDATE state SET version = 1")
    async with ledger(tmp_path, other) as store:
        assert await found(store, "apples") == []
        await whole(store)
        assert (await found(store, "apples"))[0] == "fruit"
    (tmp_path / "ledger.vectors.db").write_bytes(b"no database" * 1000)
    async with ledger(tmp_path, other) as store:
        await whole(store)
        assert (await found(store, "apples"))[0] == "fruit"
