"""The statements that are asked for every turn, built once, and the conditions that several share."""

from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from bridge.types import State, Thread
from storage.models import conversations, files, turns

KEY = ("platform", "workspace", "channel", "thread")
IN_THREAD = and_(*(turns.c[name] == bindparam(name) for name in KEY))
"""Of the Thread whose fields are the parameters."""

WITH_CONVERSATION = select(turns, conversations.c.conversation).join(
    conversations, and_(*(turns.c[name] == conversations.c[name] for name in (*KEY, "backend"))), isouter=True
)

earlier = turns.alias("earlier")
LAST = (
    select(earlier.c.anchor)
    .where(*(earlier.c[name] == turns.c[name] for name in (*KEY, "backend")))
    .where(earlier.c.id < turns.c.id, earlier.c.id >= conversations.c.since, earlier.c.anchor.is_not(None))
    .order_by(earlier.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
"""The anchor of the question before, in the same conversation."""

NEXT = (
    WITH_CONVERSATION.add_columns(
        LAST.label("last"), select(files.c.turn).where(files.c.turn == turns.c.id).exists().label("has_files")
    )
    .where(IN_THREAD, ~turns.c.ended)
    .order_by(turns.c.id)
    .limit(1)
)
"""Built once: it is asked twice for every turn."""

BEGAN_WITH = (
    select(turns.c.backend)
    .where(IN_THREAD)
    .where(or_(turns.c.backend == bindparam("family"), turns.c.backend.startswith(bindparam("accounts"))))
    .order_by(turns.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
"""The account that the Thread has at the backend of these accounts."""

ACCEPT = (
    insert(turns)
    .values(
        **{name: bindparam(name) for name in KEY},
        message=bindparam("message"),
        author=bindparam("author"),
        text=bindparam("text"),
        instructions=bindparam("instructions"),
        model=bindparam("model"),
        effort=bindparam("effort"),
        temporary=bindparam("temporary"),
        action=bindparam("action"),
        held=bindparam("held"),
        backend=func.coalesce(BEGAN_WITH, bindparam("wanted")),
        accepted_at=bindparam("accepted_at"),
        state=State.ACCEPTED,
        ended=False,
        asking_at=0.0,
        ended_at=0.0,
        answer="",
        answered_by="",
        stopped=False,
        reason="",
        read_by="",
        preface="",
    )
    .on_conflict_do_nothing()
    .returning(turns.c.id, turns.c.backend)
)
QUESTION, ANSWER = "question", "answer"
"""The sides that files are on."""


def of(thread: Thread) -> Iterator[ColumnElement[bool]]:
    """The conversations of this Thread."""
    return (conversations.c[name] == value for name, value in asdict(thread).items())


def of_the_turn() -> Iterator[ColumnElement[bool]]:
    """The conversation of a turn."""
    return (conversations.c[name] == turns.c[name] for name in (*KEY, "backend"))
