"""A backup becomes the ledger: of SQLite's or PostgreSQL's, empty before, or kept beside it.

The backup itself is not touched. What it has is made ready in a file of its own, of this version and verified, and
only then put where the ledger is: at no moment is there half of one.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from storage.backup.files import (
    BESIDE,
    Contents,
    Tell,
    arriving,
    brought_to,
    contents,
    own_folder,
    quietly,
    room_for,
    settled,
    verified,
    why,
    wrong,
)
from storage.backup.places import address_of, file_of, named
from storage.backup.rows import TABLES, go_on_behind, holds_nothing, last_given
from storage.backup.saving import copy_pages
from storage.backup.server import into_server
from storage.engines import index_of
from storage.migrating import refuse_newer

LEFT_OUT = 100_000
"""Ids that are not given after a backup, for the turns that came after it may have had them: what stands on a
platform is found by its turn's id."""

HELD_UP = """UPDATE turns SET state = 'asking', asking_at = accepted_at
    WHERE state = 'accepted' AND NOT ended AND NOT held"""
"""It may have been asked after the backup: it is looked for before it is typed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there now."""

    contents: Contents
    old: Path | None
    """Where the ledger that was there before is kept."""


def restore(
    backup: Path, url: str, aside: Path, *, exact: bool = False, replace: bool = False, tell: Tell = quietly
) -> Restored:
    """The ledger at ``url`` is the backup's. ``aside``: what an old one is called that has to make way.

    Not ``exact``: people went on after the backup was made, so what it shows as not done yet is not taken for that.
    Raises StorageError, and has changed nothing.
    """
    found = contents(backup)
    refuse_newer(found.version)
    address = address_of(url)
    ledger = file_of(address)
    try:
        if ledger is not None:
            old = _into_file(backup, ledger, aside, exact=exact, replace=replace, tell=tell)
        else:
            with ready(backup, aside, exact=exact, tell=quietly) as fresh:
                old = into_server(fresh, url, aside, replace=replace, tell=tell)
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise wrong("restore_failed", ledger=named(address), what=why(error)) from error
    return Restored(found, old)


@contextmanager
def ready(backup: Path, beside: Path, *, exact: bool, tell: Tell) -> Iterator[Path]:
    """The same ledger, of this version and verified, in a file of its own."""
    room_for(2 * backup.stat().st_size, beside.parent)
    verified(backup)
    fresh = beside.with_name(f"{beside.name}.restoring")
    fresh.unlink(missing_ok=True)
    try:
        with arriving(fresh) as part:
            copy_pages(backup, part, tell)
            brought_to(part)
            if not exact:
                _gone_on_since(part)
            verified(part, backup)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _gone_on_since(part: Path) -> None:
    engine = create_engine(f"sqlite:///{part}")
    try:
        with engine.begin() as connection:
            connection.execute(text(HELD_UP))
            connection.execute(text("DELETE FROM cursors"))  # or what was heard since then would be heard again
            given = {name: last + LEFT_OUT for name, last in last_given(connection, TABLES).items()}
            go_on_behind(connection, TABLES, given)
    finally:
        engine.dispose()


def _into_file(backup: Path, ledger: Path, aside: Path, *, exact: bool, replace: bool, tell: Tell) -> Path | None:
    used = ledger.is_file() and not _is_empty(ledger)
    if used and not replace:
        raise wrong("restore_used", ledger=ledger)
    with ready(backup, ledger, exact=exact, tell=tell) as fresh:
        if ledger.is_file():
            _put_aside(ledger, aside)
        fresh.replace(ledger)
        settled(ledger.parent)
        for end in ("", *BESIDE):  # it is made anew
            index_of(ledger).with_name(index_of(ledger).name + end).unlink(missing_ok=True)
    if not used:
        aside.unlink(missing_ok=True)
    return aside if used else None


def _is_empty(ledger: Path) -> bool:
    """What can't be read is not taken for empty."""
    if not ledger.stat().st_size:
        return True
    engine = create_engine(f"sqlite:///{ledger}")
    try:
        with engine.connect() as connection:
            return holds_nothing(connection)
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def _put_aside(ledger: Path, aside: Path) -> None:
    """Under a second name, until the first is the new one's. What is too damaged to be closed keeps its log."""
    own_folder(aside.parent)
    try:
        with closing(sqlite3.connect(ledger, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # nobody else may have it open for that
    except sqlite3.OperationalError as error:
        raise wrong("restore_held", ledger=ledger) from error
    except sqlite3.DatabaseError:
        pass
    for end in BESIDE:
        log = ledger.with_name(ledger.name + end)
        if log.exists():
            log.replace(aside.with_name(aside.name + end))
    try:
        aside.hardlink_to(ledger)
    except OSError:  # not every file system gives a file two names
        shutil.copy2(ledger, aside)
        settled(aside)
