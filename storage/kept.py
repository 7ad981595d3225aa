"""What a platform keeps with a turn in its own words, and a turn that is erased alone."""

from sqlalchemy import ColumnElement, Connection, delete, literal, select, update

from bridge.types import MessageId, Thread, TurnId
from storage.ledger import Ledger
from storage.models import kept, turns
from storage.queries import BESIDE, ERASED, KEPT, in_channel
from storage.upsert import insert


class Kept(Ledger):
    """One text for a turn at most."""

    async def keep(self, thread: Thread, message: MessageId, text: str) -> None:
        asked = select(turns.c.id, literal(text)).where(*_by(thread, message))
        row = insert(kept).from_select(["turn", "text"], asked)
        row = row.on_conflict_do_update(index_elements=[kept.c.turn], set_={"text": row.excluded.text})
        await self._together(lambda connection: connection.execute(row))

    async def kept(self, thread: Thread, message: MessageId) -> str | None:
        query = select(kept.c.text).join(turns, turns.c.id == kept.c.turn).where(*_by(thread, message))
        async with self._reading() as read:
            return (await read(query)).scalar()

    async def erase_turn(self, turn: TurnId) -> bool:
        def write(connection: Connection) -> bool:
            for table in BESIDE:
                connection.execute(delete(table).where(table.c.turn == turn))
            return connection.execute(update(turns).where(turns.c.id == turn, KEPT).values(ERASED)).rowcount > 0

        gone = await self._together(write)
        await self._forgotten()
        await self._settle()
        return gone


def _by(thread: Thread, message: MessageId) -> tuple[ColumnElement[bool], ...]:
    """The turn that this message of the Thread's channel asked."""
    return (in_channel(turns.c, thread.place), turns.c.message == message, KEPT)
