"""How long an answer may be, and how free: what an API is asked with.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("turns", sa.Column("max_tokens", sa.Integer, nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("temperature", sa.Float))
