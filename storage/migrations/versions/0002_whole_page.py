"""What ChatGPT's whole page can do: models and branches, files, titles, full conversations, walls.

Columns are added in place: a table with others' foreign keys on it is not rebuilt in the middle of a transaction.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    for name, default in (("effort", ""), ("action", "ask"), ("read_by", ""), ("preface", "")):
        op.add_column("turns", sa.Column(name, sa.Text, nullable=False, server_default=default))
    op.add_column("turns", sa.Column("temporary", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("conversations", sa.Column("title", sa.Text, nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("since", LARGE, nullable=False, server_default="0"))
    op.create_table(
        "files",
        sa.Column("turn", LARGE, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("turn", "side", "number", name="pk_files"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_files_turn", ondelete="CASCADE"),
    )
    op.create_table(
        "walls",
        sa.Column("backend", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("since", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("backend", name="pk_walls"),
    )
