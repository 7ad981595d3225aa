"""What several connections of one process have open, another process leaves alone."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from storage.database import opened
from storage.private import make_private
from storage.search.index import Index, State
from storage.vectors.file import VectorFile

LOOKS = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM sqlite_master'); c.close()"


def another_process_looks_at(file: Path) -> None:
    """The last one to close a file does away with its -wal, and this one would be, were it alone."""
    subprocess.run([sys.executable, "-c", LOOKS, str(file)], check=True, timeout=60)


@pytest.mark.parametrize("kind", [Index, VectorFile])
def test_a_second_connection_keeps_the_locks_of_the_first(kind: Callable[[Path], Index], tmp_path: Path) -> None:
    """Else what the first one writes would go into a file that nobody finds again."""
    file = tmp_path / "one.db"
    with closing(kind(file)), closing(kind(file)):
        another_process_looks_at(file)
        assert file.with_name("one.db-wal").exists()


async def test_a_ledger_that_is_opened_again_keeps_its_locks(tmp_path: Path) -> None:
    """By the same process."""
    file = tmp_path / "ledger.db"
    async with AsyncExitStack() as both:
        for _ in range(2):
            database = await both.enter_async_context(opened(f"sqlite:///{file}"))
            with database.writing.connect():
                pass
        another_process_looks_at(file)
        assert file.with_name("ledger.db-wal").exists()


def test_what_is_written_beside_a_reader_is_found_later(tmp_path: Path) -> None:
    """By who opens the index when all others are gone."""
    file = tmp_path / "one.db"
    with closing(Index(file)) as first, closing(Index(file)):
        another_process_looks_at(file)
        first.begin(State(7, 8, 9))
    with closing(Index(file)) as later:
        assert later.stands() == State(7, 8, 9)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such modes")
def test_a_file_that_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    """Also behind a link; one that is there stays as it is, and a folder is none."""
    (tmp_path / "link.db").symlink_to(tmp_path / "made.db")
    make_private(tmp_path / "link.db")
    assert (tmp_path / "made.db").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(tmp_path / "made.db")) as ledger:
        ledger.execute("CREATE TABLE t (x)")
    size = (tmp_path / "made.db").stat().st_size
    make_private(tmp_path / "made.db")
    assert (tmp_path / "made.db").stat().st_size == size
    with pytest.raises(IsADirectoryError):
        make_private(tmp_path)
