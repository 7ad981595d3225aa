"""Tells of each transaction that writes: right before it is on the disk, and right after.

Of several steps of several turns that share one, each is told of.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from tests.crash.wire import Teller

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|CREATE)\b(?: INTO| FROM| TABLE)? +\"?(\w+)", re.IGNORECASE)
SETS = re.compile(r"\bSET (.*?)(?: WHERE |$)", re.DOTALL)

MIGRATION = "ledger migration"


@contextmanager
def watched(address: str) -> Iterator[None]:
    """Every SQLite database that this process opens while the block lasts, but for those that are only read."""
    teller = Teller(address)

    class Telling(sqlite3.Connection):
        """Knows what its transaction writes."""

        steps: tuple[str, ...] = ()

        def commit(self) -> None:
            steps, self.steps = self.steps, ()
            if steps:
                teller.tell("before", steps)
            super().commit()
            if steps:
                teller.tell("after", steps)

        def rollback(self) -> None:
            self.steps = ()
            super().rollback()

    def connect(dialect: Any, _: object, args: Any, options: dict[str, Any]) -> None:
        if dialect.driver == "pysqlite":
            options["factory"] = Telling

    def execute(connection: Connection, _: object, statement: str, __: object, context: Any, *___: object) -> None:
        behind: object = connection.connection.dbapi_connection
        if isinstance(behind, Telling) and (found := WRITES.match(statement)):
            what = " ".join(("ledger", found[1].lower(), found[2], *_what(statement, context)))
            name = MIGRATION if what.startswith("ledger create") else what
            if not {MIGRATION, name} & set(behind.steps):
                behind.steps += (name,)

    event.listen(Engine, "do_connect", connect)
    event.listen(Engine, "before_cursor_execute", execute)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", connect)
        event.remove(Engine, "before_cursor_execute", execute)


def _what(statement: str, context: Any) -> Iterator[str]:
    """The state that a turn comes to, or the columns that are written."""
    given = (getattr(context, "compiled_parameters", None) or [{}])[0]
    if (state := given.get("state")) is not None:
        yield str(state)
    elif found := SETS.search(statement):
        yield ",".join(sorted(set(re.findall(r"\"?(\w+)\"?\s*=", found[1]))))
