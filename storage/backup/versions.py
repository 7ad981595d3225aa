"""Which migration a ledger has come to, and bringing one to another."""

from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text

from storage.backup.files import wrong
from storage.migrating import MIGRATIONS, NEWEST


def version_of(connection: Connection) -> str | None:
    """None where there is no ledger yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def refuse_newer(version: str) -> None:
    """What a newer Threadbridge has written is not understood by guessing."""
    if version > NEWEST:
        raise wrong("backup_newer", version=version, newest=NEWEST)


def brought_to(file: Path, version: str = NEWEST) -> None:
    """A ledger of SQLite's in this file, all of it or nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = create_engine(f"sqlite:///{file}")
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, version)
    finally:
        engine.dispose()
