"""What the ledger has left to be done, as the node that answers for a slot looks at it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from bridge.cluster.line import GONE, Connection, Line
from bridge.cluster.plan import Plan
from bridge.types import Thread, TurnId

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds until the database is asked again."""
SECONDS = 10.0
"""That an answer may take."""

LEFT = "SELECT NOT ended FROM turns WHERE id = %s"
NEXT = """
SELECT platform, workspace, channel, thread FROM (
  SELECT DISTINCT ON (platform, workspace, channel, thread) platform, workspace, channel, thread, id, slot
  FROM turns WHERE NOT ended ORDER BY platform, workspace, channel, thread, id
) AS next WHERE slot = %s ORDER BY id
"""
NOBODYS = """
SELECT id, backend, home, slot FROM turns WHERE NOT ended AND slot <> ALL(%s)
AND slot NOT IN (SELECT name FROM slots WHERE life <> '') ORDER BY id LIMIT 1000
"""
"""What was accepted before there was a cluster, or for a slot that is not configured any more."""
BACKENDS = "SELECT DISTINCT backend FROM turns WHERE NOT ended AND slot = %s"
MOVED = "SELECT id, backend, home, slot FROM turns WHERE NOT ended AND slot = %s AND backend = ANY(%s) LIMIT 1000"
"""What waits in this slot for a backend that has moved to another one."""
GIVE = "UPDATE turns SET slot = %s WHERE id = %s AND slot = %s"


class Left:
    """Asked by one connection of its own, one question after the other."""

    def __init__(self, conninfo: str, plan: Plan) -> None:
        self._line = Line(conninfo, SECONDS)
        self._plan = plan
        self._turn = asyncio.Lock()

    async def __call__(self, turn: TurnId) -> bool:
        """Whether it is not at its end."""

        def look(there: Connection) -> bool:
            row = there.execute(LEFT, (turn,)).fetchone()
            return bool(row and row[0])

        return await self._patiently(look)

    async def threads(self, slot: str) -> Sequence[Thread]:
        """Those in which a turn of this slot is next; whatever is in no slot, or a wrong one, has found its own."""

        def look(there: Connection) -> Sequence[Thread]:
            moved = [name for (name,) in there.execute(BACKENDS, (slot,)) if not self._plan.answers(slot, name)]
            for query, values in ((NOBODYS, (list(self._plan.names),)), (MOVED, (slot, moved))):
                for turn, backend, home, before in there.execute(query, values).fetchall():
                    there.execute(GIVE, (self._plan.slot_of(backend, home), turn, before))
            return [Thread(*row) for row in there.execute(NEXT, (slot,)).fetchall()]

        return await self._patiently(look)

    def close(self) -> None:
        self._line.hang_up()

    async def _patiently(self, look: Callable[[Connection], T]) -> T:
        while True:
            try:
                async with self._turn:
                    return await self._line(look)
            except GONE:  # the ledger says so, too
                await asyncio.sleep(PATIENCE)
