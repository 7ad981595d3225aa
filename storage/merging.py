"""What one person writes in several messages before any of it is asked is one question; each stays known."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from bridge.protocols import Join
from bridge.types import MessageId, Saying, State, Turn, TurnId
from storage.models import attachments, files, merged, turns
from storage.queries import QUESTION
from storage.rows import saying_rows, thread_from
from storage.turns import Turns
from storage.upsert import insert

MOST = 50
"""Messages that become one question at once."""

SAME = (
    *("platform", "workspace", "channel", "thread", "author", "backend"),
    *("model", "effort", "instructions", "max_tokens", "temperature", "temporary"),
)
"""Only what was asked by the same person, in the same place and way."""

WAITS = (turns.c.state == State.ACCEPTED, ~turns.c.held, turns.c.action == "ask", turns.c.asking_at == 0)


class Merging(Turns):
    """The first of them stays, with the words of all; the others are taken back."""

    async def merge(self, turn: TurnId, join: Join) -> Turn | None:
        def write(connection: Connection) -> Turn | None:
            first = connection.execute(select(turns).where(turns.c.id == turn, *WAITS)).first()
            more = [row for row in _behind(connection, first) if _take_back(connection, row, self._now())]
            if first is None or not (more or _joined(connection, first)):
                return None
            if more:
                _one(connection, [first, *more], join)
            return self._first(connection, thread_from(first), turn)

        return await self._together(write)

    async def said_last(self, turn: TurnId) -> float:
        def read(connection: Connection) -> float:
            first = connection.execute(select(turns).where(turns.c.id == turn)).first()
            there = [] if first is None else [first, *_behind(connection, first)]
            return max((row.accepted_at for row in there), default=0.0)

        return await self._together(read)

    async def follows(self, turn: TurnId) -> bool:
        mine = select(turns).where(turns.c.id == turn, *WAITS)
        async with self._reading() as read:
            if (row := (await read(mine)).first()) is None:
                return False
            before = select(turns).where(turns.c.home == row.home, turns.c.id < turn, ~turns.c.ended)
            last = (await read(before.order_by(turns.c.id.desc()).limit(1))).first()
        return last is not None and _waits(last) and _alike(last, row)


def _behind(connection: Connection, first: Row[Any] | None) -> Sequence[Row[Any]]:
    """Those that become one with it: up to the first that somebody else asked, or in another way."""
    if first is None:
        return []
    later = select(turns).where(turns.c.home == first.home, turns.c.id > first.id, ~turns.c.ended)
    alike = []
    for row in connection.execute(later.order_by(turns.c.id).limit(MOST)):
        if not (_waits(row) and _alike(first, row)):
            break
        alike.append(row)
    return alike


def _waits(row: Row[Any]) -> bool:
    return bool(row.state == State.ACCEPTED and not row.held and row.action == "ask" and not row.asking_at)


def _alike(one: Row[Any], other: Row[Any]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in SAME)


def _take_back(connection: Connection, row: Row[Any], now: float) -> bool:
    """False when somebody else did just now: its asker, or another process."""
    gone = update(turns).where(turns.c.id == row.id, *WAITS)
    gone = gone.values(state=State.WITHDRAWN, text="", instructions="", ended=True, ended_at=now)
    return connection.execute(gone).rowcount > 0


def _one(connection: Connection, rows: Sequence[Row[Any]], join: Join) -> None:
    said = [saying for row in rows for saying in _said(connection, row)]
    turn = rows[0].id
    for row in rows[1:]:
        _move(connection, row.id, turn)
    _keep(connection, turn, said)
    connection.execute(update(turns).where(turns.c.id == turn).values(text=join([one.text for one in said])))


def _joined(connection: Connection, row: Row[Any]) -> bool:
    """It was before; perhaps whoever wanted that never heard of it."""
    return connection.execute(select(merged.c.turn).where(merged.c.turn == row.id)).first() is not None


def _said(connection: Connection, row: Row[Any]) -> Sequence[Saying]:
    known = connection.execute(select(merged).where(merged.c.turn == row.id).order_by(merged.c.number)).all()
    return [Saying(MessageId(one.message), one.text) for one in known] or [Saying(row.message, row.text)]


def _move(connection: Connection, turn: TurnId, to: TurnId) -> None:
    """What came with it stands behind what is there already."""
    for table, which in ((files, (files.c.side == QUESTION,)), (attachments, ())):
        last = select(func.coalesce(func.max(table.c.number), 0)).where(table.c.turn == to, *which)
        before = connection.execute(last).scalar_one()
        mine = update(table).where(table.c.turn == turn, *which)
        connection.execute(mine.values(turn=to, number=table.c.number + before))
    connection.execute(delete(merged).where(merged.c.turn == turn))


def _keep(connection: Connection, turn: TurnId, said: Sequence[Saying]) -> None:
    connection.execute(delete(merged).where(merged.c.turn == turn))
    connection.execute(insert(merged), saying_rows(turn, said))
