"""What an earlier export has put into a folder: which conversation is which note, as we left it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from bridge.errors import StorageError
from bridge.exporting.names import numbered
from bridge.texts import Phrase
from bridge.types import Thread
from storage.home import key, thread_of

NAME = ".threadbridge.db"
"""In the folder; Obsidian shows nothing that begins with a dot."""

TABLE = """CREATE TABLE IF NOT EXISTS notes (
    thread TEXT PRIMARY KEY, file TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
    run INTEGER NOT NULL DEFAULT 0
)"""


@dataclass(frozen=True, slots=True)
class Note:
    """As we left it."""

    thread: Thread
    file: str
    hash: str
    size: int
    changed: int


class Known:
    """Of one folder, in a small database of its own: there may be more notes than memory should hold."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection
        self._run = int(connection.execute("SELECT coalesce(max(run), 0) + 1 FROM notes").fetchone()[0])

    def note(self, thread: Thread) -> Note | None:
        query = "SELECT file, hash, size, changed FROM notes WHERE thread = ?"
        row = self._connection.execute(query, (key(thread),)).fetchone()
        return Note(thread, *row) if row else None

    def place(self, thread: Thread, wanted: str, *, anew: bool = False) -> Path:
        """Where its note is, or will be; ``anew``: in another file than before."""
        if not anew and (note := self.note(thread)):
            self._connection.execute("UPDATE notes SET run = ? WHERE thread = ?", (self._run, key(thread)))
            return self._folder / note.file
        file, number = wanted, 1
        while self._taken(file):
            file, number = numbered(wanted, number + 1), number + 1
        row = (key(thread), file, file.casefold(), self._run)
        self._connection.execute(
            "INSERT OR REPLACE INTO notes (thread, file, folded, run) VALUES (?, ?, ?, ?)", row
        )
        return self._folder / file

    def wrote(self, thread: Thread, file: Path, hash: str) -> None:
        there = file.stat()
        self._connection.execute(
            "UPDATE notes SET hash = ?, size = ?, changed = ? WHERE thread = ?",
            (hash, there.st_size, there.st_mtime_ns, key(thread)),
        )

    def theirs(self, note: Note) -> bool:
        """Somebody changed it since we wrote it: it is not ours to be changed or removed."""
        file = self._folder / note.file
        if not file.is_file() or not note.hash:  # the latter: killed while it was written
            return False
        there = file.stat()
        if not there.st_size or (there.st_size, there.st_mtime_ns) == (note.size, note.changed):
            return False  # the former: the power was cut before it was on the disk
        with file.open("rb") as opened:
            return hashed(opened) != note.hash

    def left(self) -> list[Note]:
        """Those that did not come up this time."""
        query = "SELECT thread, file, hash, size, changed FROM notes WHERE run < ?"
        return [Note(thread_of(row[0]), *row[1:]) for row in self._connection.execute(query, (self._run,))]

    def drop(self, note: Note) -> None:
        self._connection.execute("DELETE FROM notes WHERE thread = ?", (key(note.thread),))

    def _taken(self, file: str) -> bool:
        query = "SELECT 1 FROM notes WHERE folded = ?"
        if self._connection.execute(query, (file.casefold(),)).fetchone():
            return True
        return (self._folder / file).exists()


@contextmanager
def known(folder: Path) -> Iterator[Known]:
    """StorageError where the folder can't be written, or another export is at work there."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with closing(sqlite3.connect(folder / NAME, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=OFF")  # what is lost is written again
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute(TABLE)
            connection.execute("COMMIT")  # from now on step by step, so that an export that is killed goes on there
            yield Known(folder, connection)
    except (OSError, sqlite3.Error) as error:
        what = getattr(error, "strerror", None) or error
        raise StorageError(what=Phrase("export_unwritable", file=folder, what=what)) from error


def hashed(opened: IO[bytes]) -> str:
    """Of all that is to come."""
    sum = sha256()
    while piece := opened.read(1 << 20):
        sum.update(piece)
    return sum.hexdigest()
