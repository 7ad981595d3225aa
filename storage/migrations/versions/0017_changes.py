"""What changed in a turn after it was entered is written down, so that the index of what was said can follow.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")

SAID = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in ("text", "answer", "author", "home"))

NOTE = "INSERT INTO changes (turn)"

OF_CONVERSATION = """SELECT id FROM turns
    WHERE home = NEW.home AND backend = NEW.backend AND id >= NEW.since ORDER BY id LIMIT 1"""

OF_HOME = "SELECT id FROM turns WHERE home = {row}.home ORDER BY id LIMIT 1"

CALLED = (("titles", "INSERT"), ("titles", "DELETE"), ("tags", "INSERT"), ("tags", "DELETE"))

FUNCTION = (
    "CREATE FUNCTION threadbridge_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {do}; RETURN NULL; END $$"
)


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("id", LARGE, nullable=False),
        sa.Column("turn", LARGE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    told = _told_on_sqlite if op.get_bind().dialect.name == "sqlite" else _told_on_postgresql
    told("said_otherwise", "UPDATE OF text, answer, author, home ON turns", SAID, f"{NOTE} VALUES (NEW.id)")
    entitled = "UPDATE OF title ON conversations"
    told("entitled", entitled, "OLD.title <> NEW.title", f"{NOTE} {OF_CONVERSATION}")
    for table, what in CALLED:
        row = "OLD" if what == "DELETE" else "NEW"
        told(f"{table}_{what.lower()}", f"{what} ON {table}", "", f"{NOTE} {OF_HOME.format(row=row)}")


def _told_on_sqlite(name: str, event: str, when: str, do: str) -> None:
    op.execute(f"CREATE TRIGGER {name} AFTER {event} {f'WHEN {when}' if when else ''} BEGIN {do}; END")


def _told_on_postgresql(name: str, event: str, when: str, do: str) -> None:
    op.execute(FUNCTION.format(name=name, do=do))
    op.execute(
        f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW {f'WHEN ({when})' if when else ''} "
        f"EXECUTE FUNCTION threadbridge_{name}()"
    )
