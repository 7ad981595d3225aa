"""What was given up can be found and tried again, also beside a bridge that is at work.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NEW = (
    sa.Column("was", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("retried_at", sa.Float, nullable=False, server_default="0"),
    sa.Column("given_up_at", sa.Float, nullable=False, server_default="0"),
    sa.Column("unwanted", sa.Boolean, nullable=False, server_default=sa.false()),
)


def upgrade() -> None:
    for column in NEW:
        op.add_column("turns", column)
    some = sa.text("given_up_at > 0")
    op.create_index("ix_turns_given_up", "turns", ["given_up_at"], sqlite_where=some, postgresql_where=some)
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sqlite_autoincrement=True,
    )
