"""Threads that are one conversation: what belongs to a Thread is found by its home.

Revision ID: 0004
"""

import functools

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
NAMES = ("platform", "workspace", "channel", "thread")


def own(table: sa.TableClause) -> sa.ColumnElement[str]:
    """As `storage/home.py` writes a Thread: until now each was its own home."""
    escaped = (sa.func.replace(sa.func.replace(table.c[name], "%", "%25"), "/", "%2F") for name in NAMES)
    return functools.reduce(lambda before, name: before + "/" + name, escaped)


def upgrade() -> None:
    op.create_table(
        "joined",
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("home", sa.Text, nullable=False),
        sa.Column("since", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("thread", name="pk_joined"),
    )
    op.create_index("ix_joined_home", "joined", ["home"])
    op.add_column("turns", sa.Column("home", sa.Text, nullable=False, server_default=""))
    turns = sa.table("turns", sa.column("home"), *(sa.column(name, sa.Text) for name in NAMES))
    op.execute(sa.update(turns).values(home=own(turns)))
    op.drop_index("ix_turns_platform_workspace_channel_thread_id", "turns")
    op.create_index("ix_turns_home_id", "turns", ["home", "id"])
    rows = taken_from("conversations", "backend", "conversation", "opened_at", "title", "since")
    conversations = op.create_table(
        "conversations",
        sa.Column("home", sa.Text, nullable=False),
        sa.Column("backend", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Float, nullable=False),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("since", LARGE, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("home", "backend", name="pk_conversations"),
        sa.UniqueConstraint("backend", "conversation", name="uq_conversations_backend_conversation"),
    )
    op.bulk_insert(conversations, rows)
    rows = taken_from("choices", "model", "since")
    choices = op.create_table(
        "choices",
        sa.Column("home", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("since", LARGE, nullable=False),
        sa.PrimaryKeyConstraint("home", name="pk_choices"),
    )
    op.bulk_insert(choices, rows)


def taken_from(name: str, *columns: str) -> list[dict[str, object]]:
    """Its rows, to be put into it again: a primary key can't be changed in place."""
    table = sa.table(name, *(sa.column(one, sa.Text) for one in NAMES), *map(sa.column, columns))
    rows = op.get_bind().execute(sa.select(own(table).label("home"), *(table.c[one] for one in columns)))
    kept = [dict(row) for row in rows.mappings()]
    op.drop_table(name)
    return kept
