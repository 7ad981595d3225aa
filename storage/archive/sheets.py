"""The ledger turn by turn, conversation by conversation, a page at a time: as much of it as there is."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, Table, func, or_, select, tuple_

from bridge.types import Conversation, ConversationId, Record, Sheet, Thread, TurnId, Which
from storage.home import key, thread_of
from storage.models import attachments, conversations, joined, tags, titles, turns
from storage.overview import Overview
from storage.queries import KEPT, WITH_CONVERSATION
from storage.rows import among, turn_from

Read = Callable[..., Awaitable[CursorResult[Any]]]


class Sheets(Overview):
    """Of all conversations, in the order of their keys."""

    async def sheets(self, which: Which, after: Sheet | None = None, most: int = 500) -> Sequence[Sheet]:
        page = WITH_CONVERSATION.add_columns(turns.c.home).where(KEPT, *_of(which))
        if after is not None:
            place = tuple_(turns.c.home, turns.c.id)
            page = page.where(place > tuple_(key(after.record.thread), after.turn.id))
        async with self._reading() as read:
            rows = (await read(page.order_by(turns.c.home, turns.c.id).limit(most))).all()
            if not rows:
                return []
            these = [TurnId(row.id) for row in rows]
            came = (await read(_among(attachments, these))).all()
            known = {after.record.thread: after.record} if after else {}
            homes = {row.home for row in rows} - {key(one) for one in known}
            records = await _records(read, homes) | known
        told, went = among([turn_from(row) for row in rows], came), await self.enclosed(these)
        return [
            Sheet(records[thread_of(row.home)], turn, tuple(one for one in went if one.turn == turn.id))
            for row, turn in zip(rows, told, strict=True)
        ]

    async def count(self, which: Which) -> int:
        """How many turns those have."""
        query = select(func.count()).select_from(turns).where(KEPT, *_of(which))
        async with self._reading() as read:
            return int((await read(query)).scalar_one())


def _of(which: Which) -> Iterator[ColumnElement[bool]]:
    names = (which.platform, which.workspace, which.channel, which.thread)
    if which.thread:
        own = key(Thread(*names))
        there = select(joined.c.home).where(joined.c.thread == own).scalar_subquery()
        yield turns.c.home == func.coalesce(there, own)
    elif which.platform:
        given = names[: max(number for number, name in enumerate(names, 1) if name)]
        begins = key(Thread(*given, *[""] * (len(names) - len(given)))).rstrip("/") + "/"
        came = select(joined.c.home).where(_begins(joined.c.thread, begins))
        yield or_(_begins(turns.c.home, begins), turns.c.home.in_(came))


def _begins(column: ColumnElement[str], with_: str) -> ColumnElement[bool]:
    """In just these letters: to SQLite's LIKE small and capital ones are the same."""
    return func.substr(column, 1, len(with_)) == with_


def _among(table: Table, these: Sequence[TurnId]) -> Select[Any]:
    return select(table).where(table.c.turn.in_(these)).order_by(table.c.turn, table.c.number)


async def _records(read: Read, homes: Collection[str]) -> dict[Thread, Record]:
    records = {home: Record(thread_of(home)) for home in homes}
    began = select(conversations).where(conversations.c.home.in_(homes)).order_by(conversations.c.since)
    for row in await read(began):
        conversation = Conversation(row.backend, ConversationId(row.conversation), row.title)
        records[row.home] = replace(records[row.home], conversation=conversation, title=row.title)
    for row in await read(select(titles).where(titles.c.home.in_(homes))):
        records[row.home] = replace(records[row.home], title=row.title)
    for row in await read(select(tags).where(tags.c.home.in_(homes)).order_by(tags.c.tag)):
        record = records[row.home]
        records[row.home] = replace(record, tags=(*record.tags, row.tag))
    came = select(joined).where(joined.c.home.in_(homes)).order_by(joined.c.since)
    for row in await read(came):
        record = records[row.home]
        records[row.home] = replace(record, others=(*record.others, thread_of(row.thread)))
    return {record.thread: record for record in records.values()}
