"""What was erased is found by its meaning no more, also where nobody could make a new code now."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from storage.search.index import PATIENCE


def forget(file: Path, turns: Sequence[int]) -> None:
    """A row without a code takes the place of each that has one; nothing of that one is left in the file."""
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        with connection:
            connection.executemany(
                """INSERT OR REPLACE INTO codes (turn, said, code)
                SELECT turn, x'', NULL FROM codes WHERE turn = ? AND code IS NOT NULL""",
                [(turn,) for turn in turns],
            )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
