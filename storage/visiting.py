"""Who is signed in to the web page. Links are made by another process, so nothing that was read is kept."""

from sqlalchemy import Connection, delete, insert, or_, select

from storage.ledger import Ledger
from storage.models import visits

LINK = 600.0
"""Seconds for which a link can be opened."""

VISIT = 30 * 86_400.0
"""Seconds after which a browser has to be let in anew."""


class Visiting(Ledger):
    """The room of the Visits."""

    async def invite(self, link: str) -> None:
        now = self._now()
        stale = or_(visits.c.since <= now - VISIT, visits.c.link & (visits.c.since <= now - LINK))

        def write(connection: Connection) -> None:
            connection.execute(delete(visits).where(stale))
            connection.execute(insert(visits).values(hash=link, link=True, since=now))

        await self._together(write)

    async def enter(self, link: str, visit: str) -> bool:
        now = self._now()
        opened = delete(visits).where(visits.c.hash == link, visits.c.link).returning(visits.c.since)

        def write(connection: Connection) -> bool:
            row = connection.execute(opened).first()
            if row is None or row.since <= now - LINK:
                return False
            connection.execute(insert(visits).values(hash=visit, link=False, since=now))
            return True

        return await self._together(write)

    async def visiting(self, visit: str) -> bool:
        query = select(visits.c.since).where(visits.c.hash == visit, ~visits.c.link)
        async with self._reading() as read:
            since = (await read(query)).scalar()
        return since is not None and since > self._now() - VISIT

    async def leave(self, visit: str | None = None) -> None:
        over = delete(visits) if visit is None else delete(visits).where(visits.c.hash == visit)
        await self._together(lambda connection: connection.execute(over))
