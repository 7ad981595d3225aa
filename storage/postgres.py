"""PostgreSQL by URL: what its connections are set to, and what is said when it can't be used.

Several may write at the same time, also from several machines. They do so one after the other, as SQLite's writers
do: a lock is held from the first statement of a transaction to its commit. So ids are given in the order in which
turns become visible, and no step ever sees half of another one's.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from bridge.errors import StorageAway, StorageError
from bridge.texts import Phrase
from storage.engines import Database, Threads, reason
from storage.group import NUMBER
from storage.migrating import migrate
from storage.troubles import away, trouble

READERS = 8

WRITING = 0x74687264  # "thrd"
"""The advisory lock of whoever writes. Not of this number alone: it is the database's, where others have theirs."""

CONNECTING = {
    "connect_timeout": "10",
    "application_name": "threadbridge",
    "client_encoding": "utf8",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",  # milliseconds
}
"""Unless the URL says otherwise: a server that is gone without a word is noticed."""

SET_UP = """SELECT
    set_config('lock_timeout', '10s', false),
    set_config('tcp_keepalives_idle', '10', false),
    set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false),
    set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), false)
"""
"""What was acknowledged survives a power cut, and the server notices a client that is gone without a word."""

ONE_STEP = "SELECT set_config('idle_in_transaction_session_timeout', '4s', false)"
"""A process that is stopped in the middle of a step does not hold up the others for long. It loses nothing by that:
its step is done again."""

AT_WORK = 0x74687277
"""The advisory lock of whoever answers what the ledger holds: one process alone, or a cluster's nodes together."""

LINGERS = "1s"
"""So long what was killed a moment ago may take to be gone."""

HELD = "55P03"
"""PostgreSQL's code where a lock was waited for in vain."""

Role = Literal["alone", "node"]

OLDEST = (13,)
"""What became of a transaction can't be asked of older ones."""

LETTERS = ("und-x-icu", "pg_c_utf8")
"""The collations that know all of them: most servers are built with the first, from 17 on they have the second."""

COLLATIONS = text("SELECT collname FROM pg_collation WHERE collencoding IN (-1, 6)")
"""Of every encoding, or of UTF8."""


@asynccontextmanager
async def opened(address: URL) -> AsyncIterator[Database]:
    """The database of this name; its tables are made where there are none."""
    reading, writing = engine(address, READERS), engine(address, 1)
    event.listen(writing, "connect", _writes)
    event.listen(writing, "begin", _alone)
    threads = Threads(reading.execution_options(isolation_level="AUTOCOMMIT"), READERS)
    try:
        try:
            letters = await asyncio.to_thread(_prepare, address)
        except SQLAlchemyError as error:
            raise _refused(address, error) from error
        yield Database(threads, writing, (reading, writing), letters)
    finally:
        threads.close()
        reading.dispose()
        writing.dispose()


def engine(address: URL, connections: int = 1) -> Engine:
    """Whose connections are set up."""
    if not address.database:
        raise StorageError(what=Phrase("storage_unnamed"))
    if "@" in (address.host or ""):  # the rest of a password, which nobody may see
        raise StorageError(what=Phrase("storage_at"))
    address = address.set(drivername="postgresql+psycopg", query={**CONNECTING, **address.query})
    try:
        made = create_engine(
            address, pool_size=connections, max_overflow=0, hide_parameters=True, use_native_hstore=False
        )
    except ImportError as error:
        raise StorageError(what=Phrase("storage_without_package")) from error
    event.listen(made, "connect", _set_up)
    return made


def _set_up(connection: Any, _: ConnectionPoolEntry) -> None:
    """psycopg's connection."""
    connection.autocommit = True
    connection.execute(SET_UP)
    connection.autocommit = False


def _writes(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.autocommit = True
    connection.execute(ONE_STEP)
    connection.autocommit = False


def answer(database: Database, role: Role) -> None:
    """From now on this process answers what the ledger holds; StorageError where others do who don't know of it.

    The lock is the writer's connection's: who loses that can write nothing, and takes both anew.
    """
    lock = "pg_advisory_lock" if role == "alone" else "pg_advisory_lock_shared"

    def take(connection: Any, _: ConnectionPoolEntry) -> None:
        connection.autocommit = True
        try:
            with connection.transaction():
                connection.execute(f"SET LOCAL lock_timeout = '{LINGERS}'")
                connection.execute(f"SELECT {lock}(%s)", (AT_WORK,))
        except Exception as error:
            connection.close()
            if getattr(error, "sqlstate", None) != HELD:
                raise
            raise StorageError(what=Phrase("storage_occupied")) from None
        connection.autocommit = False

    event.listen(database.writing, "connect", take)
    try:
        with database.writing.connect():
            pass
    except SQLAlchemyError as error:
        raise trouble(error) from error


def _alone(connection: Connection) -> None:
    row = connection.exec_driver_sql(
        "SELECT pg_advisory_xact_lock(%s), CAST(pg_current_xact_id() AS text)", (WRITING,)
    ).one()
    connection.info[NUMBER] = row[1]


def _prepare(address: URL) -> str:
    """It is looked at and migrated; which collation it has for small letters."""
    own = engine(address)
    try:
        with own.connect() as connection:
            # Migrating may take longer than a step, and so may waiting for another one's migration.
            connection.exec_driver_sql("SET lock_timeout = 0")
            connection.commit()
            _refuse(connection)
            with connection.begin():
                _alone(connection)
                migrate(connection)
            there = set(connection.execute(COLLATIONS).scalars())
    finally:
        own.dispose()
    return next((one for one in LETTERS if one in there), "")


def _refuse(connection: Connection) -> None:
    """A server or a database in which it would go wrong later."""
    with connection.begin():
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    version = connection.dialect.server_version_info or (0,)
    if version < OLDEST:
        raise StorageError(what=Phrase("storage_old_server", version=version[0], oldest=OLDEST[0]))
    if encoding != "UTF8":
        raise StorageError(what=Phrase("storage_encoding", encoding=encoding))


def _refused(address: URL, error: SQLAlchemyError) -> StorageError:
    match getattr(getattr(error, "orig", None), "sqlstate", None):
        case "42501":
            cure = "storage_not_owned"
        case "25006":
            cure = "storage_of_a_copy"
        case _:
            cure = "storage_unreached"
    place = {"database": address.database, "host": address.host or "localhost", "user": address.username or ""}
    kind = StorageAway if away(error) else StorageError
    return kind(what=Phrase(cure, why=reason(error).rstrip(".?"), **place))
