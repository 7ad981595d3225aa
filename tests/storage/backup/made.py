"""Ledgers that hold something in every table, and what one holds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    LargeBinary,
    create_engine,
    insert,
    select,
)

from storage.backup.files import brought_to
from storage.backup.rows import TABLES, last_given

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
LARGEST = 2**31 - 1
"""What an Integer holds everywhere."""


def engine_for(file: Path) -> Engine:
    """Of a ledger of SQLite's."""
    return create_engine(f"sqlite:///{file}")


def ledger(file: Path, rows: Rows) -> Path:
    """One that holds just these."""
    file.touch(0o600)
    brought_to(file)
    engine = engine_for(file)
    with engine.begin() as connection:
        put(connection, rows)
    engine.dispose()
    return file


def put(connection: Connection, rows: Rows) -> None:
    for table in TABLES:
        if rows.get(table.name):
            connection.execute(insert(table), list(rows[table.name]))


def held(connection: Connection) -> object:
    """All of it, and which id comes next."""
    rows = {
        one.name: [tuple(row) for row in connection.execute(select(one).order_by(*one.primary_key))]
        for one in TABLES
    }
    return rows, last_given(connection, TABLES)


def held_in(file: Path) -> object:
    engine = engine_for(file)
    try:
        with engine.connect() as connection:
            return held(connection)
    finally:
        engine.dispose()


@st.composite
def anything(draw: st.DrawFn) -> Rows:
    """Rows for every table, of no sense but of the right kinds."""
    ids = draw(st.sets(st.integers(1, 10_000), max_size=4))
    made: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES:
        unique = [[column.name for column in one.columns] for one in table.constraints if hasattr(one, "columns")]
        rows: list[dict[str, Any]] = []
        for number in sorted(ids) if table.name == "turns" else range(draw(st.integers(0, 3))):
            row = {column.name: draw(_value(column, sorted(ids))) for column in table.c}
            if table.name == "turns":
                row["id"] = number
            if None not in (row[column.name] for column in table.primary_key) and not any(
                all(row[name] == other[name] for name in names) for names in unique for other in rows if names
            ):
                rows.append(row)
        made[table.name] = rows
    return made


def _value(column: Column[Any], ids: Sequence[int]) -> st.SearchStrategy[Any]:
    if column.foreign_keys:
        return st.sampled_from(ids) if ids else st.none()
    match column.type:
        case Boolean():
            kind: st.SearchStrategy[Any] = st.booleans()
        case Integer():
            kind = st.integers(-LARGEST, LARGEST)
        case Float():
            kind = st.floats(allow_nan=False, allow_infinity=False)
        case LargeBinary():
            kind = st.binary(max_size=12)
        case _:
            kind = TEXTS
    return kind | st.none() if column.nullable else kind
