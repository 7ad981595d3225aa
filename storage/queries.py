"""The statements that are asked for every turn, built once, and the conditions that several share."""

from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy import ColumnElement, Table, and_, bindparam, false, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from bridge.types import State, Thread
from storage.models import attachments, choices, conversations, files, parts, turns

KEY = ("platform", "workspace", "channel", "thread")
IN_THREAD = and_(*(turns.c[name] == bindparam(name) for name in KEY))
"""Of the Thread whose fields are the parameters."""

KEPT = turns.c.state != State.WITHDRAWN
"""Of those that were taken back only their message is known, so that it is not asked when it is delivered again."""

WITH_CONVERSATION = select(turns, conversations.c.conversation).join(
    conversations, and_(*(turns.c[name] == conversations.c[name] for name in (*KEY, "backend"))), isouter=True
)

BEGUN = select(choices.c.since).where(*(choices.c[name] == turns.c[name] for name in KEY)).scalar_subquery()
"""The first turn that may be in the Thread's conversation as people began it last."""

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
        LAST.label("last"),
        select(parts.c.turn).where(parts.c.turn == turns.c.id).exists().label("has_parts"),
        select(files.c.turn).where(files.c.turn == turns.c.id).exists().label("has_files"),
        select(attachments.c.turn).where(attachments.c.turn == turns.c.id).exists().label("has_attachments"),
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
        state=bindparam("state"),
        ended=False,
        asking_at=0.0,
        ended_at=0.0,
        answer="",
        answered_by="",
        stopped=False,
        reason=bindparam("reason"),
        read_by="",
        preface="",
    )
    .on_conflict_do_nothing()
    .returning(turns.c.id, turns.c.backend)
)

TAKE_BACK = (
    update(turns)
    .where(*(turns.c[name] == bindparam(f"of_{name}") for name in ("platform", "workspace", "channel", "message")))
    .where(turns.c.state == State.ACCEPTED, ~turns.c.held)
    .values(state=State.WITHDRAWN, text="", instructions="", ended=True, ended_at=bindparam("now"))
    .returning(turns.c.id)
)

QUESTION, ANSWER = "question", "answer"
"""The sides that files are on."""


def of(thread: Thread, table: Table = conversations) -> Iterator[ColumnElement[bool]]:
    """The rows of this Thread."""
    return (table.c[name] == value for name, value in asdict(thread).items())


def written_in_by(author: str) -> ColumnElement[bool]:
    """A turn's Thread is one in which this person asked later, or then: what came after their last word there they
    may not have seen, for by now they may have left the channel. Whoever has no name asked nowhere.
    """
    if not author:
        return false()
    theirs = turns.alias("theirs")
    same = (theirs.c[name] == turns.c[name] for name in KEY)
    return select(theirs.c.id).where(*same, theirs.c.author == author, theirs.c.id >= turns.c.id).exists()


def of_the_turn() -> Iterator[ColumnElement[bool]]:
    """The conversation of a turn."""
    return (conversations.c[name] == turns.c[name] for name in (*KEY, "backend"))
