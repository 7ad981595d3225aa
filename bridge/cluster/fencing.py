"""Nothing more is written by a node that another one took its slot from.

Its sessions were ended by then; whatever it opens anew is refused here, before anything is written by it.
"""

from typing import Any

import psycopg
from sqlalchemy.pool import ConnectionPoolEntry

from bridge.cluster.holding import Claim


class Fence:
    """Before every connection of the ledger's engines, and of the queue's."""

    def __init__(self, claim: Claim | None = None) -> None:
        self.claim = claim
        """What is held here; None: nothing, so that nothing can have been taken."""

    def __call__(self, connection: Any, _: ConnectionPoolEntry) -> None:
        """A connection of psycopg's was made."""
        if (claim := self.claim) is None:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT epoch FROM slots WHERE name = %s", (claim.slot,))
            row = cursor.fetchone()
        connection.rollback()
        if row is None or row[0] != claim.epoch:
            raise psycopg.OperationalError(f'the slot "{claim.slot}" was taken over by another node')
