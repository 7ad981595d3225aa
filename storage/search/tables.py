"""What the index is made of: its tables, and the rows of a turn in them."""

import sqlite3
from collections.abc import Iterator

from bridge.finding.words import PARTS
from storage.search.packing import ASKED, CALLED, Entry, Words

VERSION = 3
"""Of what is in it; where it is another one it is made anew."""

STATE = """CREATE TABLE IF NOT EXISTS state (version INTEGER NOT NULL, newest INTEGER NOT NULL,
    oldest INTEGER NOT NULL, seen INTEGER NOT NULL, untidy INTEGER NOT NULL)"""

_WORDS = f"""CREATE VIRTUAL TABLE IF NOT EXISTS {{}} USING fts5(
    word, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '{ASKED}{CALLED}#'")"""

TABLES = {
    # Rows come in any order of turns; only behind one another they fill their pages.
    "known": "CREATE TABLE IF NOT EXISTS known (turn INTEGER NOT NULL UNIQUE, words BLOB NOT NULL)",
    "words": _WORDS.format("words"),
    "parts": _WORDS.format("parts"),
    "vocabulary": "CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(words, row)",
}


def rows_of(turn: int, entry: Entry) -> Iterator[tuple[str, tuple[int, str]]]:
    yield "words", (turn, _text(entry.whole))
    for number, part in enumerate(entry.parts):
        yield "parts", (turn * PARTS + number, _text(part))


def _text(words: Words) -> str:
    return " ".join(sorted(words))


def merged(write: sqlite3.Connection, table: str, pages: int) -> bool:
    """All of it is in one piece."""
    before = write.total_changes
    write.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))  # noqa: S608
    return write.total_changes - before < 2  # so says FTS5's documentation of 'merge'
