"""What there is in the ledger, for whoever browses it: channels, Threads, files, and how much was asked.

All of it is as quick with a million turns as with ten: each answer walks along an index, and no further than it has
something to show.
"""

from collections.abc import Collection, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    cast,
    func,
    select,
    tuple_,
)
from sqlalchemy import literal_column as literally

from bridge.types import Asked, Channel, Enclosed, File, Inhabited, Talk, TurnId
from storage.ledger import Ledger
from storage.models import files, turns
from storage.names import title_of
from storage.queries import ANSWER, KEPT, KEY, PLACE, QUESTION, in_channel
from storage.rows import thread_from

THE_PLACE = tuple(turns.c[name] for name in PLACE)

BEGINNING = 200
"""Characters of a question that a list shows."""

DAY = 86_400

FEW = 200
"""Turns that are looked at first for those that are their Thread's last."""

later = turns.alias("later")
THERE = later.c.state != literally("'withdrawn'")


class Overview(Ledger):
    """Of all turns."""

    async def inhabited(self) -> Sequence[Inhabited]:
        async with self._reading() as read:
            rows = (await read(INHABITED)).all()
        there = [Inhabited(_place(row), row.last_at) for row in rows if row.last_at is not None]
        return sorted(there, key=lambda one: one.last_at, reverse=True)

    async def talks(
        self, place: Channel | None = None, before: tuple[float, TurnId] | None = None, most: int = 50
    ) -> Sequence[Talk]:
        found, size = list[Talk](), FEW
        async with self._reading() as read:
            while len(found) < most:
                newest = _newest(place, before, size)
                found += [_talk(row) for row in await read(_talks_among(newest, place, most - len(found)))]
                end = (await read(_end_of(newest, size))).first()
                if end is None:
                    break
                before, size = (end.accepted_at, TurnId(end.id)), size * 4
        return found

    async def asked(self, since: float, days: int) -> Sequence[Asked]:
        day = cast(turns.c.accepted_at - since - 0.5, BigInteger) // DAY
        what = (day.label("day"), *THE_PLACE, turns.c.backend, turns.c.answered_by)
        then = and_(turns.c.accepted_at >= since + 0.5, turns.c.accepted_at < since + days * DAY)
        query = select(*what, func.count().label("turns")).where(then, KEPT).group_by(*what)
        async with self._reading() as read:
            return [
                Asked(row.day, _place(row), row.backend, row.answered_by, row.turns) for row in await read(query)
            ]

    async def enclosed(self, turns: Collection[TurnId]) -> Sequence[Enclosed]:
        query = (
            select(*(files.c[name] for name in ("turn", "side", "number", "kind", "name")))
            .add_columns(func.length(files.c.content).label("size"))
            .where(files.c.turn.in_(turns))
            .order_by(files.c.turn, files.c.side.desc(), files.c.number)
        )
        async with self._reading() as read:
            return [_enclosed(row) for row in await read(query)]

    async def enclosure(self, turn: TurnId, number: int, *, asked: bool) -> File | None:
        side = QUESTION if asked else ANSWER
        query = select(files.c.name, files.c.content).where(files.c.turn == turn, files.c.side == side)
        async with self._reading() as read:
            row = (await read(query.where(files.c.number == number))).first()
        return File(row.name, row.content) if row else None


def _newest(place: Channel | None, before: tuple[float, TurnId] | None, size: int) -> Subquery:
    """So many turns, the last one first. PostgreSQL would rather sort all of a channel than walk along its index,
    if it were not told how far.
    """
    query = select(turns.c.home, *(turns.c[name] for name in KEY), turns.c.id, turns.c.accepted_at).where(KEPT)
    if place is not None:
        query = query.where(in_channel(turns.c, place))
    if before is not None:
        query = query.where(tuple_(turns.c.accepted_at, turns.c.id) < tuple_(*before))
    return query.order_by(turns.c.accepted_at.desc(), turns.c.id.desc()).limit(size).subquery("newest")


def _end_of(newest: Subquery, size: int) -> Select[Any]:
    """The last of them, if there may be more behind it."""
    behind = select(newest).order_by(newest.c.accepted_at.desc(), newest.c.id.desc())
    return behind.offset(size - 1).limit(1)


def _talks_among(newest: Subquery, place: Channel | None, most: int) -> Select[Any]:
    """Of a channel those that are their Thread's last, of all those that are their conversation's."""
    same = [later.c.home == newest.c.home, THERE]
    # As one text, or PostgreSQL would look for all that is in the channel, too.
    in_thread = [] if place is None else [_as_one(later) == _as_one(newest)]
    last = select(func.max(later.c.id)).where(*same, *in_thread).scalar_subquery()
    asked = select(func.substr(later.c.text, 1, BEGINNING)).where(*same, later.c.text != "").order_by(later.c.id)
    return (
        select(newest)
        .add_columns(
            asked.limit(1).scalar_subquery().label("asked"),
            title_of(newest.c.home).label("title"),
            select(func.count()).where(*same).scalar_subquery().label("turns"),
        )
        .where(newest.c.id == last)
        .order_by(newest.c.accepted_at.desc(), newest.c.id.desc())
        .limit(most)
    )


def _as_one(turn: FromClause) -> ColumnElement[str]:
    return reduce(lambda before, name: before + "/" + turn.c[name], KEY[1:], turn.c[KEY[0]])


def _places() -> CTE:
    """From one channel to the next along the index, however many turns each has."""
    first = select(*THE_PLACE).order_by(*THE_PLACE).limit(1)
    places = select(first.subquery("first")).cte("places", recursive=True)
    # Not as one comparison of rows, for which SQLite would look through all of a platform.
    steps = (_first_behind(places, same) for same in (PLACE[:2], PLACE[:1], ()))
    one = turns.alias("one")
    there = places.join(one, one.c.id == func.coalesce(*steps))
    return places.union_all(select(*(one.c[name] for name in PLACE)).select_from(there))


def _first_behind(places: CTE, same: Sequence[str]) -> ScalarSelect[int]:
    """A turn of the next channel that has these in common with the one before."""
    more = PLACE[len(same)]
    return (
        select(turns.c.id)
        .where(*(turns.c[name] == places.c[name] for name in same), turns.c[more] > places.c[more])
        .order_by(*THE_PLACE)
        .limit(1)
        .correlate(places)
        .scalar_subquery()
    )


def _last_at(places: CTE) -> ColumnElement[float]:
    return (
        select(turns.c.accepted_at)
        .where(*(turns.c[name] == places.c[name] for name in PLACE), KEPT)
        .order_by(turns.c.accepted_at.desc())
        .limit(1)
        .scalar_subquery()
    )


ALL_PLACES = _places()
INHABITED = select(ALL_PLACES, _last_at(ALL_PLACES).label("last_at"))


def _place(row: Row[Any]) -> Channel:
    return Channel(row.platform, row.workspace, row.channel)


def _talk(row: Row[Any]) -> Talk:
    return Talk(thread_from(row), row.title or "", row.asked or "", row.turns, TurnId(row.id), row.accepted_at)


def _enclosed(row: Row[Any]) -> Enclosed:
    asked, picture = row.side == QUESTION, row.kind == "image"
    return Enclosed(TurnId(row.turn), asked, row.number, row.name, row.size, picture)
