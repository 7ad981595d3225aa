"""What was asked in a channel in a while, and up to when that was told there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, Select, func, select

from bridge.types import Busy, Channel, MessageId
from storage.ledger import Ledger
from storage.models import digests, tags, turns
from storage.names import title_of
from storage.queries import KEPT, KEY, in_channel
from storage.rows import thread_from
from storage.upsert import insert

BEGINNING = 200
"""Characters of a question that are told."""


class Weeks(Ledger):
    """Of one channel, whose turns in that while are found by an index."""

    async def asked_in(self, place: Channel, since: float, before: float) -> Sequence[Busy]:
        counted = _counted(place, since, before)
        people = defaultdict[str, dict[str, int]](dict)
        tagged = defaultdict[str, list[str]](list)
        async with self._reading() as read:
            for one in await read(counted):
                people[one.thread][one.author] = one.questions
            rows = (await read(_first_of(counted))).all()
            for tag in await read(_tags_of(counted)):
                tagged[tag.home].append(tag.tag)
        return [_busy(row, tagged[row.home], people[row.thread]) for row in rows]

    async def digested(self, place: Channel) -> float:
        query = select(digests.c.due).where(in_channel(digests.c, place))
        async with self._reading() as read:
            return float((await read(query)).scalar() or 0)

    async def digest_stands(self, place: Channel, due: float) -> None:
        row = insert(digests).values(**asdict(place), due=due)
        row = row.on_conflict_do_update(index_elements=list(digests.primary_key.columns), set_={"due": due})
        await self._together(lambda connection: connection.execute(row))


def _counted(place: Channel, since: float, before: float) -> Select[Any]:
    """Who asked how often in which of its Threads; another answer to the same question is no question."""
    then = (turns.c.accepted_at >= since, turns.c.accepted_at < before)
    what = (turns.c.thread, turns.c.author)
    return (
        select(*what, func.count().label("questions"), func.min(turns.c.id).label("first"))
        .where(in_channel(turns.c, place), *then, KEPT, turns.c.action == "ask")
        .group_by(*what)
    )


def _firsts(counted: Select[Any]) -> Select[Any]:
    those = counted.subquery("counted")
    return select(func.min(those.c.first)).group_by(those.c.thread)


def _first_of(counted: Select[Any]) -> Select[Any]:
    text = func.substr(turns.c.text, 1, BEGINNING).label("text")
    title = title_of(turns.c.home).label("title")
    columns = (turns.c.home, *(turns.c[name] for name in KEY), turns.c.message, text, title)
    return select(*columns).where(turns.c.id.in_(_firsts(counted))).order_by(turns.c.id)


def _tags_of(counted: Select[Any]) -> Select[Any]:
    homes = select(turns.c.home).where(turns.c.id.in_(_firsts(counted)))
    return select(tags.c.home, tags.c.tag).where(tags.c.home.in_(homes)).order_by(tags.c.tag)


def _busy(row: Row[Any], tagged: Sequence[str], people: Mapping[str, int]) -> Busy:
    return Busy(thread_from(row), MessageId(row.message), row.text, row.title or "", tuple(tagged), people)
