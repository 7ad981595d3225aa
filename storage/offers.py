"""Questions that wait because the same was asked before: whether their asker was shown that, and what they want."""

from sqlalchemy import ColumnElement, literal, select, update

from bridge.types import MessageId, Offered, State, TurnId
from storage.ledger import Ledger
from storage.models import offers, turns
from storage.upsert import insert

UNBEGUN = (turns.c.state == State.ACCEPTED, turns.c.asking_at == 0)


class Offers(Ledger):
    """Of those that were not begun."""

    async def offer(self, turn: TurnId) -> bool:
        new = select(turns.c.id, literal(self._now()), literal(False), literal("")).where(*_unbegun(turn))
        row = insert(offers).from_select(["turn", "at", "anyway", "message"], new).on_conflict_do_nothing()
        added = row.returning(offers.c.turn)
        return await self._together(lambda connection: connection.execute(added).first() is not None)

    async def offered(self, turn: TurnId) -> Offered | None:
        query = select(offers).join(turns, turns.c.id == offers.c.turn).where(*_unbegun(turn))
        async with self._reading() as read:
            row = (await read(query)).first()
        return Offered(row.at, row.anyway, MessageId(row.message)) if row else None

    async def offer_stands(self, turn: TurnId, message: MessageId) -> None:
        stands = update(offers).where(offers.c.turn == turn).values(message=message)
        await self._together(lambda connection: connection.execute(stands))

    async def ask_anyway(self, turn: TurnId) -> bool:
        waits = select(turns.c.id).where(*_unbegun(turn))
        anyway = update(offers).where(offers.c.turn.in_(waits)).values(anyway=True)
        return await self._together(lambda connection: connection.execute(anyway).rowcount > 0)


def _unbegun(turn: TurnId) -> tuple[ColumnElement[bool], ...]:
    return (turns.c.id == turn, *UNBEGUN)
