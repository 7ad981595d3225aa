"""The ledger: turns, conversations, parts.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("id", LARGE, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("instructions", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("backend", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.Column("accepted_at", sa.Float, nullable=False),
        sa.Column("asking_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float, nullable=False),
        sa.Column("anchor", sa.Text),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered_by", sa.Text, nullable=False),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint(
            "platform", "workspace", "channel", "message", name="uq_turns_platform_workspace_channel_message"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_turns_platform_workspace_channel_thread_id",
        "turns",
        ["platform", "workspace", "channel", "thread", "id"],
    )
    op.create_index("ix_turns_unfinished", "turns", ["ended", "id"])
    op.create_table(
        "conversations",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("backend", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "channel", "thread", "backend", name="pk_conversations"),
        sa.UniqueConstraint("backend", "conversation", name="uq_conversations_backend_conversation"),
    )
    op.create_table(
        "parts",
        sa.Column("turn", LARGE, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("turn", "number", name="pk_parts"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_parts_turn", ondelete="CASCADE"),
    )
