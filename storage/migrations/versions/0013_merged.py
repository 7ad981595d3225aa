"""Several messages of one person may be one question.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "merged",
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_merged_turn", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("turn", "number", name="pk_merged"),
    )
    op.create_index("ix_merged_message", "merged", ["message"])
