"""What is to be written of many chats, in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from bridge.types import Chat, Exchange, Thread
from storage.home import key
from storage.models import attachments, conversations, files, imported, joined, titles, turns
from storage.past.rows import CHANGING, NEW, file_rows, named_rows, turn_row
from storage.past.threads import branch_of, digest, thread_of_branch
from storage.upsert import insert

Contents = Mapping[str, bytes]
"""Of files, by where the archive has them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chat belongs."""

    thread: Thread
    home: str
    known: bool
    """Something of it may be in the ledger already."""
    backend: str

    def of(self, one: Exchange) -> tuple[Thread, str]:
        """A Thread and its home: what is on a branch is a conversation of its own."""
        if not one.branch:
            return self.thread, self.home
        thread = thread_of_branch(self.thread, one.branch)
        return thread, key(thread)


@dataclass(slots=True)
class Writing:
    """Rows, by table."""

    author: str
    now: float
    whole: bool
    _turns: list[dict[str, object]] = field(default_factory=list)
    _with_files: list[tuple[Exchange, Thread]] = field(default_factory=list)
    _conversations: list[dict[str, object]] = field(default_factory=list)
    _imported: list[dict[str, object]] = field(default_factory=list)
    _joined: list[dict[str, object]] = field(default_factory=list)
    _titles: list[dict[str, object]] = field(default_factory=list)
    """Of branches; what the page shows has its conversation's."""

    def add(self, one: Exchange, place: Place) -> None:
        """It is new."""
        self._turns.append(self.row(one, place))
        if one.came or one.made:
            self._with_files.append((one, place.thread))

    def row(self, one: Exchange, place: Place) -> dict[str, object]:
        return turn_row(one, *place.of(one), backend=place.backend, author=self.author, now=self.now)

    def has(self, chat: Chat, place: Place, wanted: Sequence[Exchange]) -> None:
        """The ledger has the chat with these exchanges."""
        own = key(place.thread)
        self._brought(chat.conversation, own, digest(chat) if self.whole else "")
        if place.home == own:
            self._titled(own, place.backend, chat.conversation, chat.title)
        elif not all(one.branch for one in wanted):
            self._joined.append({"thread": own, "home": place.home, "since": self.now})
        for branch in dict.fromkeys(one.branch for one in wanted if one.branch):
            home = key(thread_of_branch(place.thread, branch))
            self._brought(branch_of(chat.conversation, branch), home, "")
            if chat.title:
                self._titles.append({"home": home, "title": chat.title})

    def _brought(self, conversation: str, own: str, told: str) -> None:
        row = {"conversation": conversation, "thread": own, "digest": told, "forgotten": False, "at": self.now}
        self._imported.append(row)

    def _titled(self, home: str, backend: str, conversation: str, title: str) -> None:
        row = {"home": home, "backend": backend, "conversation": conversation, "title": title}
        self._conversations.append({**row, "opened_at": self.now, "since": 0})

    def write(self, connection: Connection, contents: Contents) -> int:
        """How many files were kept."""
        if self._turns:
            connection.execute(NEW, self._turns)
        _put(connection, imported, self._imported, "digest", "at")
        _put(connection, conversations, self._conversations, "title")
        _put(connection, joined, self._joined)
        _put(connection, titles, self._titles)
        named, kept = list[dict[str, object]](), list[dict[str, object]]()
        for one, thread in self._with_files:
            turn = known(connection, thread, [one])[one.message].id
            named += named_rows(turn, one)
            kept += file_rows(turn, one, contents)
        for table, rows in ((attachments, named), (files, kept)):
            if rows:
                connection.execute(insert(table), rows)
        return len(kept)


def known(connection: Connection, thread: Thread, wanted: Sequence[Exchange]) -> dict[str, Row[Any]]:
    """Those of the exchanges that were brought before, by their messages."""
    columns = (turns.c.id, turns.c.message, turns.c.state, *(turns.c[name] for name in CHANGING))
    place = (getattr(turns.c, name) == getattr(thread, name) for name in ("platform", "workspace", "channel"))
    query = select(*columns).where(*place, turns.c.message.in_([one.message for one in wanted]))
    return {row.message: row for row in connection.execute(query)}


def _put(connection: Connection, table: Table, rows: Sequence[dict[str, object]], *changing: str) -> None:
    """Rows of which some may be there already, and then say something else now."""
    if not rows:
        return
    row, keys = insert(table), list(table.primary_key.columns)
    if changing:
        row = row.on_conflict_do_update(index_elements=keys, set_={name: row.excluded[name] for name in changing})
    else:
        row = row.on_conflict_do_nothing(index_elements=keys)
    connection.execute(row, rows)
