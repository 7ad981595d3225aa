"""What the completions endpoint needs: what answers cost, who may ask, and where a transcript goes on.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    for name in ("prompt_tokens", "completion_tokens", "cached_tokens"):
        op.add_column("turns", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("cost", sa.Float, nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("counted", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "keys",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("rate", sa.Integer, nullable=False),
        sa.Column("models", sa.Text, nullable=False),
        sa.Column("backends", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("revoked_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_keys"),
        sa.UniqueConstraint("hash", name="uq_keys_hash"),
    )
    op.create_table(
        "heads",
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("caller", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("turn", LARGE, nullable=False),
        sa.PrimaryKeyConstraint("thread", name="pk_heads"),
    )
    op.create_index("ix_heads_caller_hash", "heads", ["caller", "hash"])
