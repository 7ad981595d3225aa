"""The ledger as whoever looks after it sees it: what is stuck, what was given up, and another try for it.

All of it may be done beside a bridge that is at work: a step that changes a turn leaves a call behind, which that
bridge finds.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    case,
    delete,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    update,
)

from bridge.types import Entry, State, Thread, TurnId, Wanted
from storage.ledger import Ledger
from storage.models import calls, turns
from storage.queries import KEPT, KEY, WITH_CONVERSATION
from storage.rows import turn_from

GIVEN_UP = turns.c.given_up_at > literal_column("0")
"""With the number in it, or its index would not be used."""

KEPT_CALLS = 100
"""Others may not have seen them yet; more are kept of turns that are not at their end."""

ENDED = select(turns.c.id).where(turns.c.ended)

AGAIN = case(
    (turns.c.was != "", turns.c.was),
    (turns.c.anchor.is_not(None), State.ASKED),
    (turns.c.asking_at > 0, State.ASKING),
    else_=State.ACCEPTED,
)
"""Where a turn goes on that failed; what an older version wrote does not say how far it had come."""


class Entries(Ledger):
    """Of all turns."""

    async def entries(self, wanted: Wanted) -> Sequence[Entry]:
        query = WITH_CONVERSATION.where(KEPT, *_which(wanted)).order_by(turns.c.id.desc()).limit(wanted.most)
        async with self._reading() as read:
            return [_entry(row) for row in await read(query)]

    async def entry(self, turn: TurnId) -> Entry | None:
        async with self._reading() as read:
            row = (await read(WITH_CONVERSATION.where(turns.c.id == turn, KEPT))).first()
        return _entry(row) if row else None

    async def retry(self, turn: TurnId, *, anew: bool = False) -> bool:
        failed = (turns.c.id == turn, turns.c.ended, turns.c.state == State.FAILED, ~turns.c.held)
        from_the_beginning = {"anchor": null(), "answer": "", "preface": "", "asking_at": 0.0, "cut": False}
        change = (
            update(turns)
            .where(*failed)
            .values(
                state=State.ACCEPTED if anew else AGAIN,
                ended=False,
                ended_at=0.0,
                reason="",
                was="",
                tries=0,
                given_up_at=0.0,
                unwanted=False,
                retried_at=self._now(),
                **(from_the_beginning if anew else {}),
            )
        )
        return await self._calling(turn, change)

    async def give_up(self, turn: TurnId) -> bool:
        return await self._calling(
            turn, update(turns).where(turns.c.id == turn, ~turns.c.ended).values(unwanted=True)
        )

    async def called(self, after: int | None = None) -> tuple[int, Sequence[tuple[TurnId, Thread, bool]]]:
        async with self._reading() as read:
            if after is None:
                return int((await read(select(func.coalesce(func.max(calls.c.id), 0)))).scalar_one()), ()
            found = (await read(select(calls).where(calls.c.id > after).order_by(calls.c.id))).all()
            if not found:
                return after, ()
            them = select(turns.c.id, turns.c.unwanted, *(turns.c[name] for name in KEY)).where(
                turns.c.id.in_({row.turn for row in found})
            )
            there = [
                (TurnId(row.id), Thread(*(getattr(row, name) for name in KEY)), row.unwanted)
                for row in await read(them)
            ]
        return found[-1].id, there

    async def taken_up(self, turn: TurnId) -> int:
        change = update(turns).where(turns.c.id == turn).values(tries=turns.c.tries + 1).returning(turns.c.tries)
        return await self._together(lambda connection: connection.execute(change).scalar_one_or_none() or 0)

    async def laid_down(self, these: Collection[TurnId]) -> None:
        change = update(turns).where(turns.c.id.in_(these), turns.c.tries > 0).values(tries=turns.c.tries - 1)
        await self._together(lambda connection: connection.execute(change))

    async def _calling(self, turn: TurnId, change: Any) -> bool:
        def write(connection: Connection) -> bool:
            if not connection.execute(change).rowcount:
                return False
            new = connection.execute(insert(calls).values(turn=turn).returning(calls.c.id)).scalar_one()
            if new % KEPT_CALLS == 0:
                connection.execute(delete(calls).where(calls.c.id <= new - KEPT_CALLS, calls.c.turn.in_(ENDED)))
            return True

        return await self._together(write)


def _which(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    match wanted.kind:
        case "stuck":
            yield or_(~turns.c.ended, GIVEN_UP)
        case "open":
            yield ~turns.c.ended
        case "given_up":
            yield GIVEN_UP
        case "failed":
            yield turns.c.state == State.FAILED
        case "all":
            pass
    if wanted.platform:
        yield turns.c.platform == wanted.platform
    if wanted.backend:
        yield turns.c.backend == wanted.backend
    if wanted.thread:
        for name, value in zip(KEY, wanted.thread.split("/", len(KEY) - 1), strict=False):
            yield turns.c[name] == value
    if wanted.before:
        yield turns.c.accepted_at < wanted.before


def _entry(row: Row[Any]) -> Entry:
    return Entry(turn_from(row), row.ended, row.tries, row.given_up_at)
