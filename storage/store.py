"""The Store over SQLAlchemy: one method a step, one statement or two each."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    CursorResult,
    and_,
    case,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bridge.errors import ConversationTaken, StorageError
from bridge.events import AnsweredBy, Event, Opened, ReadBy, Sent, Titled
from bridge.types import (
    Conversation,
    ConversationId,
    File,
    Image,
    MessageId,
    Part,
    Question,
    State,
    Thread,
    Turn,
    TurnId,
)
from storage.database import opened
from storage.group import Group
from storage.models import conversations, files, parts, turns, walls
from storage.queries import ACCEPT, ANSWER, IN_THREAD, KEY, NEXT, WITH_CONVERSATION, of, of_the_turn
from storage.rows import file_rows, turn_of, with_files

T = TypeVar("T")


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
        family = backend.partition("/")[0]
        values = {
            **asdict(question.thread),
            "family": family,
            "accounts": f"{family}/",
            "wanted": backend,
            "message": question.message,
            "author": question.author,
            "text": question.text,
            "instructions": question.instructions,
            "model": question.model,
            "effort": question.effort,
            "temporary": question.temporary,
            "action": question.action,
            "held": held,
            "accepted_at": self._now(),
        }

        def write(connection: Connection) -> tuple[int, str] | None:
            row = connection.execute(ACCEPT, values).first()
            if row is not None and question.files:
                connection.execute(insert(files), file_rows(TurnId(row.id), question.files))
            return None if row is None else (row.id, row.backend)

        new = await self._together(write)
        if new is None:
            return None
        return Turn(TurnId(new[0]), question, new[1], State.ACCEPTED, held=held)

    async def next(self, thread: Thread) -> Turn | None:
        def read(connection: Connection) -> Turn | None:
            row = connection.execute(NEXT, asdict(thread)).first()
            if row is None:
                return None
            turn = replace(turn_of(row), last=row.last)
            if row.state != State.ACCEPTED:  # before that nothing was posted
                posted = connection.execute(select(parts).where(parts.c.turn == row.id).order_by(parts.c.number))
                turn = replace(turn, parts=tuple(Part(p.number, MessageId(p.message), p.end) for p in posted))
            return with_files(turn, connection) if row.has_files else turn

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
            case ReadBy(way):
                await self._set(turn, read_by=way)
            case Titled(title):
                await self._title(turn, title)
            case Image(name, content):
                await self._keep(turn, "image", name, content)
            case File(name, content):
                await self._keep(turn, "file", name, content)
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

    async def failed(self, turn: TurnId, reason: str, answer: str | None = None) -> None:
        kept = {} if answer is None else {"answer": answer}
        await self._set(turn, state=State.FAILED, reason=reason, **kept)

    async def told(self, turn: TurnId) -> None:
        await self._set(turn, ended=True, ended_at=self._now())

    async def go_on_in_new(self, turn: TurnId, preface: str) -> None:
        anew = {"preface": preface, "state": State.ASKING, "asking_at": self._now(), "anchor": None}

        def write(connection: Connection) -> None:
            asked_in = select(literal(1)).where(turns.c.id == turn, *of_the_turn()).exists()
            connection.execute(delete(conversations).where(asked_in))
            connection.execute(update(turns).where(turns.c.id == turn).values(**anew))

        await self._together(write)

    async def forget(self, thread: Thread) -> None:
        gone = delete(conversations).where(*of(thread))
        await self._together(lambda connection: connection.execute(gone))

    async def adopt(self, thread: Thread, backend: str, conversation: ConversationId) -> None:
        newest = select(func.coalesce(func.max(turns.c.id), 0)).scalar_subquery()
        row = insert(conversations).values(
            **asdict(thread),
            backend=backend,
            conversation=conversation,
            opened_at=self._now(),
            title="",
            since=newest + 1,
        )
        await self._lead_to(row)

    async def titled(self, thread: Thread, conversation: ConversationId, title: str) -> None:
        which = (*of(thread), conversations.c.conversation == conversation)
        change = update(conversations).where(*which).values(title=title)
        await self._together(lambda connection: connection.execute(change))

    async def conversation(self, thread: Thread) -> Conversation | None:
        query = select(conversations).where(*of(thread)).order_by(conversations.c.since.desc()).limit(1)
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
            return [turn_of(row) for row in await read(query, asdict(thread))]

    async def _open(self, turn: TurnId, conversation: ConversationId) -> None:
        asked_in = select(
            *(turns.c[name] for name in KEY),
            turns.c.backend,
            literal(conversation),
            literal(self._now()),
            literal(""),
            turns.c.id,
        ).where(turns.c.id == turn)
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

    async def _keep(self, turn: TurnId, kind: str, name: str, content: bytes) -> None:
        """Once, however often it is told: a question that is taken up again tells all of its answer."""

        def write(connection: Connection) -> None:
            kept = connection.execute(
                select(files.c.number, and_(files.c.name == name, files.c.content == content).label("same"))
                .where(files.c.turn == turn, files.c.side == ANSWER)
                .order_by(files.c.number)
            ).all()
            if not any(row.same for row in kept):
                number = kept[-1].number + 1 if kept else 1
                row = {"turn": turn, "side": ANSWER, "number": number, "kind": kind}
                connection.execute(insert(files).values(**row, name=name, content=content))

        await self._together(write)

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


def _reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error)
