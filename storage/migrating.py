"""The migrations, which run at start: in the transaction of whoever opens the database."""

import threading
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bridge.errors import StorageError
from bridge.texts import Phrase

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
"""Each file begins with the number that is its revision's."""

_migrating = threading.Lock()
"""Alembic keeps what it works on in a module, so one at a time."""


def migrate(connection: Connection, to: str = NEWEST) -> None:
    """To this version. StorageError, and nothing was changed, where the database is from a newer one."""
    version = version_of(connection)
    refuse_newer(version)
    if version != to:
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


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command  # 10 MB that most starts can do without
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
