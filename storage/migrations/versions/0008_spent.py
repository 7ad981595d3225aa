"""What answers have cost is summed without reading the answers.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    some = sa.text("cost > 0")
    columns = ["backend", "accepted_at", "cost"]
    op.create_index("ix_turns_spent", "turns", columns, sqlite_where=some, postgresql_where=some)
