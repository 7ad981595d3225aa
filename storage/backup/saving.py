"""The ledger into a file, while others write it: all that was there in one moment, and nothing of later ones.

A ledger of SQLite's is copied page by page beside a reader's view of it, which holds up nobody who writes and does
not change while it is copied. From PostgreSQL the rows of one snapshot are taken.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, MetaData, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from storage.backup.files import Contents, Tell, arriving, brought_to, quietly, room_for, verified, why, wrong
from storage.backup.places import WITHOUT_HASTE, address_of, engine_of, file_of, named
from storage.backup.rows import copied, go_on_behind, last_given
from storage.migrating import refuse_newer, version_of
from storage.models import PASSING, metadata

PAGES = 1024
"""In one step; at 4,096 bytes each."""


def save(url: str, file: Path, tell: Tell = quietly) -> Contents:
    """What the file then holds. StorageError where there is no ledger, or no whole copy of it could be made."""
    address = address_of(url)
    ledger = file_of(address)
    if ledger is not None and not ledger.is_file():
        raise wrong("backup_nothing", ledger=ledger)
    try:
        with arriving(file) as part:
            if ledger is not None:
                room_for(ledger.stat().st_size, file.parent)
                copy_pages(ledger, part, tell)
            else:
                _copy_rows(url, part, tell)
            return verified(part, ledger)
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise wrong("backup_failed", ledger=named(address), what=why(error)) from error


def copy_pages(ledger: Path, part: Path, tell: Tell) -> None:
    """SQLite's own way. The copy is one file, without a log of what was written beside it."""
    with (
        closing(sqlite3.connect(ledger, isolation_level=None)) as source,
        closing(sqlite3.connect(part, isolation_level=None)) as target,
    ):
        source.execute("PRAGMA query_only=ON")
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from now on it stays as it is, for us
        source.backup(target, pages=PAGES, progress=lambda _, left, total: tell(total - left, total))
        target.execute("PRAGMA journal_mode=DELETE")
        known = {name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in PASSING & known:
            target.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of ours


def _copy_rows(url: str, part: Path, tell: Tell) -> None:
    """Into a ledger of the same version: what an upgrade would change is left to the upgrade."""
    source_engine = engine_of(url)
    try:
        with source_engine.connect() as fresh:
            source = fresh.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with source.begin():
                source.execute(WITHOUT_HASTE)
                version = version_of(source)
                if version is None:
                    raise wrong("backup_nothing", ledger=named(address_of(url)))
                refuse_newer(version)
                brought_to(part, version)
                _fill(source, part, tell)
    finally:
        source_engine.dispose()


def _fill(source: Connection, part: Path, tell: Tell) -> None:
    engine = create_engine(f"sqlite:///{part}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    try:
        with engine.begin() as target:
            there = MetaData()
            there.reflect(target)
            tables = [one for one in there.sorted_tables if one.name in metadata.tables and one.name not in PASSING]
            copied(source, target, tables, tell)
            go_on_behind(target, tables, last_given(source, tables))
    finally:
        engine.dispose()
