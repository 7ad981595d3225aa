"""What is told of a search besides its words, in SQL: who may find what, and the filters."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from bridge.types import Channel, Query, Seen, Thread
from storage.home import key
from storage.models import attachments, files, tags, turns
from storage.past.threads import ARCHIVE
from storage.queries import written_in_by

FENCE = "```"


def seen_by(seen: Seen) -> ColumnElement[bool]:
    """A turn is one that they may find."""
    if seen.everything:
        return true()
    here = (or_(_in(place), _brought_to(place)) for place in seen.channels)
    return or_(false(), *here, *([written_in_by(seen.person)] if seen.person else []))


def filters(query: Query) -> Iterator[ColumnElement[bool]]:
    """A turn is what they ask for."""
    if query.places:
        named = func.lower(turns.c.channel).in_([place.lower() for place in query.places])
        yield or_(named, *map(_in, query.channels))
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


def _brought_to(place: Channel) -> ColumnElement[bool]:
    """An old chat that a Thread of this channel goes on with. LIKE would take c1 for C1."""
    begins = key(Thread(place.platform, place.workspace, place.channel, ""))
    return and_(turns.c.platform == ARCHIVE, func.substr(turns.c.home, 1, len(begins)) == begins)


def _in(place: Channel) -> ColumnElement[bool]:
    there = ("platform", "workspace", "channel")
    return and_(*(turns.c[name] == getattr(place, name) for name in there))
