"""What people do with a Thread: files that come with a question, a model of its own, reading what was missed.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    op.add_column("turns", sa.Column("cut", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "attachments",
        sa.Column("turn", LARGE, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("size", LARGE, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("fetched", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("turn", "number", name="pk_attachments"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_attachments_turn", ondelete="CASCADE"),
    )
    op.create_table(
        "choices",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("since", LARGE, nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "channel", "thread", name="pk_choices"),
    )
    op.create_table(
        "cursors",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "channel", name="pk_cursors"),
    )
