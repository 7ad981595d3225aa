"""The Store over SQLAlchemy: one method a step, one statement or two each."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    CursorResult,
    Row,
    and_,
    bindparam,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bridge.errors import ConversationTaken, StorageError
from bridge.types import (
    Anchor,
    AnsweredBy,
    ConversationId,
    Event,
    MessageId,
    Opened,
    Part,
    Question,
    Sent,
    State,
    Thread,
    Turn,
    TurnId,
)
from storage.database import opened
from storage.group import Group
from storage.models import conversations, parts, turns

T = TypeVar("T")

KEY = ("platform", "workspace", "channel", "thread")
IN_THREAD = and_(*(turns.c[name] == bindparam(name) for name in KEY))
"""Of the Thread whose fields are the parameters."""

WITH_CONVERSATION = select(turns, conversations.c.conversation).join(
    conversations, and_(*(turns.c[name] == conversations.c[name] for name in (*KEY, "backend"))), isouter=True
)
NEXT = WITH_CONVERSATION.where(IN_THREAD, ~turns.c.ended).order_by(turns.c.id).limit(1)
"""Built once: it is asked twice for every turn."""


@asynccontextmanager
async def open_store(url: str, clock: Callable[[], float] = time.time) -> AsyncIterator["SqlStore"]:
    """The ledger in the database at ``url``; StorageError when it can't be used."""
    async with opened(url) as engine:
        store = SqlStore(engine, clock)
        try:
            yield store
        finally:
            await store.close()


class SqlStore:
    """Turns, their conversations and their parts."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float]) -> None:
        self._engine = engine
        self._group = Group(engine)
        self._now = clock

    async def close(self) -> None:
        await self._group.close()

    async def accept(self, question: Question, backend: str, *, held: bool = False) -> Turn | None:
        thread = question.thread
        row = insert(turns).values(
            platform=thread.platform,
            workspace=thread.workspace,
            channel=thread.channel,
            thread=thread.thread,
            message=question.message,
            author=question.author,
            text=question.text,
            instructions=question.instructions,
            model=question.model,
            held=held,
            backend=backend,
            state=State.ACCEPTED,
            ended=False,
            accepted_at=self._now(),
            asking_at=0.0,
            ended_at=0.0,
            answer="",
            answered_by="",
            stopped=False,
            reason="",
        )
        new = row.on_conflict_do_nothing().returning(turns.c.id)
        number = await self._together(lambda connection: connection.execute(new).scalar())
        if number is None:
            return None
        return Turn(TurnId(number), question, backend, State.ACCEPTED, held=held)

    async def next(self, thread: Thread) -> Turn | None:
        def read(connection: Connection) -> Turn | None:
            row = connection.execute(NEXT, asdict(thread)).first()
            if row is None or row.state == State.ACCEPTED:  # nothing was posted yet
                return None if row is None else _turn(row)
            posted = connection.execute(select(parts).where(parts.c.turn == row.id).order_by(parts.c.number))
            return _turn(row, tuple(Part(p.number, MessageId(p.message), p.end) for p in posted))

        return await self._together(read)

    async def unfinished(self) -> Sequence[Thread]:
        key = [turns.c[name] for name in KEY]
        query = select(*key).where(~turns.c.ended).group_by(*key).order_by(func.min(turns.c.id))
        async with self._reading() as read:
            return [Thread(r.platform, r.workspace, r.channel, r.thread) for r in await read(query)]

    async def asking(self, turn: TurnId) -> None:
        await self._set(turn, state=State.ASKING, asking_at=self._now())

    async def record(self, turn: TurnId, event: Event) -> None:
        match event:
            case Opened(conversation):
                await self._open(turn, conversation)
            case Sent(anchor):
                await self._set(turn, state=State.ASKED, anchor=anchor)
            case AnsweredBy(model):
                await self._set(turn, answered_by=model)
            case _:
                pass

    async def answered(self, turn: TurnId, answer: str, *, stopped: bool = False) -> None:
        await self._set(turn, state=State.ANSWERED, answer=answer, stopped=stopped)

    async def posted(self, turn: TurnId, part: Part) -> None:
        row = insert(parts).values(turn=turn, number=part.number, message=part.message, end=part.end)
        row = row.on_conflict_do_update(
            index_elements=[parts.c.turn, parts.c.number], set_={"message": part.message, "end": part.end}
        )
        await self._together(lambda connection: connection.execute(row))

    async def delivered(self, turn: TurnId) -> None:
        await self._set(turn, state=State.DELIVERED, ended=True, ended_at=self._now())

    async def failed(self, turn: TurnId, reason: str) -> None:
        await self._set(turn, state=State.FAILED, reason=reason)

    async def told(self, turn: TurnId) -> None:
        await self._set(turn, ended=True, ended_at=self._now())

    async def knows(self, thread: Thread) -> bool:
        async with self._reading() as read:
            return (await read(select(turns.c.id).where(IN_THREAD).limit(1), asdict(thread))).first() is not None

    async def messages(self, thread: Thread) -> Collection[MessageId]:
        query = select(parts.c.message).join(turns, turns.c.id == parts.c.turn).where(IN_THREAD)
        async with self._reading() as read:
            return {MessageId(row.message) for row in await read(query, asdict(thread))}

    async def history(self, thread: Thread, before: TurnId | None = None) -> Sequence[Turn]:
        query = WITH_CONVERSATION.where(IN_THREAD).order_by(turns.c.id)
        if before is not None:
            query = query.where(turns.c.id < before)
        async with self._reading() as read:
            return [_turn(row) for row in await read(query, asdict(thread))]

    async def _open(self, turn: TurnId, conversation: ConversationId) -> None:
        asked_in = select(
            turns.c.platform,
            turns.c.workspace,
            turns.c.channel,
            turns.c.thread,
            turns.c.backend,
            literal(conversation),
            literal(self._now()),
        ).where(turns.c.id == turn)
        row = insert(conversations).from_select(list(conversations.c.keys()), asked_in)
        row = row.on_conflict_do_update(
            index_elements=list(conversations.primary_key.columns), set_={"conversation": conversation}
        )
        try:
            await self._together(lambda connection: connection.execute(row))
        except StorageError as error:
            if isinstance(error.__cause__, IntegrityError):  # another Thread has this conversation
                raise ConversationTaken from error
            raise

    async def _set(self, turn: TurnId, **values: object) -> None:
        change = update(turns).where(turns.c.id == turn).values(values)
        await self._together(lambda connection: connection.execute(change))

    async def _together(self, step: Callable[[Connection], T]) -> T:
        try:
            return await self._group(step)
        except SQLAlchemyError as error:
            raise StorageError(what=f"The ledger can't be used: {_reason(error)}") from error

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Callable[..., Awaitable[CursorResult[Any]]]]:
        try:
            async with self._engine.connect() as connection:
                yield connection.execute
        except SQLAlchemyError as error:
            raise StorageError(what=f"The ledger can't be read: {_reason(error)}") from error


def _turn(row: Row[Any], posted: tuple[Part, ...] = ()) -> Turn:
    thread = Thread(row.platform, row.workspace, row.channel, row.thread)
    return Turn(
        id=TurnId(row.id),
        question=Question(thread, MessageId(row.message), row.author, row.text, row.instructions, row.model),
        backend=row.backend,
        state=State(row.state),
        conversation=None if row.conversation is None else ConversationId(row.conversation),
        anchor=None if row.anchor is None else Anchor(row.anchor),
        answer=row.answer,
        answered_by=row.answered_by,
        stopped=row.stopped,
        reason=row.reason,
        asking_since=row.asking_at,
        parts=posted,
        held=row.held,
    )


def _reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error)
