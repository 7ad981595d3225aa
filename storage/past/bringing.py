"""Old chats into the ledger, many in one step. The same again is no news; a later export brings what is new in it.

A chat that a Thread here has already, because it was asked in it or took it over, is part of that Thread's
conversation: what was asked here is not brought a second time, and the rest becomes its history.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from bridge.types import Brought, Chat, ConversationId, Exchange, State
from storage.home import HOME, key, thread_of
from storage.ledger import Ledger
from storage.models import conversations, files, imported, turns
from storage.past.rows import different, file_rows
from storage.past.threads import ARCHIVE, digest, thread_of_chat
from storage.past.writing import Contents, Place, Writing, known
from storage.queries import KEPT
from storage.upsert import insert


class Bringing(Ledger):
    """From an archive."""

    async def unchanged(self, chats: Sequence[Chat]) -> Collection[ConversationId]:
        """Those of them in which nothing is new."""
        query = select(imported.c.conversation, imported.c.digest)
        query = query.where(imported.c.conversation.in_([chat.conversation for chat in chats]))
        async with self._reading() as read:
            before = {row.conversation: row.digest for row in await read(query)}
        return {one.conversation for one in chats if before.get(one.conversation) == digest(one)}

    async def bring(
        self, chats: Sequence[Chat], contents: Contents, *, backend: str, author: str = "", whole: bool = True
    ) -> Brought:
        """All of them, or none; ``contents`` are their files, as far as there are any.

        Not the ``whole``: more of their files come in a next step, and until then they count as changed.
        """

        def write(connection: Connection) -> Brought:
            writing, done = Writing(author, self._now(), whole), Brought()
            for chat, place in zip(chats, _places(connection, chats, backend), strict=True):
                done += _bring(connection, chat, place, writing, contents)
            return done + Brought(files=writing.write(connection, contents))

        return await self._together(write)


def _bring(
    connection: Connection, chat: Chat, place: Place | None, writing: Writing, contents: Contents
) -> Brought:
    if place is None:
        seen = update(imported).where(imported.c.conversation == chat.conversation)
        connection.execute(seen.values(digest=digest(chat)))
        return Brought(forgotten=1)
    if place.known:
        return _grow(connection, chat, place, writing, contents)
    for one in chat.exchanges:
        writing.add(one, place)
    writing.has(chat, place, chat.exchanges)
    return Brought(new=1, exchanges=len(chat.exchanges))


def _grow(connection: Connection, chat: Chat, place: Place, writing: Writing, contents: Contents) -> Brought:
    """What is new in a chat of which something is known."""
    wanted = _not_asked_here(connection, chat, place)
    before, new, changed, added = known(connection, place.thread, wanted), 0, 0, 0
    for one in wanted:
        row = before.get(one.message)
        if row is None:
            writing.add(one, place)
            new += 1
        elif row.state != State.WITHDRAWN:
            if change := different(row, writing.row(one, place)):
                connection.execute(update(turns).where(turns.c.id == row.id).values(change))
                changed += 1
            added += _complete(connection, row, one, contents)
    writing.has(chat, place, wanted)
    grown = int(bool(new or changed or added))
    return Brought(grown=grown, known=1 - grown, exchanges=new, files=added)


def _not_asked_here(connection: Connection, chat: Chat, place: Place) -> Sequence[Exchange]:
    """By ChatGPT's id of the question, or by the words of both: our own exports have other ids."""
    columns = (turns.c.anchor, turns.c.text, turns.c.answer)
    ours = select(*columns).where(turns.c.home == place.home, turns.c.platform != ARCHIVE, KEPT)
    asked = connection.execute(ours).all()
    anchors, both = {row.anchor for row in asked}, {(row.text, row.answer) for row in asked}
    return [one for one in chat.exchanges if one.anchor not in anchors and (one.text, one.answer) not in both]


def _complete(connection: Connection, row: Row[Any], one: Exchange, contents: Contents) -> int:
    """The files of a turn that was brought without them."""
    rows = list(file_rows(row.id, one, contents))
    if not rows or connection.execute(select(func.count()).where(files.c.turn == row.id)).scalar_one():
        return 0
    connection.execute(insert(files), rows)
    return len(rows)


def _places(connection: Connection, chats: Sequence[Chat], backend: str) -> Sequence[Place | None]:
    """Where each of them belongs; None for those that were forgotten here."""
    ids, family = [chat.conversation for chat in chats], backend.partition("/")[0]
    of_family = or_(conversations.c.backend == family, conversations.c.backend.startswith(f"{family}/"))
    theirs = select(conversations).where(conversations.c.conversation.in_(ids), of_family)
    taken = {row.conversation: row for row in connection.execute(theirs)}
    query = select(imported).where(imported.c.conversation.in_(ids))
    before = {row.conversation: row for row in connection.execute(query)}
    return [
        _place(connection, one, before.get(id), taken.get(id), backend) for id, one in zip(ids, chats, strict=True)
    ]


def _place(
    connection: Connection, chat: Chat, was: Row[Any] | None, taken: Row[Any] | None, backend: str
) -> Place | None:
    by = taken.backend if taken is not None else backend
    if was is None:
        thread = thread_of_chat(chat)
        home = key(thread) if taken is None else taken.home
        return Place(thread, home, taken is not None, by)
    if was.forgotten:
        return None
    home = connection.execute(select(HOME), {"own": was.thread}).scalar_one()
    return Place(thread_of(was.thread), home, True, by)
