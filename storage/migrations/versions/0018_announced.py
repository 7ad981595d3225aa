"""A word that a question waits may stand where it was asked before anything of it was sent.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("turns", sa.Column("announced", sa.Boolean, nullable=False, server_default=sa.false()))
