"""A Thread as one text, by which all that belongs to it is found: ``slack/T1/C1/100.1``."""

from urllib.parse import unquote

from sqlalchemy import ColumnElement, bindparam, func, select

from bridge.types import Thread
from storage.models import joined


def key(thread: Thread) -> str:
    """No two Threads have the same."""
    return "/".join(map(_escaped, (thread.platform, thread.workspace, thread.channel, thread.thread)))


def thread_of(key: str) -> Thread:
    """The Thread that has this key."""
    return Thread(*map(unquote, key.split("/")))


def _escaped(name: str) -> str:
    """As the migration 0004 writes it in SQL."""
    return name.replace("%", "%25").replace("/", "%2F")


def _home(own: ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(select(joined.c.home).where(joined.c.thread == own).scalar_subquery(), own)


HOME = _home(bindparam("own"))
"""Of the Thread whose key is the parameter: the one that it was joined to, or itself."""


OTHERS = select(joined.c.thread).where(joined.c.home == HOME).order_by(joined.c.since)
"""The keys of those that were joined to it, too."""


def home_of(thread: Thread) -> ColumnElement[str]:
    """The same of this Thread."""
    return _home(bindparam(None, key(thread)))
