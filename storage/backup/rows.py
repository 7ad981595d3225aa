"""Rows from one database into another, whatever kind each is of, in bounded memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, inspect, select, text

from storage.backup.files import Tell
from storage.models import PASSING, metadata

AT_ONCE = 500
"""Rows in one statement …"""

LARGE = 4
"""… and of those that hold whole files."""

TABLES = [one for one in metadata.sorted_tables if one.name not in PASSING]
"""All that lasts, each behind those that it belongs to."""

Plain = Callable[[Row[Any]], Mapping[str, object]]


def copied(source: Connection, target: Connection, tables: Sequence[Table], tell: Tell) -> int:
    """All rows of these tables; how many."""
    counts = {table.name: counted(source, table) for table in tables}
    done, total = 0, sum(counts.values())
    plain = _without_nul if target.dialect.name == "postgresql" else _as_it_is
    for table in tables:
        query = select(table).order_by(*table.primary_key)
        some = LARGE if "content" in table.c else AT_ONCE
        new = insert(table)
        for rows in source.execute(query, execution_options={"yield_per": some}).partitions():
            target.execute(new, [plain(row) for row in rows])
            done += len(rows)
            tell(done, total)
    return done


def counted(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def holds_nothing(connection: Connection) -> bool:
    """Nobody has asked there yet, nor set anything up."""
    known = set(inspect(connection).get_table_names())
    some = (select(table.c[0]).limit(1) for table in TABLES if table.name in known)
    return all(connection.execute(one).first() is None for one in some)


def last_given(connection: Connection, tables: Collection[Table]) -> dict[str, int]:
    """The last id that each table gave, also where its row is gone: it is not given again."""
    found = {table.name: _last(connection, table) for table in tables}
    return {name: last for name, last in found.items() if last is not None}


def go_on_behind(connection: Connection, tables: Collection[Table], given: Mapping[str, int]) -> None:
    """The next id of each table is a later one."""
    for table in tables:
        last = given.get(table.name)
        if last is None:
            continue
        if connection.dialect.name == "sqlite":
            values = {"table": table.name, "last": last}
            for statement in (
                "DELETE FROM sqlite_sequence WHERE name = :table",
                "INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)",
            ):
                connection.execute(text(statement), values)
        elif (sequence := _sequence(connection, table)) is not None:
            connection.execute(text("SELECT setval(CAST(:of AS regclass), :last)"), {"of": sequence, "last": last})


def _last(connection: Connection, table: Table) -> int | None:
    if connection.dialect.name == "sqlite":
        found = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        return connection.execute(found, {"table": table.name}).scalar()
    sequence = _sequence(connection, table)
    if sequence is None:
        return None
    return connection.exec_driver_sql(f"SELECT last_value FROM {sequence} WHERE is_called").scalar()  # noqa: S608


def _sequence(connection: Connection, table: Table) -> str | None:
    """PostgreSQL's, quoted as it needs it."""
    names = list(table.primary_key)
    if len(names) != 1:
        return None
    asked = select(func.pg_get_serial_sequence(table.name, names[0].name))
    return connection.execute(asked).scalar()


def _as_it_is(row: Row[Any]) -> Mapping[str, object]:
    return row._asdict()


def _without_nul(row: Row[Any]) -> Mapping[str, object]:
    """PostgreSQL takes no NUL in a text, which old rows may have."""
    return {
        name: value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value
        for name, value in row._mapping.items()
    }
