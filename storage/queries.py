"""The statements that are asked for every turn, built once, and the conditions that several share."""

from collections.abc import Collection, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnCollection,
    ColumnElement,
    FromClause,
    Table,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    update,
)

from bridge.types import Channel, Person, State, Thread
from storage.home import HOME, home_of, key
from storage.models import (
    attachments,
    choices,
    conversations,
    files,
    heads,
    joined,
    kept,
    merged,
    offers,
    parts,
    turns,
)
from storage.upsert import insert

PLACE = ("platform", "workspace", "channel")

KEY = (*PLACE, "thread")

TOGETHER = turns.c.home == HOME
"""Of the Thread whose key is the parameter ``own``, and of all that are one conversation with it."""

IN_THREAD = and_(TOGETHER, *(turns.c[name] == bindparam(name) for name in KEY))
"""Of the Thread itself, whose fields are parameters, too."""

KEPT = turns.c.state != State.WITHDRAWN
"""Of those that were taken back only their message is known, so that it is not asked when it is delivered again."""

WITH_CONVERSATION = select(turns, conversations.c.conversation).join(
    conversations,
    and_(conversations.c.home == turns.c.home, conversations.c.backend == turns.c.backend),
    isouter=True,
)

BEGUN = select(choices.c.since).where(choices.c.home == turns.c.home).scalar_subquery()
"""The first turn that may be in the Thread's conversation as people began it last."""

BEGUN_HERE = select(choices.c.since).where(choices.c.home == HOME).scalar_subquery()
"""The same of the Thread whose key is the parameter, known before its turns are looked at."""

CHOSEN = select(choices.c.model).where(choices.c.home == HOME)
"""The model that was chosen for the Thread whose key is the parameter."""

BEGAN = select(HOME.label("home"), CHOSEN.scalar_subquery().label("model"))
"""Where its conversation began, and that model."""

earlier = turns.alias("earlier")
LAST = (
    select(earlier.c.anchor)
    .where(earlier.c.home == turns.c.home, earlier.c.backend == turns.c.backend)
    .where(earlier.c.id < turns.c.id, earlier.c.id >= conversations.c.since, earlier.c.anchor.is_not(None))
    .order_by(earlier.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
"""The anchor of the question before, in the same conversation."""

LAST_ANSWER = (
    select(earlier.c.answer)
    .join(turns, and_(earlier.c.home == turns.c.home, earlier.c.backend == turns.c.backend))
    .where(turns.c.id == bindparam("turn"), earlier.c.id < turns.c.id, earlier.c.answer != "")
    .order_by(earlier.c.id.desc())
    .limit(1)
)
"""What was answered there last."""

ANSWERED = (State.ANSWERED, State.DELIVERED)

asking = turns.alias("asking")
other = turns.alias("other")


def _missed(turn: FromClause, one: FromClause) -> ColumnElement[bool]:
    """Another backend answered this one in the conversation since that of the turn was asked last there."""
    known = (
        select(earlier.c.id)
        .where(earlier.c.home == turn.c.home, earlier.c.backend == turn.c.backend)
        .where(earlier.c.id < turn.c.id, or_(earlier.c.anchor.is_not(None), earlier.c.state.in_(ANSWERED)))
        .order_by(earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    between = and_(one.c.home == turn.c.home, one.c.id < turn.c.id, one.c.id > func.coalesce(known, 0))
    return and_(between, one.c.backend != turn.c.backend, one.c.answer != "", one.c.state.in_(ANSWERED))


MISSED = (
    WITH_CONVERSATION.join(asking, asking.c.id == bindparam("turn"))
    .where(_missed(asking, turns), turns.c.id >= func.coalesce(BEGUN, 0))
    .order_by(turns.c.id)
)
"""What others answered in the conversation since the backend of a turn was asked last there."""

NEXT = (
    WITH_CONVERSATION.add_columns(
        LAST.label("last"),
        select(parts.c.turn).where(parts.c.turn == turns.c.id).exists().label("has_parts"),
        select(files.c.turn).where(files.c.turn == turns.c.id).exists().label("has_files"),
        select(attachments.c.turn).where(attachments.c.turn == turns.c.id).exists().label("has_attachments"),
        select(joined.c.home).where(joined.c.home == turns.c.home).exists().label("has_others"),
        select(other.c.id).where(_missed(turns, other)).exists().label("has_missed"),
    )
    .where(IN_THREAD, ~turns.c.ended)
    .order_by(turns.c.id)
    .limit(1)
)
"""Built once: it is asked twice for every turn."""

UNASKED = (State.ACCEPTED, State.ASKING)
UNANSWERED = (State.ACCEPTED, State.ASKING, State.ASKED)

AHEAD = (
    select(*(turns.c[name] for name in KEY))
    .where(TOGETHER, ~IN_THREAD, turns.c.state.in_(UNANSWERED))
    .where(or_(turns.c.id < bindparam("before"), turns.c.state != State.ACCEPTED))
    .distinct()
)
"""The other Threads of the conversation in which something was asked before, or begun, that has no answer yet."""

BEGAN_WITH = (
    select(turns.c.backend)
    .where(TOGETHER)
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
        home=HOME,
        message=bindparam("message"),
        author=bindparam("author"),
        text=bindparam("text"),
        instructions=bindparam("instructions"),
        model=bindparam("model"),
        effort=bindparam("effort"),
        max_tokens=bindparam("max_tokens"),
        temperature=bindparam("temperature"),
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
    .returning(turns.c.id, turns.c.backend, turns.c.home)
)

TAKE_BACK = (
    update(turns)
    .where(*(turns.c[name] == bindparam(f"of_{name}") for name in ("platform", "workspace", "channel", "message")))
    .where(turns.c.state == State.ACCEPTED, ~turns.c.held)
    .values(state=State.WITHDRAWN, text="", instructions="", ended=True, ended_at=bindparam("now"))
    .returning(turns.c.id)
)

ERASED = {
    **dict.fromkeys(("author", "text", "instructions", "model", "effort", "preface"), ""),
    **dict.fromkeys(("answer", "answered_by", "reason"), ""),
    "anchor": None,
    "state": State.WITHDRAWN,
    "ended": True,
    "given_up_at": 0.0,
}
"""What is left of a turn is which message it was, so that it is not asked when that is delivered again."""

BESIDE = (parts, files, attachments, merged, heads, kept, offers)
"""What belongs to one turn, and is erased with it."""

QUESTION, ANSWER = "question", "answer"
"""The sides that files are on."""


def of(thread: Thread, table: Table = conversations) -> ColumnElement[bool]:
    """What belongs to this Thread and to all that are one conversation with it."""
    return table.c.home == home_of(thread)


def named(thread: Thread) -> dict[str, object]:
    """The parameters of a query about this Thread."""
    return {**asdict(thread), "own": key(thread)}


def written_in_by(person: Person, places: Collection[Channel] | None = None) -> ColumnElement[bool]:
    """A turn is of a conversation in which this person asked later, or then: what came after their last word there
    they may not have seen, for by now they may have left the channel. Whoever has no name asked nowhere.

    ``places``: only what they asked in one of these counts.
    """
    if not person.name:
        return false()
    theirs = turns.alias("theirs")
    where = theirs.c.platform == person.platform, theirs.c.workspace == person.workspace  # where it is their name
    there = where if places is None else (asked_in(places, theirs),)
    asked = (theirs.c.home == turns.c.home, theirs.c.author == person.name, theirs.c.id >= turns.c.id)
    return select(theirs.c.id).where(*there, *asked).exists()


def asked_in(places: Collection[Channel], one: FromClause = turns) -> ColumnElement[bool]:
    """A turn was asked in one of these channels. One list for each workspace, however many they are."""
    by_workspace = groupby(sorted(places, key=_workspace), key=_workspace)
    there = (
        and_(
            one.c.platform == platform,
            one.c.workspace == workspace,
            one.c.channel.in_([place.channel for place in these]),
        )
        for (platform, workspace), these in by_workspace
    )
    return or_(false(), *there)


def in_channel(columns: ColumnCollection[str, Any], place: Channel) -> ColumnElement[bool]:
    """Of a table that names a channel in each row."""
    return and_(*(columns[name] == getattr(place, name) for name in PLACE))


def _workspace(place: Channel) -> tuple[str, str]:
    return place.platform, place.workspace


def of_the_turn() -> Iterator[ColumnElement[bool]]:
    """The conversation of a turn."""
    return (conversations.c[name] == turns.c[name] for name in ("home", "backend"))
