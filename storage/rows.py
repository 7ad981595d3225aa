"""Between rows and nouns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from bridge.types import Anchor, ConversationId, File, Image, MessageId, Question, State, Thread, Turn, TurnId
from storage.models import files
from storage.queries import ANSWER, QUESTION


def file_rows(turn: TurnId, came: Sequence[File]) -> list[dict[str, object]]:
    return [
        {
            "turn": turn,
            "side": QUESTION,
            "number": number,
            "kind": "file",
            "name": file.name,
            "content": file.content,
        }
        for number, file in enumerate(came, 1)
    ]


def with_files(turn: Turn, connection: Connection) -> Turn:
    """The files that are needed next: the question's to ask it, the answer's to show it."""
    over = turn.state in (State.ANSWERED, State.FAILED)
    side = ANSWER if over else QUESTION
    rows = connection.execute(
        select(files).where(files.c.turn == turn.id, files.c.side == side).order_by(files.c.number)
    ).all()
    if over:
        made = (Image(r.name, r.content) if r.kind == "image" else File(r.name, r.content) for r in rows)
        return replace(turn, files=tuple(made))
    question = replace(turn.question, files=tuple(File(r.name, r.content) for r in rows))
    return replace(turn, question=question)


def turn_of(row: Row[Any]) -> Turn:
    thread = Thread(row.platform, row.workspace, row.channel, row.thread)
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
        ),
        backend=row.backend,
        state=State(row.state),
        conversation=None if row.conversation is None else ConversationId(row.conversation),
        anchor=None if row.anchor is None else Anchor(row.anchor),
        answer=row.answer,
        answered_by=row.answered_by,
        read_by=row.read_by,
        stopped=row.stopped,
        reason=row.reason,
        asking_since=row.asking_at,
        preface=row.preface,
        held=row.held,
    )
