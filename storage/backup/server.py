"""A ledger in a file becomes that of a PostgreSQL database, in one transaction."""

import asyncio
from pathlib import Path

from sqlalchemy import Connection, create_engine, delete, func, insert, select, text

from storage.backup.files import Tell, quietly, wrong
from storage.backup.places import WITHOUT_HASTE, address_of, engine_of, named
from storage.backup.rows import TABLES, copied, counted, go_on_behind, holds_nothing, last_given
from storage.backup.saving import save
from storage.database import opened
from storage.models import EVERYTHING, changes
from storage.postgres import AT_WORK as ANSWERING
from storage.postgres import WRITING

AT_WORK = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'threadbridge%'"""


def into_server(fresh: Path, url: str, aside: Path, *, replace: bool, tell: Tell) -> Path | None:
    """Where the old ledger is kept, if there was one."""
    place, engine = named(address_of(url)), engine_of(url)
    try:
        with engine.connect() as connection:
            if connection.execute(text(AT_WORK)).scalar_one():
                raise wrong("restore_at_work", ledger=place)
        asyncio.run(_prepared(url))
        with engine.connect() as connection:
            used = not holds_nothing(connection)
        if used and not replace:
            raise wrong("restore_used", ledger=place)
        if used:
            save(url, aside, quietly)
        with engine.begin() as target:
            _replace(fresh, target, place, tell)
    finally:
        engine.dispose()
    return aside if used else None


async def _prepared(url: str) -> None:
    """Its tables are there, and of this version."""
    async with opened(url):
        pass


def _replace(fresh: Path, target: Connection, place: str, tell: Tell) -> None:
    if not target.execute(select(func.pg_try_advisory_xact_lock(ANSWERING))).scalar():
        raise wrong("restore_at_work", ledger=place)
    target.execute(WITHOUT_HASTE)
    target.execute(select(func.pg_advisory_xact_lock(WRITING)))
    target.execute(text("LOCK TABLE turns IN ACCESS EXCLUSIVE MODE"))  # nor does anybody read half of it
    for table in reversed(TABLES):
        target.execute(delete(table))
    if target.execute(text("SELECT to_regclass('dbos.workflow_status')")).scalar() is not None:
        target.execute(text("DELETE FROM dbos.workflow_status"))  # it dispatches turns by ids that mean others now
    engine = create_engine(f"sqlite:///{fresh}")
    try:
        with engine.connect() as source:
            came = copied(source, target, TABLES, tell)
            go_on_behind(target, TABLES, last_given(source, TABLES))
    finally:
        engine.dispose()
    target.execute(insert(changes).values(turn=EVERYTHING))
    if came != sum(counted(target, table) for table in TABLES):
        raise wrong("restore_not_all")
