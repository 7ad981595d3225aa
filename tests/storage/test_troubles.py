"""SQLite in trouble: it is said what is wrong, nothing is lost, and it goes on by itself."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from bridge.errors import StorageError
from storage.database import Database, opened
from storage.store import SqlStore, open_store
from tests.storage.ledgers import HERE, accepted, question

ROOT = Path(__file__).parents[2]

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody move a file that is open")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    async with opened(f"sqlite:///{file}") as database:
        yield database


@pytest.fixture
async def store(database: Database) -> AsyncIterator[SqlStore]:
    store = SqlStore(database, lambda: 0.0)
    yield store
    await store.close()


FULL = """
import asyncio, resource, signal, sys
from pathlib import Path
from bridge.errors import StorageError
from storage.store import open_store
from tests.storage.ledgers import HERE, question

async def main(folder):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # else whoever writes too much is ended
    taken = []
    async with open_store(f"sqlite:///{folder}/ledger.db") as store:
        assert await store.accept(question("0"), "fake")
        room = (folder / "ledger.db-wal").stat().st_size + 200_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            for number in range(1, 1000):
                await store.accept(question(str(number)), "fake")
                taken.append(str(number))
        except StorageError as error:
            print(error)
        there = [turn.question.message for turn in await store.history(HERE)]
        assert there == ["0", *taken], (there, taken)  # whole, and only what was said to be there
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert await store.accept(question("afterwards"), "fake")
    async with open_store(f"sqlite:///{folder}/ledger.db") as store:
        there = [turn.question.message for turn in await store.history(HERE)]
        assert there == ["0", *taken, "afterwards"], there
    print(0 < len(taken) < 999)

asyncio.run(main(Path(sys.argv[1])))
"""


@unix
def test_a_file_that_can_not_grow_takes_nothing_and_loses_nothing(tmp_path: Path) -> None:
    """What was taken is there, what was not is said not to be; with room again it goes on."""
    command = [sys.executable, "-c", FULL, str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    said, some = ended.stdout.splitlines()
    assert said.startswith("The database can't be used: ")
    assert "disk" in said
    assert some == "True"


async def test_a_full_disk_is_named(database: Database, store: SqlStore) -> None:
    """With what to do."""
    size = 0

    def limit(connection: Connection) -> None:
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={size or 1_000_000}")
        cursor.close()

    event.listen(database.writing, "begin", limit)
    size = 1  # SQLite takes what it has already
    with pytest.raises(StorageError, match=r"database or disk is full\. Make room on the disk"):
        await accept_many(store)
    size = 0
    assert await store.accept(question("afterwards"), "fake")


@unix
@pytest.mark.parametrize("instead", [False, True])
async def test_a_file_that_was_moved_away_takes_nothing(store: SqlStore, file: Path, instead: bool) -> None:
    """Nothing is acknowledged that only a deleted file would have; put back, it goes on."""
    await accepted(store, question("1"))
    away = file.rename(file.with_suffix(".away"))
    if instead:
        file.write_bytes(b"")
    for message in ("2", "3"):
        with pytest.raises(StorageError, match=r"ledger\.db was moved away or replaced.*Put it back"):
            await store.accept(question(message), "fake")
    assert file.exists() is instead  # and none was made
    away.replace(file)
    await accepted(store, question("4"))
    assert [turn.question.message for turn in await store.history(HERE)] == ["1", "4"]


async def test_a_damaged_file_is_named_with_the_cure(file: Path) -> None:
    """A check, and a backup."""
    async with open_store(f"sqlite:///{file}") as store:
        await accept_many(store)
    with file.open("r+b") as there:
        quarter = file.stat().st_size // 4  # what was written last: questions, and nothing that it is opened with
        there.seek(3 * quarter)
        there.write(b"\xff" * quarter)
    async with open_store(f"sqlite:///{file}") as store:
        with pytest.raises(StorageError, match=r"malformed\. Stop Threadbridge and see `threadbridge doctor"):
            await store.history(HERE)


async def accept_many(store: SqlStore) -> None:
    for number in range(60):
        await store.accept(question(f"many {number}", text="long " * 1000), "fake")


async def test_a_slow_disk_holds_up_only_who_waits_for_it(database: Database, store: SqlStore) -> None:
    """The loop goes on, others read, and what comes meanwhile is one commit."""
    await accepted(store, question("1"))
    slow, commits = threading.Event(), 0

    def commit(connection: Connection) -> None:
        nonlocal commits
        commits += 1
        slow.wait(60)

    event.listen(database.writing, "commit", commit)
    first = asyncio.create_task(store.accept(question("2"), "fake"))
    while not commits:
        assert len(await store.history(HERE)) == 1
    waiting = [asyncio.create_task(store.accept(question(str(number)), "fake")) for number in range(3, 100)]
    assert len(await store.history(HERE)) == 1
    slow.set()
    assert all(await asyncio.gather(first, *waiting))
    assert commits == 2
