"""The ledger into a file: whole, of one moment, only its owner's, and never half of it under its name."""

import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bridge.errors import StorageError
from bridge.types import MessageId, Question, Thread
from storage.backup import saving
from storage.backup.files import brought_to
from storage.backup.saving import save
from storage.store import open_store
from tests.storage.backup.made import Rows, anything, held_in, ledger

HELLO = Question(Thread("slack", "T", "C", "1"), MessageId("1"), "U", "hello")


def url(file: Path) -> str:
    return f"sqlite:///{file}"


async def test_it_is_one_file_that_only_the_owner_may_read(tmp_path: Path) -> None:
    """No log beside it, no folder open to others, and a Store goes on in it."""
    file = tmp_path / "new" / "too" / "backup.db"
    async with open_store(url(tmp_path / "ledger.db")) as store:
        await store.accept(HELLO, "fake")
        made = save(url(tmp_path / "ledger.db"), file)
    assert (made.turns, made.unfinished, made.size) == (1, 1, file.stat().st_size)
    assert [one.name for one in file.parent.iterdir()] == ["backup.db"]
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [stat.S_IMODE(one.stat().st_mode) for one in file.parents[:2]] == [0o700] * 2
    async with open_store(url(file)) as store:
        assert [turn.question for turn in await store.history(HELLO.thread)] == [HELLO]


async def test_what_is_written_meanwhile_is_not_in_it_and_not_held_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the ledger of one moment, however long copying takes; the bridge goes on beside it."""
    monkeypatch.setattr(saving, "PAGES", 1)
    place, told = tmp_path / "ledger.db", list[tuple[int, int]]()
    async with open_store(url(place)) as store:
        await store.accept(HELLO, "fake")

    def meanwhile(done: int, of: int) -> None:
        told.append((done, of))
        with closing(sqlite3.connect(place, timeout=0)) as connection, connection:
            connection.execute("UPDATE turns SET text = text || 'x'")

    save(url(place), tmp_path / "backup.db", meanwhile)
    with closing(sqlite3.connect(tmp_path / "backup.db")) as connection:
        assert connection.execute("SELECT text FROM turns").fetchall() == [("hello",)]
    with closing(sqlite3.connect(place)) as connection:
        assert connection.execute("SELECT text FROM turns").fetchall() == [("hello" + "x" * len(told),)]
    assert told[-1][0] == told[-1][1] > 1


@given(rows=anything())
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_backup_holds_what_the_ledger_holds(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each row of each table, and which id comes next."""
    folder = tmp_path_factory.mktemp("ledger")
    place = ledger(folder / "ledger.db", rows)
    save(url(place), folder / "backup.db")
    assert held_in(folder / "backup.db") == held_in(place)


def test_an_id_is_never_given_twice_after_it_either(tmp_path: Path) -> None:
    """Also where its turn was deleted before the backup."""
    place = ledger(tmp_path / "ledger.db", {})
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("INSERT INTO sqlite_sequence VALUES ('turns', 41)")
    save(url(place), tmp_path / "backup.db")
    with closing(sqlite3.connect(tmp_path / "backup.db")) as connection:
        assert connection.execute("SELECT seq FROM sqlite_sequence").fetchall() == [(41,)]


def test_another_backup_is_not_written_over(tmp_path: Path) -> None:
    """It may be the only good one."""
    place, file = ledger(tmp_path / "ledger.db", {}), tmp_path / "backup.db"
    file.write_text("precious")
    with pytest.raises(StorageError, match=r"backup\.db is there already"):
        save(url(place), file)
    assert file.read_text() == "precious"


def test_where_there_is_no_ledger_none_is_made(tmp_path: Path) -> None:
    """A typing error in the url does not look like a success."""
    with pytest.raises(StorageError, match="nothing to back up"):
        save(url(tmp_path / "ledger.db"), tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


def test_what_breaks_off_leaves_nothing_under_its_name(tmp_path: Path) -> None:
    """Nor a half file under another one."""

    def breaks(done: int, of: int) -> None:
        raise KeyboardInterrupt

    place = ledger(tmp_path / "ledger.db", {})
    with pytest.raises(KeyboardInterrupt):
        save(url(place), tmp_path / "backup.db", breaks)
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.db"]


@contextmanager
def spoilt(place: Path) -> Iterator[None]:
    """Its last page, which belongs to a table that is full, is not what it was."""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        row = {"platform": "slack", "seen": "x" * 20_000, "channel": "C", "workspace": "T"}
        connection.execute("INSERT INTO cursors VALUES (:platform, :workspace, :channel, :seen)", row)
        (pages,) = connection.execute("SELECT page_count FROM pragma_page_count").fetchone()
        (size,) = connection.execute("SELECT page_size FROM pragma_page_size").fetchone()
    with place.open("r+b") as file:
        file.seek((pages - 3) * size)
        file.write(b"\xff" * size)
    yield


def test_a_ledger_that_is_none_is_named_by_its_own_name(tmp_path: Path) -> None:
    """And not by that of the copy, which is gone by then."""
    place = ledger(tmp_path / "ledger.db", {})
    content = bytearray(place.read_bytes())
    content[4096:40960] = b"x" * (40960 - 4096)
    place.write_bytes(content)
    with pytest.raises(StorageError, match=r"ledger\.db is damaged") as caught:
        save(url(place), tmp_path / "backup.db")
    assert ".part" not in str(caught.value)


def test_a_copy_of_a_damaged_ledger_is_not_called_a_backup(tmp_path: Path) -> None:
    """It is read to its end before it gets its name."""
    place = ledger(tmp_path / "ledger.db", {})
    with spoilt(place), pytest.raises(StorageError, match=r"(?s)ledger\.db is damaged.*older one"):
        save(url(place), tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


def test_a_disk_without_room_is_found_out_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With how much is needed and how much is there."""
    place = ledger(tmp_path / "ledger.db", {})
    full = shutil.disk_usage(tmp_path)._replace(free=3_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(StorageError, match="has room for 0 MB only, and 1 MB are needed"):
        save(url(place), tmp_path / "backup.db")


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    """With what the system says."""
    place = ledger(tmp_path / "ledger.db", {})
    with pytest.raises(StorageError, match=r"ledger\.db/backup\.db can't be written"):
        save(url(place), place / "backup.db")


def test_an_older_ledger_is_backed_up_as_it_is(tmp_path: Path) -> None:
    """A backup before an upgrade is what the older version goes back to."""
    place = tmp_path / "ledger.db"
    place.touch()
    brought_to(place, "0003")
    assert save(url(place), tmp_path / "backup.db").version == "0003"


async def test_two_backups_at_once_are_two(tmp_path: Path) -> None:
    """They are not in each other's way."""
    place = ledger(tmp_path / "ledger.db", {})
    async with open_store(url(place)) as store:
        await store.accept(replace(HELLO, message=MessageId("2")), "fake")

        def another(done: int, of: int) -> None:
            if not (tmp_path / "two.db").exists():
                save(url(place), tmp_path / "two.db")

        save(url(place), tmp_path / "one.db", another)
    assert held_in(tmp_path / "one.db") == held_in(tmp_path / "two.db")
