"""Which conversation belongs to which Thread; and what stands in a backend's way."""

from sqlalchemy import Connection, case, delete, func, literal, select, update
from sqlalchemy.exc import IntegrityError

from bridge.errors import ConversationTaken, StorageError
from bridge.types import Conversation, ConversationId, Thread, TurnId
from storage.home import home_of
from storage.ledger import Ledger
from storage.models import choices, conversations, turns, walls
from storage.past.taking import take
from storage.queries import KEPT, of, of_the_turn
from storage.upsert import Insert, insert

TO_COME = select(func.coalesce(func.max(turns.c.id), 0) + 1).scalar_subquery()
"""Later turns have at least this id."""


class Conversations(Ledger):
    """The backend's side of the Threads."""

    async def forget(self, thread: Thread) -> None:
        def write(connection: Connection) -> None:
            connection.execute(delete(conversations).where(of(thread)))
            connection.execute(_anew(thread))

        await self._together(write)

    async def adopt(self, thread: Thread, backend: str, conversation: ConversationId) -> int:
        known = await self._together(
            lambda connection: take(connection, thread, backend, conversation, self._now())
        )
        if known is not None:
            return known
        row = insert(conversations).values(
            home=home_of(thread),
            backend=backend,
            conversation=conversation,
            opened_at=self._now(),
            title="",
            since=TO_COME,
        )
        await self._lead_to(row)
        await self._together(lambda connection: connection.execute(_anew(thread)))
        return 0

    async def titled(self, thread: Thread, conversation: ConversationId, title: str) -> None:
        which = (of(thread), conversations.c.conversation == conversation)
        change = update(conversations).where(*which).values(title=title)
        await self._together(lambda connection: connection.execute(change))

    async def conversation(self, thread: Thread) -> Conversation | None:
        query = select(conversations).where(of(thread)).order_by(conversations.c.since.desc()).limit(1)
        async with self._reading() as read:
            row = (await read(query)).first()
        return None if row is None else Conversation(row.backend, ConversationId(row.conversation), row.title)

    async def walled(self, backend: str, why: str) -> bool:
        row = insert(walls).values(backend=backend, why=why, since=self._now())
        row = row.on_conflict_do_update(
            index_elements=[walls.c.backend], set_={"why": why, "since": self._now()}, where=walls.c.why != why
        )
        news = row.returning(walls.c.backend)
        return await self._together(lambda connection: connection.execute(news).first() is not None)

    async def cleared(self, backend: str) -> bool:
        gone = delete(walls).where(walls.c.backend == backend).returning(walls.c.backend)
        return await self._together(lambda connection: connection.execute(gone).first() is not None)

    async def _open(self, turn: TurnId, conversation: ConversationId) -> None:
        asked_in = select(
            turns.c.home,
            turns.c.backend,
            literal(conversation),
            literal(self._now()),
            literal(""),
            turns.c.id,
        ).where(turns.c.id == turn, KEPT)
        await self._lead_to(insert(conversations).from_select(list(conversations.c.keys()), asked_in))

    async def _lead_to(self, row: Insert) -> None:
        """Into the conversation of this row; what belongs to another one than before begins anew."""
        same = conversations.c.conversation == row.excluded.conversation
        row = row.on_conflict_do_update(
            index_elements=list(conversations.primary_key.columns),
            set_={
                "conversation": row.excluded.conversation,
                "title": case((same, conversations.c.title), else_=""),
                "since": case((same, conversations.c.since), else_=row.excluded.since),
            },
        )
        try:
            await self._together(lambda connection: connection.execute(row))
        except StorageError as error:
            if isinstance(error.__cause__, IntegrityError):  # another Thread has this conversation
                raise ConversationTaken from error
            raise

    async def _title(self, turn: TurnId, title: str) -> None:
        asked_in = select(literal(1)).where(turns.c.id == turn, *of_the_turn()).exists()
        change = update(conversations).where(asked_in).values(title=title)
        await self._together(lambda connection: connection.execute(change))


def _anew(thread: Thread) -> Insert:
    """What was said before is not in the conversation that comes now; also where the backend keeps none itself."""
    row = insert(choices).values(home=home_of(thread), model="", since=TO_COME)
    return row.on_conflict_do_update(
        index_elements=list(choices.primary_key.columns), set_={"since": row.excluded.since}
    )
