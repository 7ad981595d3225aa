"""The migrations, which run at start: in the transaction of whoever opens the database."""

import threading
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    text,
)

from bridge.errors import StorageError
from bridge.texts import Phrase
from storage.models import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
"""Each file begins with the number that is its revision's."""

VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own."""

_migrating = threading.Lock()
"""Alembic keeps what it works on in a module, so one at a time."""


def migrate(connection: Connection, to: str = NEWEST) -> None:
    """To this version. StorageError, and nothing was changed, where the database is from a newer one."""
    version = version_of(connection)
    refuse_newer(version)
    if version is None and to == NEWEST and _is_new(connection):
        _make(connection)
    elif version != to:
        with _migrating:
            _upgrade(connection, to)


def version_of(connection: Connection) -> str | None:
    """Which migration was the last; None before the first one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def refuse_newer(version: str | None) -> None:
    """What a newer Threadbridge has written is not understood by guessing."""
    if version is not None and version > NEWEST:
        raise StorageError(what=Phrase("backup_newer", version=version, newest=NEWEST))


def _is_new(connection: Connection) -> bool:
    """A file of SQLite's in which nothing is. What PostgreSQL has besides tables only the migrations name."""
    return connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()


def _make(connection: Connection) -> None:
    """All at once, ten times as quick as one migration after the other; a test holds both to be the same."""
    for tables in (metadata, VERSION.metadata):
        tables.create_all(connection, checkfirst=False)
    for index in _partial():  # where two would do SQLite takes the newest, and SQLAlchemy makes them in any order
        index.drop(connection)
        index.create(connection)
    connection.execute(insert(VERSION).values(version_num=NEWEST))


def _partial() -> list[Index]:
    """Those of some rows only, which are the quicker ones; always in the same order."""
    every = (index for table in metadata.sorted_tables for index in table.indexes)
    partial = (index for index in every if index.dialect_options["sqlite"]["where"] is not None)
    return sorted(partial, key=lambda index: str(index.name))


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command  # 10 MB that most starts can do without
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
