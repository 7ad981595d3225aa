"""One turn, step by step: one method a step, one statement or two each.

A step of a turn that was erased or taken back does nothing: whoever was at work on it then ends in peace.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection, Update, and_, case, delete, func, literal, or_, select, update

from bridge.events import AnsweredBy, CutShort, Event, Opened, ReadBy, Sent, Titled
from bridge.protocols import Prepare
from bridge.tags import tags_of
from bridge.types import File, Image, MessageId, Part, Question, State, Thread, Turn, TurnId, Used
from storage.conversations import Conversations
from storage.engines import Database
from storage.home import HOME, OTHERS, key, thread_of
from storage.ledger import Entered
from storage.models import attachments, conversations, files, merged, parts, turns
from storage.names import put_tags
from storage.queries import (
    ACCEPT,
    AHEAD,
    ANSWER,
    BEGAN,
    KEPT,
    LAST_ANSWER,
    MISSED,
    NEXT,
    QUESTION,
    TAKE_BACK,
    UNASKED,
    named,
    of_the_turn,
)
from storage.rows import (
    attachment_rows,
    file_rows,
    question_row,
    saying_rows,
    turn_from,
    used_columns,
    with_attachments,
    with_files,
)
from storage.upsert import insert


class Turns(Conversations):
    """From its acceptance to its end."""

    def __init__(self, database: Database, clock: Callable[[], float], entered: Entered | None = None) -> None:
        super().__init__(database, clock, entered)
        self._asking: dict[TurnId, float] = {}
        """Since when we are at it: of two processes that want to ask a turn, one has its own time in the ledger."""

    async def accept(
        self,
        question: Question,
        backend: str,
        *,
        held: bool = False,
        prepare: Prepare | None = None,
        free: Collection[str] = (),
    ) -> Turn | None:
        return await self._enter(question, backend, State.ACCEPTED, held=held, prepare=prepare, free=free)

    async def decline(self, question: Question, backend: str, reason: str) -> Turn | None:
        return await self._enter(question, backend, State.FAILED, reason=reason)

    async def withdraw(self, thread: Thread, message: MessageId) -> bool:
        which = asdict(thread.place) | {"message": message}
        values = {"now": self._now(), **{f"of_{name}": value for name, value in which.items()}}

        def write(connection: Connection) -> bool:
            row = connection.execute(TAKE_BACK, values).first()
            if row is not None:
                for table in (files, attachments, merged):
                    connection.execute(delete(table).where(table.c.turn == row.id))
            return row is not None

        return await self._together(write)

    async def fetched(self, turn: TurnId, came: Sequence[File]) -> None:
        mark = update(attachments).where(attachments.c.turn == turn, ~attachments.c.fetched).values(fetched=True)
        sent_along = select(func.count()).where(files.c.turn == turn, files.c.side == QUESTION)

        def write(connection: Connection) -> None:
            if connection.execute(mark).rowcount:
                before = connection.execute(sent_along).scalar_one()
                connection.execute(insert(files), file_rows(turn, came, before))

        await self._together(write)

    async def next(self, thread: Thread) -> Turn | None:
        return await self._together(lambda connection: self._first(connection, thread))

    async def asking(self, turn: TurnId) -> bool:
        mine = self._asking.setdefault(turn, self._now())
        not_by_others = or_(turns.c.state == State.ACCEPTED, turns.c.asking_at == mine)
        change = _change(turn, state=State.ASKING, asking_at=mine).where(turns.c.state.in_(UNASKED), not_by_others)
        return await self._together(lambda connection: connection.execute(change).rowcount > 0)

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
            case CutShort():
                await self._set(turn, cut=True)
            case Used():
                await self._set(turn, **used_columns(event))
            case Image(name, content):
                await self._keep(turn, "image", name, content)
            case File(name, content):
                await self._keep(turn, "file", name, content)
            case _:
                pass

    async def answered(self, turn: TurnId, answer: str, *, stopped: bool = False) -> None:
        await self._set(turn, state=State.ANSWERED, answer=answer, stopped=stopped)

    async def announced(self, turn: TurnId) -> None:
        await self._set(turn, announced=True)

    async def posted(self, turn: TurnId, part: Part) -> None:
        there = select(
            turns.c.id,
            literal(part.number),
            literal(part.message),
            literal(part.end),
        ).where(turns.c.id == turn, KEPT)
        row = insert(parts).from_select(list(parts.c.keys()), there)
        row = row.on_conflict_do_update(
            index_elements=[parts.c.turn, parts.c.number], set_={"message": part.message, "end": part.end}
        )
        await self._together(lambda connection: connection.execute(row))

    async def delivered(self, turn: TurnId) -> None:
        await self._set(turn, state=State.DELIVERED, ended=True, ended_at=self._now())

    async def failed(self, turn: TurnId, reason: str, answer: str | None = None, *, given_up: bool = False) -> None:
        values: dict[str, object] = {} if answer is None else {"answer": answer}
        if given_up:
            values["given_up_at"] = self._now()
        was = case((turns.c.state == State.FAILED, turns.c.was), else_=turns.c.state)
        await self._set(turn, state=State.FAILED, reason=reason, was=was, **values)

    async def told(self, turn: TurnId) -> None:
        await self._set(turn, ended=True, ended_at=self._now())

    async def go_on_in_new(self, turn: TurnId, preface: str) -> None:
        self._asking[turn] = self._now()
        anew = {"preface": preface, "state": State.ASKING, "asking_at": self._asking[turn], "anchor": None}

        def write(connection: Connection) -> None:
            asked_in = select(literal(1)).where(turns.c.id == turn, *of_the_turn()).exists()
            connection.execute(delete(conversations).where(asked_in))
            connection.execute(_change(turn, **anew))

        await self._together(write)

    async def stands_in(self, turn: TurnId, backend: str, model: str) -> None:
        await self._set(turn, backend=backend, model=model, effort="", anchor=None, preface="")

    async def missed(self, turn: TurnId) -> Sequence[Turn]:
        async with self._reading() as read:
            return [turn_from(row) for row in await read(MISSED, {"turn": turn})]

    async def catch_up(self, turn: TurnId, preface: str) -> None:
        await self._set(turn, preface=preface)

    async def _enter(
        self,
        question: Question,
        backend: str,
        state: State,
        *,
        held: bool = False,
        reason: str = "",
        prepare: Prepare | None = None,
        free: Collection[str] = (),
    ) -> Turn | None:
        own, now = {"own": key(question.thread)}, self._now()
        values = {"state": state, "reason": reason, "held": held, "accepted_at": now}

        def write(connection: Connection) -> Turn | None:
            asked, wanted = question, backend
            if prepare is not None:
                began = connection.execute(BEGAN, own).one()
                if began.model or began.home != own["own"]:
                    asked, wanted = prepare(thread_of(began.home), began.model or "")
            new = connection.execute(ACCEPT, question_row(asked, wanted, free) | values).first()
            if new is None:
                return None
            turn = Turn(TurnId(new.id), asked, new.backend, state, reason=reason, accepted_at=now, held=held)
            if asked.files:
                connection.execute(insert(files), file_rows(turn.id, asked.files))
            if asked.attachments:
                connection.execute(insert(attachments), attachment_rows(turn.id, asked.attachments))
            if asked.sayings:
                connection.execute(insert(merged), saying_rows(turn.id, asked.sayings))
            if not held and (found := tags_of(asked.text)):
                put_tags(connection, own["own"], found)
            if self._entered is not None:
                self._entered(connection, turn, new.home)
            return replace(turn, unfetched=asked.attachments)

        return await self._together(write)

    def _first(self, connection: Connection, thread: Thread, only: TurnId | None = None) -> Turn | None:
        """Of those that are not at their end, or this one."""
        own = named(thread)
        row = connection.execute(NEXT if only is None else NEXT.where(turns.c.id == only), own).first()
        if row is None:
            return None
        turn = replace(turn_from(row), last=row.last, missed=bool(row.has_missed))
        if turn.question.action != "ask":
            turn = replace(turn, before=connection.execute(LAST_ANSWER, {"turn": turn.id}).scalar() or "")
        if row.has_parts:  # also of one that only waits in line, which is said in a message
            posted = connection.execute(select(parts).where(parts.c.turn == row.id).order_by(parts.c.number))
            turn = replace(turn, parts=tuple(Part(p.number, MessageId(p.message), p.end) for p in posted))
        turn = with_files(turn, connection) if row.has_files else turn
        turn = with_attachments(turn, connection) if row.has_attachments else turn
        return _beside(turn, connection, own) if row.has_others else turn

    async def _keep(self, turn: TurnId, kind: str, name: str, content: bytes) -> None:
        """Once, however often it is told: a question that is taken up again tells all of its answer."""

        def write(connection: Connection) -> None:
            kept = connection.execute(
                select(files.c.number, and_(files.c.name == name, files.c.content == content).label("same"))
                .where(files.c.turn == turn, files.c.side == ANSWER)
                .order_by(files.c.number)
            ).all()
            there = connection.execute(select(turns.c.id).where(turns.c.id == turn, KEPT)).first() is not None
            if there and not any(row.same for row in kept):
                number = kept[-1].number + 1 if kept else 1
                row = {"turn": turn, "side": ANSWER, "number": number, "kind": kind}
                connection.execute(insert(files).values(**row, name=name, content=content))

        await self._together(write)

    async def _set(self, turn: TurnId, **values: object) -> None:
        change = _change(turn, **values)
        await self._together(lambda connection: connection.execute(change))
        if values.get("ended"):
            self._asking.pop(turn, None)


def _beside(turn: Turn, connection: Connection, own: dict[str, object]) -> Turn:
    """With the Threads that are one conversation with its own."""
    there = [connection.execute(select(HOME), own).scalar_one(), *connection.execute(OTHERS, own).scalars()]
    others = tuple(one for one in map(thread_of, there) if one != turn.thread)
    ahead = connection.execute(AHEAD, own | {"before": turn.id})
    behind = tuple(Thread(row.platform, row.workspace, row.channel, row.thread) for row in ahead)
    return replace(turn, others=others, behind=behind)


def _change(turn: TurnId, **values: object) -> Update:
    return update(turns).where(turns.c.id == turn, KEPT).values(values)
