"""A Thread goes on with an old chat that was brought here: what was said in that is its history from then on."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, literal, or_, select, update

from bridge.errors import ConversationTaken
from bridge.types import ConversationId, Thread
from storage.home import HOME, home_of
from storage.models import choices, conversations, imported, joined, tags, titles, turns
from storage.past.threads import beside, brought_into
from storage.queries import KEPT
from storage.upsert import insert


def take(
    connection: Connection, thread: Thread, backend: str, conversation: ConversationId, now: float
) -> int | None:
    """How many turns the Thread has taken; None where there was nothing to take.

    Raises ConversationTaken when another Thread has it.
    """
    query = select(imported.c.thread).where(imported.c.conversation == conversation, ~imported.c.forgotten)
    own = connection.execute(query).scalar()
    if own is None:
        return None
    before = connection.execute(select(HOME), {"own": own}).scalar_one()
    home = connection.execute(select(home_of(thread))).scalar_one()
    if before == home:
        return None
    others = or_(joined.c.thread == own, joined.c.home == own)
    if connection.execute(select(joined.c.thread).where(others)).first() is not None:
        raise ConversationTaken
    return _move(connection, own, home, backend, conversation, now)


def _move(
    connection: Connection, own: str, home: str, backend: str, conversation: ConversationId, now: float
) -> int:
    since = _since(connection, own, home)
    title = connection.execute(select(conversations.c.title).where(conversations.c.home == own)).scalar() or ""
    _called_as_before(connection, own, home)
    for table in (conversations, choices):
        connection.execute(delete(table).where(table.c.home == own))
    moved = connection.execute(update(turns).where(turns.c.home == own).values(home=home, backend=backend)).rowcount
    connection.execute(insert(joined).values(thread=own, home=home, since=now))
    row = insert(conversations).values(
        home=home, backend=backend, conversation=conversation, opened_at=now, title=title, since=since
    )
    new = {name: row.excluded[name] for name in ("conversation", "opened_at", "title", "since")}
    keys = list(conversations.primary_key.columns)
    connection.execute(row.on_conflict_do_update(index_elements=keys, set_=new))
    if since:
        begun = insert(choices).values(home=home, model="", since=since)
        keys = list(choices.primary_key.columns)
        connection.execute(begun.on_conflict_do_update(index_elements=keys, set_={"since": begun.excluded.since}))
    return moved


def _since(connection: Connection, own: str, home: str) -> int:
    """The first turn of the conversation: what else was said in the Thread before is not in it.

    Where some of that came later than the old chat did, nothing says any more which is which.
    """
    newest = connection.execute(select(func.max(turns.c.id)).where(turns.c.home == home, KEPT)).scalar()
    if newest is None:
        return 0
    oldest: int | None = connection.execute(select(func.min(turns.c.id)).where(turns.c.home == own)).scalar()
    if oldest is not None and oldest > newest:
        return oldest
    return int(connection.execute(select(func.max(turns.c.id))).scalar_one()) + 1


def _called_as_before(connection: Connection, own: str, home: str) -> None:
    """What people called it, where the Thread is called nothing, and the tags that they gave it."""
    for table, said in ((titles, titles.c.title), (tags, tags.c.tag)):
        theirs = select(literal(home), said).where(table.c.home == own)
        connection.execute(insert(table).from_select(["home", said.name], theirs).on_conflict_do_nothing())
        connection.execute(delete(table).where(table.c.home == own))


def forgotten_with(connection: Connection, home: str) -> Sequence[str]:
    """The branches of what was brought into this home, which go with it; no later archive brings any of it back."""
    brought = brought_into(connection, home)
    connection.execute(update(imported).where(imported.c.conversation.in_(brought)).values(forgotten=True))
    return beside(connection, brought)
