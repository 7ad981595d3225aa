"""SQLite's file: its mode, its pragmas, and what is said when it can't be used."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bridge.errors import StorageError
from bridge.texts import Phrase
from storage.backup.upgrading import keep_what_was
from storage.engines import Database, index_of
from storage.migrating import migrate
from storage.private import make_private

BUSY_TIMEOUT = "10"  # seconds, unless the URL says ?timeout=; a backup for instance may hold the file for a moment
WAL_PATIENCE = 2.0  # seconds


@asynccontextmanager
async def opened(address: URL) -> AsyncIterator[Database]:
    """The file, made where there is none."""
    if "timeout" not in address.query:
        address = address.update_query_dict({"timeout": BUSY_TIMEOUT})
    _prepare_file(address)
    try:
        await asyncio.to_thread(_migrate, address.set(drivername="sqlite"))
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StorageError(what=_explained(address, error)) from error
    # An overflow would be a thread and a connection made for one look.
    reading = create_async_engine(
        address.set(drivername="sqlite+aiosqlite"), pool_size=8, max_overflow=0, hide_parameters=True
    )
    writing = create_engine(address.set(drivername="sqlite"), pool_size=1, max_overflow=0, hide_parameters=True)
    engines = (reading.sync_engine, writing)
    same = _Same(Path(address.database or ""))
    for engine in engines:
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "do_connect", same.check)
    event.listen(writing, "commit", same.check)
    try:
        yield Database(reading, writing, engines, index=index_of(Path(address.database or "")))
    finally:
        writing.dispose()
        await reading.dispose()


def _prepare_file(address: URL) -> None:
    """Make the file, its -wal and its -shm ones that only their owner can read."""
    if not address.database or address.database == ":memory:":
        raise StorageError(what=Phrase("storage_no_file"))
    path = Path(address.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_private(path)
        path.chmod(0o600)  # SQLite gives -wal and -shm the mode of the file
    except OSError as error:
        raise StorageError(what=Phrase("storage_closed", file=path, why=error.strerror)) from error


class _Same:
    """The file is the one that was opened: in one that was deleted SQLite would go on writing, for nobody."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._opened = self._there()

    def check(self, *_: object) -> None:
        """Before a connection is made, which would make a file where there is none, and before a commit."""
        if self._there() != self._opened:
            raise StorageError(what=Phrase("storage_moved", file=self._file))

    def _there(self) -> tuple[int, int] | None:
        with suppress(OSError):
            found = self._file.stat()
            return found.st_dev, found.st_ino
        return None


def _set_pragmas(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    _use_wal(cursor)
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=FULL")  # an acknowledged message survives a power cut too
    cursor.execute("PRAGMA secure_delete=ON")  # what is forgotten is not left in the file's free pages
    cursor.close()
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    """SQLite's own knows no letters but the English ones."""
    return None if text is None else text.lower()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Two that open a new file in the same moment are told "locked" here at once, whatever their patience."""
    began = time.monotonic()
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() - began > WAL_PATIENCE:
                raise
            time.sleep(0.01)  # in the thread that migrates; later connections find it done


def _migrate(address: URL) -> None:
    keep_what_was(Path(address.database or ""))
    engine = create_engine(address)
    event.listen(engine, "connect", _set_pragmas)
    try:
        with engine.begin() as connection:
            # The driver begins no transaction for DDL; so it is all or nothing, and one process at a time.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            migrate(connection)
    finally:
        engine.dispose()


def _explained(address: URL, error: Exception) -> Phrase:
    why = str(getattr(error, "orig", None) or error)
    if "locked" in why:
        return Phrase("storage_locked", file=address.database)
    if "readonly" in why or "read-only" in why:
        return Phrase("storage_unwritable", file=address.database)
    return Phrase("storage_unusable", file=address.database, why=why)
