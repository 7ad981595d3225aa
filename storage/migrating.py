"""The migrations, which run at start: in the transaction of whoever opens the database."""

import threading
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bridge.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
"""Each file begins with the number that is its revision's."""

_migrating = threading.Lock()
"""Alembic keeps what it works on in a module, so one at a time."""


def migrate(connection: Connection) -> None:
    """To this version. StorageError, and nothing was changed, where the database is from a newer one."""
    if _version(connection) != NEWEST:
        with _migrating:
            _upgrade(connection)


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
