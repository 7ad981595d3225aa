"""What a turn's conversation is called, by people or by its backend, and under which tags it stands."""

from sqlalchemy import String, and_, func, select

from storage.models import conversations, tags, titles, turns

OWN = select(titles.c.title).where(titles.c.home == turns.c.home).scalar_subquery()

TAGS = select(func.aggregate_strings(tags.c.tag, " ")).where(tags.c.home == turns.c.home).scalar_subquery()

TITLE = func.coalesce(OWN, conversations.c.title, "", type_=String).label("title")
"""Beside the turn's conversation."""

OF_TURN = and_(conversations.c.home == turns.c.home, conversations.c.backend == turns.c.backend)

CALLED = (OWN.label("own"), conversations.c.title, TAGS.label("tags"))
"""All of it."""
