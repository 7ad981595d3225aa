"""A page on which all of it can be browsed, and who is signed in to it.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_index("ix_turns_accepted_at", "turns", ["accepted_at"])
    op.create_index("ix_turns_place", "turns", ["platform", "workspace", "channel", "accepted_at"])
    op.create_table(
        "visits",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("link", sa.Boolean, nullable=False),
        sa.Column("since", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_visits"),
    )
