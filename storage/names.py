"""What people call a Thread, and the tags that they give it; both are the whole conversation's."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, select

from bridge.types import Thread
from storage.home import HOME, home_of, key
from storage.ledger import Ledger
from storage.models import conversations, tags, titles
from storage.upsert import insert


class Called(Ledger):
    """Of all Threads."""

    async def call(self, thread: Thread, title: str) -> None:
        def write(connection: Connection) -> None:
            home = connection.execute(select(home_of(thread))).scalar_one()
            connection.execute(delete(titles).where(titles.c.home == home))
            if title:
                connection.execute(insert(titles).values(home=home, title=title))

        await self._together(write)

    async def title(self, thread: Thread) -> str:
        async with self._reading() as read:
            return (await read(select(title_of(home_of(thread))))).scalar() or ""

    async def tag(self, thread: Thread, new: Sequence[str], gone: Sequence[str] = ()) -> None:
        await self._together(lambda connection: put_tags(connection, key(thread), new, gone))

    async def tags(self, thread: Thread) -> Sequence[str]:
        query = select(tags.c.tag).where(tags.c.home == home_of(thread)).order_by(tags.c.tag)
        async with self._reading() as read:
            return list((await read(query)).scalars())


def title_of(home: ColumnElement[str]) -> ColumnElement[str]:
    """What people call what is there, or else its newest conversation that has a name; NULL where nobody does."""
    own = select(titles.c.title).where(titles.c.home == home)
    theirs = select(conversations.c.title).where(conversations.c.home == home, conversations.c.title != "")
    theirs = theirs.order_by(conversations.c.since.desc()).limit(1)
    return func.coalesce(own.scalar_subquery(), theirs.scalar_subquery())


def put_tags(connection: Connection, own: str, new: Sequence[str], gone: Sequence[str] = ()) -> None:
    """Of the conversation that the Thread of this key belongs to."""
    home = connection.execute(select(HOME), {"own": own}).scalar_one()
    if gone:
        connection.execute(delete(tags).where(tags.c.home == home, tags.c.tag.in_(gone)))
    for one in new:
        connection.execute(insert(tags).values(home=home, tag=one).on_conflict_do_nothing())
