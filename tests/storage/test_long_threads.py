"""A Thread of thousands of turns: what is looked for at every turn is found without going through them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.sqlite import dialect

from bridge.protocols import Store
from bridge.types import Attachment
from storage.database import opened
from storage.models import parts, turns
from storage.queries import KEY, NEXT
from tests.storage.ledgers import ELSEWHERE, HERE, accepted, question


async def test_of_the_history_so_many_of_the_newest(store: Store) -> None:
    """In their order, with what came with them."""
    attached = replace(question("3"), attachments=(Attachment("a.txt", "url"),))
    for one in (question("1"), question("2"), attached, question("4")):
        await accepted(store, one)
    whole = await store.history(HERE)
    assert list(await store.history(HERE, most=2)) == list(whole)[-2:]
    assert list(await store.history(HERE, before=whole[-1].id, most=1)) == [whole[2]]
    assert whole[2].question.attachments == attached.attachments
    assert list(await store.history(HERE, most=9)) == list(whole)
    assert list(await store.history(ELSEWHERE, most=9)) == []


async def test_what_is_looked_for_is_found_by_an_index(tmp_path: Path) -> None:
    """The next turn among those that are open, and whose part a message is among all messages."""
    file = tmp_path / "ledger.db"
    async with opened(f"sqlite:///{file}"):
        pass
    by_message = select(turns.c.id).where(turns.c.id.in_(select(parts.c.turn).where(parts.c.message == "m")))
    with closing(sqlite3.connect(file)) as ledger:
        assert "ix_turns_open" in plan(ledger, NEXT)
        assert "SCAN turns" not in plan(ledger, NEXT)
        assert "ix_parts_message" in plan(ledger, by_message)


def plan(ledger: sqlite3.Connection, query: Select[*tuple[Any, ...]]) -> str:
    """How SQLite goes about it."""
    compiled = query.compile(dialect=dialect(paramstyle="named"))
    whole = compiled.construct_expanded_state(dict.fromkeys(("own", *KEY), "x"))
    rows = ledger.execute(f"EXPLAIN QUERY PLAN {whole.statement}", dict(whole.parameters))
    return "\n".join(row[3] for row in rows)
