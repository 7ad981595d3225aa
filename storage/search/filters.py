"""What is told of a search besides its words, in SQL: who may find what, and the filters."""

from collections.abc import Collection, Iterator
from itertools import groupby

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from bridge.types import Channel, Query, Seen, Thread
from storage.home import key
from storage.models import attachments, files, tags, turns
from storage.past.threads import ARCHIVE
from storage.queries import asked_in, written_in_by

FENCE = "```"


def seen_by(seen: Seen) -> ColumnElement[bool]:
    """A turn is one that they may find."""
    if seen.everything:
        return true()
    written = [written_in_by(seen.person, seen.channels if seen.member else None)] if seen.person else []
    return or_(asked_in(seen.channels), _brought_to(seen.channels), *written)


def filters(query: Query) -> Iterator[ColumnElement[bool]]:
    """A turn is what they ask for."""
    if query.places:
        named = func.lower(turns.c.channel).in_([place.lower() for place in query.places])
        yield or_(named, asked_in(query.channels))
    if query.people:
        yield func.lower(turns.c.author).in_([name.lower() for name in query.people])
    if query.platforms:
        yield turns.c.platform.in_(query.platforms)
    if query.models:
        names = (turns.c.model, turns.c.answered_by)
        yield or_(*(name.istartswith(model, autoescape=True) for model in query.models for name in names))
    yield from (turns.c.home.in_(select(tags.c.home).where(tags.c.tag == tag)) for tag in query.tags)
    if query.code:
        yield or_(turns.c.text.contains(FENCE), turns.c.answer.contains(FENCE))
    if query.file:
        yield or_(*(select(one.c.turn).where(one.c.turn == turns.c.id).exists() for one in (files, attachments)))
    if query.since:
        yield turns.c.accepted_at >= query.since
    if query.before:
        yield turns.c.accepted_at < query.before


def _brought_to(places: Collection[Channel]) -> ColumnElement[bool]:
    """An old chat that a Thread of one of these channels goes on with. LIKE would take c1 for C1."""
    begins = sorted((key(Thread(one.platform, one.workspace, one.channel, "")) for one in places), key=len)
    there = (func.substr(turns.c.home, 1, size).in_(list(these)) for size, these in groupby(begins, key=len))
    return and_(turns.c.platform == ARCHIVE, or_(false(), *there))
