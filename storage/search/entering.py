"""What of the ledger gets into the index: the words of a turn, and what is told of it besides."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, case, or_, select

from bridge.finding.words import parted, tokens
from bridge.types import State
from storage.home import thread_of
from storage.models import attachments, conversations, files, turns
from storage.search import matching
from storage.search.filters import FENCE
from storage.search.packing import Entry
from storage.search.titles import OF_TURN, OWN, TAGS

_earlier = turns.alias("earlier")

_BEFORE = select(_earlier.c.id).where(_earlier.c.home == turns.c.home, _earlier.c.id < turns.c.id)

_FIRST = ~_BEFORE.exists()
"""What people call a conversation, it is found by at its beginning."""

_FIRST_THERE = ~_BEFORE.where(
    _earlier.c.backend == turns.c.backend, _earlier.c.id >= conversations.c.since
).exists()
"""What its backend calls it, at the beginning of that."""

ENTERED: Select[Any] = select(
    *(
        turns.c[name]
        for name in ("id", "state", "home", "platform", "channel", "author", "text", "answer", "accepted_at")
    ),
    *(turns.c[name] for name in ("model", "answered_by")),
    case((_FIRST, OWN)).label("own"),
    case((_FIRST, TAGS)).label("tags"),
    case((and_(turns.c.id >= conversations.c.since, _FIRST_THERE), conversations.c.title)).label("title"),
    or_(
        select(files.c.turn).where(files.c.turn == turns.c.id).exists(),
        select(attachments.c.turn).where(attachments.c.turn == turns.c.id).exists(),
    ).label("has_file"),
).join(conversations, OF_TURN, isouter=True)


def entered(rows: Sequence[Row[Any]]) -> dict[int, Entry | None]:
    """What each of them is found by; None where it was taken back."""
    return {row.id: None if row.state == State.WITHDRAWN else _entry(row) for row in rows}


def _entry(row: Row[Any]) -> Entry:
    called = "\n".join(filter(None, (row.own, row.title, row.tags)))
    answer = (frozenset(tokens(part)) for part in parted(row.answer))
    return Entry(frozenset(tokens(called)), frozenset(tokens(row.text)), frozenset(_about(row)), tuple(answer))


def _about(row: Row[Any]) -> Iterator[str]:
    yield from {matching.channel(row.channel), matching.channel(thread_of(row.home).channel)}
    yield matching.author(row.author)
    yield matching.platform(row.platform)
    yield from matching.times(row.accepted_at)
    yield from (matching.model(one) for one in (row.model, row.answered_by) if one)
    if FENCE in row.text or FENCE in row.answer:
        yield matching.CODE
    if row.has_file:
        yield matching.FILE
