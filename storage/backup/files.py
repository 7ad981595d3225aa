"""A backup is a file: how it comes to its name, what is in it, and whether it is whole."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.errors import StorageError
from bridge.texts import Phrase
from storage.engines import reason
from storage.migrating import NEWEST, migrate

Tell = Callable[[int, int], None]
"""How much is done, and of how much."""

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file under the same name."""

MOST_DAMAGE = 5
"""Lines about what is damaged; more of them say nothing new."""


OURS = re.compile(r"threadbridge-\d{8}-\d{6}\.db")
"""The name of a backup that was given no other."""


def backups_in(folder: Path) -> list[Path]:
    """Those with names of ours, the oldest first."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if OURS.fullmatch(one.name))


def quietly(done: int, of: int) -> None:
    """Tell nobody."""


def wrong(key: str, **values: object) -> StorageError:
    """In the words of bridge/texts."""
    return StorageError(what=Phrase(key, **values))


def why(error: sqlite3.Error | SQLAlchemyError) -> str:
    """In one line, without the values that it was about; a sentence goes on behind it."""
    return (reason(error) if isinstance(error, SQLAlchemyError) else str(error)).rstrip(".?")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a ledger in a file holds."""

    version: str
    turns: int
    unfinished: int
    newest_at: float
    """Unix seconds of the newest question; 0 where there is none."""
    size: int


@contextmanager
def arriving(file: Path) -> Iterator[Path]:
    """Where to write what shall be ``file``: it has that name when all of it is on the disk, and not before."""
    if file.exists():
        raise wrong("backup_there", file=file)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with _own_words(file):
            own_folder(file.parent)
            os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
        yield part
        with _own_words(file):
            settled(part)
            part.replace(file)
            settled(file.parent)
    finally:
        for one in (part, *(part.with_name(part.name + end) for end in BESIDE)):
            with suppress(OSError):
                one.unlink(missing_ok=True)


def own_folder(folder: Path) -> None:
    """There, and closed to others, as all that have to be made for it."""
    for one in (*reversed(folder.parents), folder):
        one.mkdir(exist_ok=True, mode=0o700)


def settled(path: Path) -> None:
    """On the disk, also after a power cut; a folder, where the system knows how."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def room_for(size: int, folder: Path) -> None:
    """Better said before than half-way."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    if free < size:
        raise wrong("backup_no_room", folder=folder, needs=size // 1_000_000 + 1, free=free // 1_000_000)


def read_from(file: Path) -> sqlite3.Connection:
    """The file as it is; nothing is written."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA query_only=ON")
    return connection


def contents(file: Path) -> Contents:
    """Of a ledger; StorageError when the file is none."""
    if not file.is_file():
        raise wrong("backup_not_there", file=file)
    try:
        with closing(read_from(file)) as connection:
            version, turns, unfinished, newest = connection.execute(
                "SELECT (SELECT version_num FROM alembic_version), count(*), coalesce(sum(NOT ended), 0),"
                " coalesce(max(accepted_at), 0.0) FROM turns"
            ).fetchone()
    except sqlite3.DatabaseError as error:
        raise wrong("backup_no_ledger", file=file, what=error) from error
    return Contents(version, turns, unfinished, newest, file.stat().st_size)


def verified(file: Path, name: Path | None = None) -> Contents:
    """Read from its first page to its last; StorageError, which calls it so, when anything is wrong with it."""
    with closing(read_from(file)) as connection:
        if damage := damaged(connection, whole=True):
            raise wrong("backup_damaged", file=name or file, what="; ".join(damage))
    return contents(file)


def damaged(connection: sqlite3.Connection, *, whole: bool) -> list[str]:
    """What SQLite finds wrong. The ``whole``: also whether every index says what its table says."""
    pragma = "integrity_check" if whole else "quick_check"
    try:
        lines = [line for (line,) in connection.execute(f"PRAGMA {pragma}({MOST_DAMAGE})")]
        lost = connection.execute("PRAGMA foreign_key_check").fetchmany(MOST_DAMAGE)
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [line for more in lines for line in more.splitlines() if line != "ok"][:MOST_DAMAGE] + [
        f"a row of {table} belongs to no row of {of}" for table, _, of, _ in lost
    ]


@contextmanager
def _own_words(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise wrong("backup_unwritable", file=file, what=error.strerror or error) from error


def brought_to(file: Path, version: str = NEWEST) -> None:
    """A ledger of SQLite's is in this file, empty or of an older version: of this one, all of it or nothing."""
    engine = create_engine(f"sqlite:///{file}")
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            migrate(connection, version)
    finally:
        engine.dispose()
