"""Opening the database: the engines, their pragmas, the file's mode, the migrations."""

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bridge.errors import StorageError

BUSY_TIMEOUT = "10"  # seconds, unless the URL says ?timeout=; a backup for instance may hold the file for a moment
WAL_PATIENCE = 2.0  # seconds

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
"""Each file begins with the number that is its revision's."""

_migrating = threading.Lock()
"""Alembic keeps what it works on in a module, so one at a time."""


@dataclass(frozen=True, slots=True)
class Database:
    """The same one, for those who read beside each other and for the one who writes."""

    reading: AsyncEngine
    writing: Engine


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database that is there, writable and of this version.

    ``url`` is SQLAlchemy's, ``sqlite+aiosqlite:///file``. Raises StorageError, which says what is wrong with it.
    """
    address = _address(url)
    _prepare_file(address)
    try:
        await asyncio.to_thread(_migrate, address.set(drivername="sqlite"))
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StorageError(what=_explained(address, error)) from error
    # An overflow would be a thread and a connection made for one look.
    reading = create_async_engine(address, pool_size=8, max_overflow=0)
    writing = create_engine(address.set(drivername="sqlite"), pool_size=1, max_overflow=0)
    for engine in (reading.sync_engine, writing):
        event.listen(engine, "connect", _set_pragmas)
    try:
        yield Database(reading, writing)
    finally:
        writing.dispose()
        await reading.dispose()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:  # its own message repeats the url, which may hold a password
        raise StorageError(what="The database's url can't be read. Write one like sqlite:///file.") from None
    if address.drivername == "sqlite":
        address = address.set(drivername="sqlite+aiosqlite")
    if address.drivername != "sqlite+aiosqlite":
        raise StorageError(what=f"Databases of the kind {address.drivername} are not supported yet. Use sqlite.")
    return address if "timeout" in address.query else address.update_query_dict({"timeout": BUSY_TIMEOUT})


def _prepare_file(address: URL) -> None:
    """Make the file, its -wal and its -shm ones that only their owner can read."""
    if not address.database or address.database == ":memory:":
        raise StorageError(what="The database has to be a file, or it would be lost with the process.")
    path = Path(address.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)  # SQLite gives -wal and -shm the mode of the file
    except OSError as error:
        raise StorageError(
            what=f"{path} can't be written: {error.strerror}. Mend its rights or set another url."
        ) from error


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
    engine = create_engine(address)
    event.listen(engine, "connect", _set_pragmas)
    try:
        with _migrating, engine.begin() as connection:
            # The driver begins no transaction for DDL; so it is all or nothing, and one process at a time.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if _version(connection) != NEWEST:
                _upgrade(connection)
    finally:
        engine.dispose()


def _version(connection: Connection) -> str | None:
    """Which migration was the last; None before the first one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # 10 MB that most starts can do without
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(
            what="The database is from a newer Threadbridge. Install that version again, or set another url; "
            f"nothing was changed ({error})."
        ) from error


def _explained(address: URL, error: Exception) -> str:
    reason = str(getattr(error, "orig", None) or error)
    if "locked" in reason:
        return f"{address.database} is held by another program. Close that program, then start again."
    if "readonly" in reason or "read-only" in reason:
        return f"{address.database} is read-only. Give its owner the right to write, or set another url."
    return f"{address.database} can't be used: {reason}. Restore it from a backup, or set another url."
