"""Where codes are kept: a file of SQLite's beside that of the words, which can be made again like that one.

Rows are only ever added at its end, so whoever has read them reads on from there. What is found no more has a row
without a code, which takes it from those who had read it.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from storage.private import make_private
from storage.search.index import PATIENCE, State
from storage.vectors.basis import Basis

VERSION = 2

TABLES = (
    """CREATE TABLE IF NOT EXISTS state (version INTEGER NOT NULL, made INTEGER NOT NULL, encoder TEXT NOT NULL,
    middle BLOB NOT NULL, axes BLOB NOT NULL, learned INTEGER NOT NULL, sample BLOB NOT NULL,
    newest INTEGER NOT NULL, oldest INTEGER NOT NULL, seen INTEGER NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS codes (place INTEGER PRIMARY KEY AUTOINCREMENT, turn INTEGER NOT NULL UNIQUE,
    said BLOB NOT NULL, code BLOB,
    crowd REAL NOT NULL DEFAULT 0)""",
)


@dataclass(frozen=True, slots=True)
class Made:
    """What the codes in it are of."""

    number: int
    """Grows whenever all of it is made anew."""
    encoder: str
    basis: Basis


Code = tuple[bytes, bytes | None, float]
"""A digest of what was said, so that the same is not made twice; the code, if any; how crowded it is there."""

Place = tuple[int, int, bytes | None, float]
"""Where it is, the turn, its code and how crowded it is."""


class VectorFile:
    """One connection to it."""

    def __init__(self, file: Path) -> None:
        make_private(file)
        self._connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute("PRAGMA secure_delete=ON")  # a vector tells much of its text
            for made in TABLES:
                self._connection.execute(made)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    @property
    def made(self) -> Made | None:
        """None where it was just begun, or another version made it."""
        row = self._connection.execute("SELECT * FROM state").fetchone()  # an older version's has other columns
        if row is None or row[0] != VERSION:
            return None
        middle, axes = (np.frombuffer(one, np.float32) for one in row[3:5])
        axes = axes.reshape(len(middle), -1)
        sample = np.frombuffer(row[6], np.uint8).reshape(-1, -(-axes.shape[1] // 8))
        return Made(row[1], row[2], Basis(middle, axes, row[5], sample))

    @property
    def number(self) -> int:
        """Of what is in it now; 0: nothing."""
        row = self._connection.execute("SELECT made FROM state WHERE version = ?", (VERSION,)).fetchone()
        return row[0] if row else 0

    @property
    def state(self) -> State | None:
        row = self._connection.execute("SELECT newest, oldest, seen FROM state").fetchone()
        return State(*row) if row else None

    def begin(self, encoder: str, basis: Basis, state: State) -> None:
        """It is empty, and this is where it begins."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            row = self._connection.execute("SELECT made FROM state").fetchone()
            for table, made in zip(("state", "codes"), TABLES, strict=True):
                self._connection.execute(f"DROP TABLE {table}")  # an older version's were others
                self._connection.execute(made)
            arrays = (np.ascontiguousarray(one).tobytes() for one in (basis.middle, basis.axes))
            values = (VERSION, (row[0] if row else 0) + 1, encoder, *arrays, basis.learned, basis.sample.tobytes())
            self._connection.execute(
                f"INSERT INTO state VALUES ({', '.join('?' * 10)})",  # noqa: S608 - signs alone
                (*values, *astuple(state)),
            )

    def known(self, turns: Sequence[int]) -> Mapping[int, bytes]:
        """The digests of those that are in it."""
        found = f"SELECT turn, said FROM codes WHERE turn IN ({', '.join('?' * len(turns))})"  # noqa: S608
        return dict(self._connection.execute(found, turns))

    def put(self, codes: Mapping[int, Code], before: State, after: State) -> bool:
        """False, and nothing is done, where another process has brought it forward meanwhile."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if self.state != before:
                return False
            rows = [(turn, *code) for turn, code in codes.items()]
            put = "INSERT OR REPLACE INTO codes (turn, said, code, crowd) VALUES (?, ?, ?, ?)"
            self._connection.executemany(put, rows)
            self._connection.execute("UPDATE state SET newest = ?, oldest = ?, seen = ?", astuple(after))
        return True

    def rows(self, behind: int) -> Iterator[list[Place]]:
        """All that came later, many at a time."""
        found = self._connection.execute(
            "SELECT place, turn, code, crowd FROM codes WHERE place > ? ORDER BY place", (behind,)
        )
        while some := found.fetchmany(20_000):
            yield some
