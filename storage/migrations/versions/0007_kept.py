"""What a platform keeps with a turn in its own words: a response, as it was told.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "kept",
        sa.Column("turn", LARGE, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("turn", name="pk_kept"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_kept_turn", ondelete="CASCADE"),
    )
