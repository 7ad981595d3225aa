"""Old chats can be brought from ChatGPT, once each.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "imported",
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("forgotten", sa.Boolean, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("conversation", name="pk_imported"),
    )
    op.create_index("ix_imported_thread", "imported", ["thread"])
