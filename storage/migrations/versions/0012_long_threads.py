"""In a Thread of thousands of turns, what is to be done is found as quickly as in a short one.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    sqlite, postgresql = sa.text("ended = 0"), sa.text("NOT ended")
    columns = ["home", "id"]
    op.create_index("ix_turns_open", "turns", columns, sqlite_where=sqlite, postgresql_where=postgresql)
    op.create_index("ix_parts_message", "parts", ["message"])
