"""Between rows and nouns."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, select

from bridge.types import (
    Anchor,
    Attachment,
    ConversationId,
    File,
    Image,
    MessageId,
    Question,
    Saying,
    State,
    Thread,
    Turn,
    TurnId,
    Used,
)
from storage.models import attachments, files
from storage.queries import ANSWER, QUESTION, named


def question_row(question: Question, backend: str, free: Collection[str] = ()) -> dict[str, object]:
    family = backend.partition("/")[0]
    stays = backend not in free
    return {
        **named(question.thread),
        "family": family if stays else backend,
        "accounts": f"{family}/" if stays else f"{backend}//",  # there are none of that name
        "wanted": backend,
        "message": question.message,
        "author": question.author,
        "text": question.text,
        "instructions": question.instructions,
        "model": question.model,
        "effort": question.effort,
        "max_tokens": question.max_tokens,
        "temperature": question.temperature,
        "temporary": question.temporary,
        "action": question.action,
    }


def attachment_rows(turn: TurnId, came: Sequence[Attachment]) -> list[dict[str, object]]:
    return [{"turn": turn, "number": number, "fetched": False, **asdict(one)} for number, one in enumerate(came, 1)]


def file_rows(turn: TurnId, came: Sequence[File], before: int = 0) -> list[dict[str, object]]:
    """``before``: so many are there already."""
    return [
        {
            "turn": turn,
            "side": QUESTION,
            "number": number,
            "kind": "file",
            "name": file.name,
            "content": file.content,
        }
        for number, file in enumerate(came, before + 1)
    ]


def saying_rows(turn: TurnId, said: Sequence[Saying]) -> list[dict[str, object]]:
    numbered = enumerate(said, 1)
    return [{"turn": turn, "number": number, "message": one.message, "text": one.text} for number, one in numbered]


def said_in(turns: Sequence[Turn], rows: Sequence[Row[Any]]) -> Sequence[Turn]:
    """The turns with the messages that their questions were made of, where these were several."""
    said: dict[int, tuple[Saying, ...]] = {}
    for row in rows:
        said[row.turn] = (*said.get(row.turn, ()), Saying(MessageId(row.message), row.text))
    if not said:
        return turns
    return [replace(one, question=replace(one.question, sayings=said.get(one.id, ()))) for one in turns]


def with_attachments(turn: Turn, connection: Connection) -> Turn:
    mine = select(attachments).where(attachments.c.turn == turn.id).order_by(attachments.c.number)
    return among([turn], connection.execute(mine).all())[0]


def among(turns: Sequence[Turn], rows: Sequence[Row[Any]]) -> Sequence[Turn]:
    """The turns with those of the attachments that are theirs."""
    if not rows:
        return turns
    return [_with_attachments(turn, [row for row in rows if row.turn == turn.id]) for turn in turns]


def _with_attachments(turn: Turn, rows: Sequence[Row[Any]]) -> Turn:
    question = replace(turn.question, attachments=_attachments(rows))
    return replace(turn, question=question, unfetched=_attachments(row for row in rows if not row.fetched))


def _attachments(rows: Iterable[Row[Any]]) -> tuple[Attachment, ...]:
    return tuple(Attachment(row.name, row.source, row.size, row.kind) for row in rows)


def with_files(turn: Turn, connection: Connection) -> Turn:
    """The files that are needed next: the question's to ask it, the answer's to show it."""
    over = turn.state in (State.ANSWERED, State.FAILED)
    side = ANSWER if over else QUESTION
    rows = connection.execute(
        select(files).where(files.c.turn == turn.id, files.c.side == side).order_by(files.c.number)
    ).all()
    if over:
        return replace(turn, files=made_from(rows))
    question = replace(turn.question, files=tuple(File(r.name, r.content) for r in rows))
    return replace(turn, question=question)


def made_from(rows: Sequence[Row[Any]]) -> tuple[Image | File, ...]:
    return tuple(Image(r.name, r.content) if r.kind == "image" else File(r.name, r.content) for r in rows)


def thread_from(row: Row[Any]) -> Thread:
    return Thread(row.platform, row.workspace, row.channel, row.thread)


def turn_from(row: Row[Any]) -> Turn:
    thread = thread_from(row)
    return Turn(
        id=TurnId(row.id),
        question=Question(
            thread,
            MessageId(row.message),
            row.author,
            row.text,
            row.instructions,
            row.model,
            row.effort,
            row.temporary,
            row.action,
            max_tokens=row.max_tokens,
            temperature=row.temperature,
        ),
        backend=row.backend,
        state=State(row.state),
        conversation=None if row.conversation is None else ConversationId(row.conversation),
        anchor=None if row.anchor is None else Anchor(row.anchor),
        answer=row.answer,
        answered_by=row.answered_by,
        read_by=row.read_by,
        stopped=row.stopped,
        cut=row.cut,
        reason=row.reason,
        accepted_at=row.accepted_at,
        asking_since=row.asking_at,
        preface=row.preface,
        held=row.held,
        slot=row.slot,
        used=_used(row),
        unwanted=row.unwanted,
        retried_at=row.retried_at,
        announced=row.announced,
    )


def used_columns(used: Used | None) -> dict[str, object]:
    return {
        "prompt_tokens": used.prompt if used else 0,
        "completion_tokens": used.completion if used else 0,
        "cached_tokens": used.cached if used else 0,
        "cost": (used.cost if used else None) or 0.0,
        "counted": used.counted if used else "",
    }


def _used(row: Row[Any]) -> Used | None:
    if not row.counted:
        return None
    return Used(row.prompt_tokens, row.completion_tokens, row.cached_tokens, row.cost or None, row.counted)
