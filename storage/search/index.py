"""The index: a file of SQLite's beside the ledger, by which turns are found through their words.

All of it can be made again from the ledger, so it is in no backup, and whoever deletes it loses nothing. It knows
which words are in a turn, in no order, those of its question and its title once more with a sign before them, and
which stand in the same part of an answer; no text and no positions (FTS5 of SQLite 3.40: contentless,
``detail=none``). It forgets a turn when it is told its words again; so they are kept beside it.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from bridge.finding.words import PARTS
from storage.private import make_private
from storage.search.packing import Entry, packed, unpacked
from storage.search.tables import STATE, TABLES, VERSION, merged, rows_of

PATIENCE = 10.0
"""Seconds for which it may be held by another process."""

SAMPLE = 300
"""Turns by which it is guessed how many there are of a kind."""

PAGES = 500
"""That are tidied up in one step."""


@dataclass(frozen=True, slots=True)
class State:
    """How far it has come in the ledger."""

    newest: int
    """Turns up to this one …"""
    oldest: int
    """… from this one on are in it."""
    seen: int
    """The last change that it has followed."""


class Index:
    """One connection to it; for one thread at a time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection = self._opened()

    def close(self) -> None:
        self._connection.close()

    def stands(self) -> State | None:
        """None where it was just begun, or another version made it."""
        row = self._connection.execute("SELECT * FROM state").fetchone()
        return State(*row[1:4]) if row and row[0] == VERSION else None

    def begin(self, state: State) -> None:
        """It is empty, and this is where it begins."""
        with self._writing() as write:
            write.execute("DELETE FROM state")
            for table in reversed(TABLES):
                write.execute(f"DROP TABLE IF EXISTS {table}")  # an older version's were others
            for made in TABLES.values():
                write.execute(made)
            write.execute("INSERT INTO state VALUES (?, ?, ?, ?, 0)", (VERSION, *astuple(state)))

    def put(self, found: Mapping[int, Entry | None], before: State, after: State) -> bool:
        """Turns with all that they are found by, with nothing where they are to be found no more.

        False, and nothing is done, where another process has brought it forward meanwhile.
        """
        with self._writing() as write:
            if self.stands() != before:
                return False
            for turn, entry in found.items():
                if self._forget(write, turn) and entry is None:
                    write.execute("UPDATE state SET untidy = 1")  # pages may still have them
                if entry is not None:
                    write.execute("INSERT INTO known (turn, words) VALUES (?, ?)", (turn, packed(entry)))
                    for table, row in rows_of(turn, entry):
                        write.execute(f"INSERT INTO {table} (rowid, word) VALUES (?, ?)", row)  # noqa: S608
            write.execute("UPDATE state SET newest = ?, oldest = ?, seen = ?", astuple(after))
            if before.oldest > after.oldest == 0:
                write.execute("UPDATE state SET untidy = 1")  # all is there: in one piece it is found more quickly
        return True

    def tidy(self) -> bool:
        """One step towards one piece, in which nothing is left of what was forgotten; False when it is such."""
        with self._writing() as write:
            begun = write.execute("SELECT untidy FROM state").fetchone()
            if not begun or not begun[0]:
                return False
            pages = -PAGES if begun[0] == 1 else PAGES  # the first step says that all of it is to become one
            left = [table for table in ("words", "parts") if not merged(write, table, pages)]
            write.execute("UPDATE state SET untidy = ?", (2 if left else 0,))
        return bool(left)

    def turns(self, match: str, most: int, since: int = 0) -> list[int]:
        """The newest that match, newest first; of those from one turn on."""
        found = "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?"
        return [turn for (turn,) in self._connection.execute(found, (match, since, most))]

    def among(self, turns: Sequence[int], match: str, most: int) -> list[int]:
        """The newest of these that match."""
        found = """SELECT rowid FROM words WHERE words MATCH ? AND rowid IN (SELECT value FROM json_each(?))
            ORDER BY rowid DESC LIMIT ?"""
        return [turn for (turn,) in self._connection.execute(found, (match, json.dumps(turns), most))]

    def near(self, match: str, most: int, since: int = 0) -> list[int]:
        """The newest with an answer of which a part matches, newest first."""
        found = "SELECT rowid / ? FROM parts WHERE parts MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?"
        rows = self._connection.execute(found, (PARTS, match, since * PARTS, most))
        return list(dict.fromkeys(turn for (turn,) in rows))

    def newest(self, most: int) -> list[int]:
        """Whatever is in them, newest first."""
        found = "SELECT turn FROM known ORDER BY turn DESC LIMIT ?"
        return [turn for (turn,) in self._connection.execute(found, (most,))]

    @property
    def size(self) -> int:
        """About how many turns there are."""
        last: int = self._connection.execute("SELECT coalesce(max(turn), 0) FROM known").fetchone()[0]
        return last

    def count(self, match: str) -> int:
        """About how many match: as many as among the newest."""
        newest = self.turns(match, SAMPLE)
        if len(newest) < SAMPLE:
            return len(newest)
        size = self.size
        return round(SAMPLE * size / max(1, size - newest[-1] + 1))

    def known(self, words: Sequence[str]) -> dict[str, int]:
        """Those of the words that are in some turn or other, and in how many."""
        found = "SELECT term, doc FROM json_each(?) JOIN vocabulary ON term = value"
        return dict(self._connection.execute(found, (json.dumps(words),)))

    def beginning(self, letters: str, most: int) -> dict[str, int]:
        """Words that begin so, and in how many turns they are."""
        found = "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ? LIMIT ?"
        return dict(self._connection.execute(found, (letters, letters + "\x7f", most)))

    def _forget(self, write: sqlite3.Connection, turn: int) -> bool:
        """Whether it was there."""
        row = write.execute("SELECT words FROM known WHERE turn = ?", (turn,)).fetchone()
        if row is None:
            return False
        for table, values in rows_of(turn, unpacked(row[0])):
            write.execute(f"INSERT INTO {table} ({table}, rowid, word) VALUES ('delete', ?, ?)", values)  # noqa: S608
        write.execute("DELETE FROM known WHERE turn = ?", (turn,))
        return True

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._connected()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # held, full, or not to be written
                raise
            for end in ("", "-wal", "-shm"):  # damaged: it is made again
                Path(f"{self._file}{end}").unlink(missing_ok=True)
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        make_private(self._file)
        connection = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")  # what a power cut takes is made again
            connection.execute("PRAGMA secure_delete=ON")
            for made in (STATE, *TABLES.values()):
                connection.execute(made)
        except BaseException:
            connection.close()
            raise
        return connection

    def _writing(self) -> "_Step":
        return _Step(self._connection)


class _Step:
    """All of it or nothing, one process at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(self, kind: object, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
