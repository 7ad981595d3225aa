"""One line of what was found, with the words marked in it; pure."""

import re
from collections.abc import Iterator

from bridge.types import Piece, Query, Turn

BEFORE, BEHIND = 40, 120
"""Characters that are shown before the first hit and behind it."""


def snippet(turn: Turn, query: Query) -> tuple[Piece, ...]:
    """Of the question if one of the words is in it, else of the answer; else how the question begins."""
    words = _words(query)
    for text in (turn.question.text, turn.answer):
        line = " ".join(text.split())
        if words and (hit := words.search(line)):
            return tuple(_pieces(line, words, hit.start()))
    return tuple(_pieces(" ".join(turn.question.text.split()), None, 0))


def _words(query: Query) -> re.Pattern[str] | None:
    longest_first = sorted({one.text for one in query.terms}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if longest_first else None


def _pieces(line: str, words: re.Pattern[str] | None, hit: int) -> Iterator[Piece]:
    begin, end = max(0, hit - BEFORE), min(len(line), hit + BEHIND)
    at, before = begin, "…" if begin else ""
    for found in words.finditer(line, begin, end) if words else ():
        if lead := before + line[at : found.start()]:
            yield Piece(lead, False)
        yield Piece(found[0], True)
        at, before = found.end(), ""
    if rest := before + line[at:end] + ("…" if end < len(line) else ""):
        yield Piece(rest, False)
