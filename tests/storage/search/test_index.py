"""The index follows the ledger, and can be lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bridge.types import MessageId, Results, Seen, Turn, TurnId
from bridge.types import State as TurnState
from storage.engines import index_of
from storage.search.following import FEW, STEP
from storage.search.index import Index, State
from storage.search.packing import Entry
from storage.store import SqlStore, open_store
from tests.storage.ledgers import HERE, accepted, at, question
from tests.storage.search.test_searching import asked, found, looked


def url(ledger: Path) -> str:
    return f"sqlite:///{ledger}"


async def fill(store: SqlStore, many: int) -> None:
    for number in range(many):
        await accepted(store, question(str(number), text=f"monads number{number}"))


async def test_a_ledger_of_before_is_entered_from_its_end_on(tmp_path: Path) -> None:
    """Step by step; what is left is said, and whoever looks waits for little of it."""
    ledger = tmp_path / "ledger.db"
    async with open_store(url(ledger)) as store:
        await store.note([_over(number) for number in range(FEW + STEP)])
        assert (await looked(store, "monads")) == Results((), False, FEW + STEP)
        assert await store.index()
        second = await looked(store, "monads number0")
        assert second.left == FEW
        assert second.found[0].turn.id > FEW
        await accepted(store, question("new", text="monads anew"))
        assert await found(store, "anew") == ["new"]
        assert await store.index()
        assert await found(store, "number0") == ["0"]
        assert (await looked(store, "number0")).left == 0
        while await store.index():
            pass


def _over(number: int) -> Turn:
    asked = question(f"{number}", text=f"monads number{number}")
    return Turn(TurnId(0), asked, "fake", TurnState.DELIVERED, accepted_at=float(number))


async def test_what_is_damaged_lost_or_of_another_version_is_made_anew(tmp_path: Path) -> None:
    """The ledger has it all."""
    ledger = tmp_path / "ledger.db"
    index = index_of(ledger)

    async def finds() -> None:
        async with open_store(url(ledger)) as store:
            assert await found(store, "number1") == ["1"]

    async with open_store(url(ledger)) as store:
        await fill(store, 3)
    await finds()
    index.unlink()
    await finds()
    index.write_bytes(b"no database" * 1000)
    await finds()
    with closing(sqlite3.connect(index)) as connection, connection:
        connection.execute("UPDATE state SET version = 0")
    await finds()


async def test_an_index_of_another_ledger_is_not_believed(tmp_path: Path) -> None:
    """Where an earlier ledger was put into its place by hand."""
    ledger, other = tmp_path / "ledger.db", tmp_path / "other.db"
    async with open_store(url(ledger)) as store:
        await fill(store, 5)
        assert await found(store, "number4") == ["4"]
    async with open_store(url(other)) as store:
        await asked(store, "x", "burritos")
    other.replace(ledger)
    async with open_store(url(ledger)) as store:
        assert await found(store, "burritos") == ["x"]
        assert await found(store, "number4") == []


async def test_what_is_forgotten_is_in_no_page_of_the_index(tmp_path: Path) -> None:
    """Neither its words nor its log; and only its owner can read it."""
    ledger = tmp_path / "ledger.db"
    index = index_of(ledger)
    async with open_store(url(ledger)) as store:
        await fill(store, 3)
        await asked(store, "9", "zanzibarquark")
        assert await found(store, "zanzibarquark") == ["9"]
        turn = await store.turn_of(HERE, MessageId("9"))
        assert turn
        assert await store.erase_turn(turn.id)
        while await store.index():
            pass
        assert await found(store, "monads number2") == ["2"]
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"zanzibar" not in index.read_bytes()
    assert index.stat().st_mode & 0o077 == 0


async def test_without_a_place_it_is_gone_with_the_store(postgres_ledger: str) -> None:
    """A command that looks once leaves nothing behind."""
    async with at(postgres_ledger) as store:
        assert isinstance(store, SqlStore)
        await asked(store, "1", "monads")
        assert await found(store, "monads") == ["1"]
        folder = store._shelf._folder
        assert folder
        assert folder.is_dir()
    assert not folder.exists()


def test_common_words_are_looked_for_from_a_turn_on(tmp_path: Path) -> None:
    """And how many turns have them is known from the newest."""
    index = Index(tmp_path / "search.db")
    with closing(index):
        index.begin(State(0, 1, 0))
        words = frozenset({"rice"})
        entries = {turn: Entry(asked=words, answer=(words, words)) for turn in range(1, 601) if turn % 2}
        assert index.put(entries, State(0, 1, 0), State(600, 0, 0))
        assert index.turns('"rice"', 9, 595) == index.near('"rice"', 9, 595) == [599, 597, 595]
        assert index.near('"rice"', 4) == [599, 597]
        assert index.count('"rice"') == 300
        assert index.count('"bread"') == 0


async def test_two_that_bring_it_forward_are_not_in_each_others_way(tmp_path: Path) -> None:
    """A command beside the program."""
    ledger = tmp_path / "ledger.db"
    async with open_store(url(ledger)) as one, open_store(url(ledger)) as two:
        for number in range(4):
            await asked(one, str(number), f"monads number{number}")
            for store in (one, two):
                assert await found(store, f"number{number}", Seen(everything=True)) == [str(number)]


def test_an_index_that_is_made_becomes_one_piece(tmp_path: Path) -> None:
    """When the last of what was there before it is entered: to look into many pieces takes longer."""
    file = tmp_path / "one.db"
    with closing(Index(file)) as index:
        index.begin(State(3, 4, 0))
        for oldest in (3, 2, 0):
            before = index.stands()
            assert before is not None
            assert not index.tidy()
            entry = Entry(asked=frozenset({f"word{oldest}", "fruit"}))
            assert index.put({oldest + 1: entry}, before, State(3, oldest, 0))
        assert index.tidy()
        while index.tidy():
            pass
        assert sorted(index.turns('"fruit"', 9)) == [1, 3, 4]
