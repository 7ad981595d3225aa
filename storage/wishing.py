"""What the command line wishes of the bridge at work. Of what is over, and told, nothing is left."""

from collections.abc import Sequence

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from bridge.types import Forgotten, Thread, Wished, WishId
from storage.home import key, thread_of
from storage.ledger import Ledger
from storage.models import wishes

STALE = 86_400.0
"""Seconds for which an outcome is kept for somebody who has gone away meanwhile."""

OPEN = wishes.c.outcome == ""


class Wishing(Ledger):
    """The room of the Wishes."""

    async def wish(self, thread: Thread) -> WishId:
        now = self._now()

        def write(connection: Connection) -> WishId:
            connection.execute(delete(wishes).where(~OPEN, wishes.c.at <= now - STALE))
            row = insert(wishes).values(thread=key(thread), begun=False, outcome="", at=now)
            return WishId(connection.execute(row.returning(wishes.c.id)).scalar_one())

        return await self._together(write)

    async def wished(self) -> Sequence[Wished]:
        async with self._reading() as read:
            rows = await read(select(wishes.c.id, wishes.c.thread).where(OPEN).order_by(wishes.c.id))
            return [Wished(WishId(row.id), thread_of(row.thread)) for row in rows]

    async def begin(self, wish: WishId) -> bool:
        change = update(wishes).where(wishes.c.id == wish, OPEN).values(begun=True)
        return await self._together(lambda connection: connection.execute(change).rowcount > 0)

    async def become(self, wish: WishId, outcome: Forgotten) -> None:
        told = orjson.dumps(outcome).decode()
        change = update(wishes).where(wishes.c.id == wish).values(outcome=told, at=self._now())
        await self._together(lambda connection: connection.execute(change))

    async def outcome(self, wish: WishId) -> Forgotten | None:
        async with self._reading() as read:
            told = (await read(select(wishes.c.outcome).where(wishes.c.id == wish, ~OPEN))).scalar()
        if told is None:
            return None
        await self._together(lambda connection: connection.execute(delete(wishes).where(wishes.c.id == wish)))
        said = orjson.loads(told)
        return Forgotten(**{**said, "left": tuple(said["left"])})

    async def unwish(self, wish: WishId) -> bool:
        gone = delete(wishes).where(wishes.c.id == wish, ~wishes.c.begun)
        return await self._together(lambda connection: connection.execute(gone).rowcount > 0)
