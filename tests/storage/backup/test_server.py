"""From a ledger of SQLite's to PostgreSQL and back: row by row the same, and nobody notices which it was."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import text

from bridge.errors import StorageError
from bridge.lines import Lines
from bridge.types import MessageId, Question, Thread
from storage.backup.places import engine_of
from storage.backup.restoring import restore
from storage.backup.saving import save
from storage.doctor import examine
from storage.store import open_store
from tests.postgres import Server
from tests.storage.backup.made import Rows, anything, held, held_in, ledger

HELLO = Question(Thread("slack", "T", "C", "1"), MessageId("1"), "U", "hello")


def held_at(url: str) -> object:
    engine = engine_of(url)
    try:
        with engine.connect() as connection:
            return held(connection)
    finally:
        engine.dispose()


def asked(url: str, *messages: str) -> list[str]:
    """What was asked there, after these were."""

    async def ask() -> list[str]:
        async with open_store(url) as store:
            for message in messages:
                await store.accept(Question(HELLO.thread, MessageId(message), "U", "hello"), "fake")
            return [turn.question.message for turn in await store.history(HELLO.thread)]

    return asyncio.run(ask())


@given(rows=anything())
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_there_and_back_it_is_the_same(
    rows: Rows, postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each row of each table, and which id comes next."""
    url, folder = postgres.new(), tmp_path_factory.mktemp("ledger")
    try:
        place = ledger(folder / "ledger.db", rows)
        restore(place, url, folder / "old.db", exact=True)
        assert held_at(url) == held_in(place)
        save(url, folder / "back.db")
        assert held_in(folder / "back.db") == held_in(place)
    finally:
        postgres.drop(url)


def test_the_store_goes_on_behind_it(postgres_url: str, tmp_path: Path) -> None:
    """With the next id, and with what it knows; and so it does on the way back."""
    here, there = f"sqlite:///{tmp_path / 'ledger.db'}", f"sqlite:///{tmp_path / 'there.db'}"
    asked(here, "1", "2")
    save(here, tmp_path / "one.db")
    assert restore(tmp_path / "one.db", postgres_url, tmp_path / "old.db", exact=True).old is None
    assert asked(postgres_url, "2", "3") == ["1", "2", "3"]
    made = save(postgres_url, tmp_path / "two.db")
    assert (made.turns, made.unfinished) == (3, 3)
    restore(tmp_path / "two.db", there, tmp_path / "old.db", exact=True)
    assert asked(there, "3", "4") == ["1", "2", "3", "4"]


def test_a_ledger_that_is_used_is_kept_in_a_file(postgres_url: str, tmp_path: Path) -> None:
    """It makes way when that is said, and can be restored as every backup can."""
    asked(f"sqlite:///{tmp_path / 'ledger.db'}", "new")
    asked(postgres_url, "old")
    before, file, old = held_at(postgres_url), tmp_path / "ledger.db", tmp_path / "backups" / "old.db"
    with pytest.raises(StorageError, match="With --replace it makes way"):
        restore(file, postgres_url, old)
    assert held_at(postgres_url) == before
    assert restore(file, postgres_url, old, exact=True, replace=True).old == old
    assert (held_at(postgres_url), held_in(old)) == (held_in(file), before)


def test_nothing_is_restored_under_a_threadbridge_at_work(postgres_url: str, tmp_path: Path) -> None:
    """On whatever machine it is."""
    file = ledger(tmp_path / "backup.db", {})

    async def beside() -> None:
        async with open_store(postgres_url) as store:
            await store.accept(HELLO, "fake")
            with pytest.raises(StorageError, match="A Threadbridge works with"):
                await asyncio.to_thread(restore, file, postgres_url, tmp_path / "old.db", replace=True)
            assert len(await store.history(HELLO.thread)) == 1

    asyncio.run(beside())


def test_one_at_work_under_another_name_is_noticed_by_its_lock(postgres_url: str, tmp_path: Path) -> None:
    """The url may say what its sessions are called; none comes in between either."""
    file, url = ledger(tmp_path / "backup.db", {}), f"{postgres_url}?application_name=mine"

    async def beside() -> None:
        async with open_store(url, role="alone") as store:
            await store.accept(HELLO, "fake")
            with pytest.raises(StorageError, match="A Threadbridge works with"):
                await asyncio.to_thread(restore, file, postgres_url, tmp_path / "old.db", replace=True)
            assert len(await store.history(HELLO.thread)) == 1

    asyncio.run(beside())


def test_what_is_written_meanwhile_is_not_in_a_backup(postgres_url: str, tmp_path: Path) -> None:
    """All its tables are of one moment."""
    asked(postgres_url, "1")
    engine = engine_of(postgres_url)

    def meanwhile(done: int, of: int) -> None:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO cursors VALUES ('slack', 'T', :seen, :seen)"), {"seen": str(done)})
            connection.execute(text("UPDATE turns SET text = 'changed'"))

    save(postgres_url, tmp_path / "backup.db", meanwhile)
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "backup.db")) as backup:
        assert backup.execute("SELECT text FROM turns").fetchall() == [("hello",)]
        assert backup.execute("SELECT count(*) FROM cursors").fetchall() == [(0,)]


def test_half_of_it_is_never_there(postgres_url: str, tmp_path: Path) -> None:
    """What breaks off in the middle leaves what was there before."""
    asked(postgres_url, "old")
    asked(f"sqlite:///{tmp_path / 'ledger.db'}", "new")
    before = held_at(postgres_url)

    def breaks(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(tmp_path / "ledger.db", postgres_url, tmp_path / "old.db", replace=True, tell=breaks)
    assert held_at(postgres_url) == before
    assert not list(tmp_path.glob("*.restoring*"))


def test_a_text_with_nul_in_it_arrives_without(postgres_url: str, tmp_path: Path) -> None:
    """PostgreSQL takes none; where one stood can be seen."""
    file = ledger(
        tmp_path / "ledger.db",
        {"cursors": [dict.fromkeys(("platform", "workspace", "channel"), "x") | {"seen": "a\0b"}]},
    )
    restore(file, postgres_url, tmp_path / "old.db", exact=True)
    engine = engine_of(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT seen FROM cursors")).scalars().all() == ["a\ufffdb"]
    engine.dispose()


def test_what_was_queued_for_other_turns_is_not_done_to_these(postgres_url: str, tmp_path: Path) -> None:
    """A cluster's queue knows turns by their ids, which mean others after a restore."""
    engine = engine_of(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA dbos"))
        connection.execute(text("CREATE TABLE dbos.workflow_status AS SELECT 'm000000000001' AS workflow_uuid"))
    engine.dispose()
    restore(ledger(tmp_path / "ledger.db", {}), postgres_url, tmp_path / "old.db")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM dbos.workflow_status")).scalar() == 0
    engine.dispose()


def test_an_empty_database_has_nothing_to_back_up(postgres_url: str, tmp_path: Path) -> None:
    """And no table is made in it."""
    with pytest.raises(StorageError, match="nothing to back up"):
        save(postgres_url, tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_looks_there_too(postgres_url: str, tmp_path: Path) -> None:
    """Whether anything is there that can't be; and nothing is made or changed."""

    def said() -> tuple[bool, str]:
        lines = list[str]()
        return examine(postgres_url, tmp_path, Lines("en", lines.append)), "\n".join(lines)

    well, lines = said()
    assert well
    assert "the first start makes it" in lines
    asked(postgres_url, "1")
    well, lines = said()
    assert well, lines
    assert "1 questions, 1 of them not at their end" in lines
    engine = engine_of(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE turns SET state = 'delivered'"))
    engine.dispose()
    well, lines = said()
    assert not well
    assert "over and yet not at their end: 1" in lines
