"""A question may wait because its asker was shown where the same was asked before.

Revision ID: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("turn", LARGE, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("anyway", sa.Boolean, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_offers_turn", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("turn", name="pk_offers"),
    )
