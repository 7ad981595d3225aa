"""What others do, over the same texts: SQLite's LIKE, FTS5's trigrams, and plain pairs of syllables."""

import re
import sqlite3
from collections.abc import Callable, Sequence

from bridge.finding.words import tokens
from bridge.types import Turn

Finds = Callable[[str], Sequence[str]]

PLAIN = re.compile(r'"|\*|(?:in|from|model):\S+')


def others(said: Sequence[Turn]) -> dict[str, Finds]:
    """Each by its name; filters are left out, as they have none."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """CREATE TABLE said (id INTEGER PRIMARY KEY, message TEXT, text TEXT);
        CREATE VIRTUAL TABLE trigrams USING fts5(text, content='', tokenize=trigram);
        CREATE VIRTUAL TABLE pairs USING fts5(text, content='', tokenize='ascii');"""
    )
    for number, turn in enumerate(said):
        text = f"{turn.question.text}\n{turn.answer}".lower()
        connection.execute("INSERT INTO said VALUES (?, ?, ?)", (number, turn.question.message, text))
        connection.execute("INSERT INTO trigrams (rowid, text) VALUES (?, ?)", (number, text))
        cut = " ".join(one for one in tokens(text) if len(one) > 1 and one.isalnum())
        connection.execute("INSERT INTO pairs (rowid, text) VALUES (?, ?)", (number, cut))

    def like(query: str) -> Sequence[str]:
        words = PLAIN.sub(" ", query).lower().split()
        where = " AND ".join("text LIKE ?" for _ in words) or "1"
        rows = connection.execute(
            f"SELECT message FROM said WHERE {where} ORDER BY id DESC LIMIT 5",  # noqa: S608
            [f"%{word}%" for word in words],
        )
        return [message for (message,) in rows]

    def matching(table: str, words: Sequence[str], joined: str) -> Sequence[str]:
        match = joined.join(f'"{word}"' for word in words)
        rows = connection.execute(
            f"SELECT message FROM {table} JOIN said ON said.id = {table}.rowid"  # noqa: S608
            f" WHERE {table} MATCH ? ORDER BY {table}.rank LIMIT 5",
            (match or '"nothing"',),
        )
        return [message for (message,) in rows]

    def trigrams(query: str) -> Sequence[str]:
        return matching("trigrams", PLAIN.sub(" ", query).lower().split(), " ")

    def pairs(query: str) -> Sequence[str]:
        cut = [one for one in tokens(PLAIN.sub(" ", query)) if len(one) > 1 and one.isalnum()]
        return matching("pairs", cut, " OR ")

    return {"substring": like, "FTS5 trigram": trigrams, "any pair": pairs}
