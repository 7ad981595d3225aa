"""One line of what was found, with the words marked in it; pure."""

from collections.abc import Iterator, Sequence

from bridge.finding.looks import Span
from bridge.finding.meaning import Sought, meant
from bridge.finding.words import normal
from bridge.types import Piece, Query, Turn

BEFORE, BEHIND = 40, 120
"""Characters that are shown before the first hit and behind it."""


def snippet(turn: Turn, query: Query) -> tuple[Piece, ...]:
    """Of the question if one of the words is in it, else of the answer; else how the question begins."""
    sought = meant(query)
    asked = " ".join(turn.question.text.split())
    for line in (asked, " ".join(turn.answer.split())):
        if hits := _hits(line, sought):
            return tuple(_pieces(line, hits))
    return tuple(_pieces(asked, []))


def _hits(line: str, sought: Sequence[Sought]) -> list[Span]:
    """Where they stand, in whatever form; none overlaps another."""
    text = _same_length(line)
    found = sorted(hit for one in sought for hit in _closest(one, text))
    apart: list[Span] = []
    for begin, end in found:
        if not apart or begin >= apart[-1][1]:
            apart.append((begin, end))
    return apart


def _closest(sought: Sought, text: str) -> Sequence[Span]:
    for form in sought.forms:
        if hits := form.looks.spans(text):
            return hits
    return ()


def _same_length(line: str) -> str:
    """As the patterns want it, with each letter where it was."""
    text = normal(line)
    return text if len(text) == len(line) else "".join(one if len(one) == 1 else "\0" for one in map(normal, line))


def _pieces(line: str, hits: Sequence[Span]) -> Iterator[Piece]:
    first = hits[0][0] if hits else 0
    begin, end = max(0, first - BEFORE), min(len(line), first + BEHIND)
    at, before = begin, "…" if begin else ""
    for start, stop in hits:
        if stop > end:
            break
        if lead := before + line[at:start]:
            yield Piece(lead, False)
        yield Piece(line[start:stop], True)
        at, before = stop, ""
    if rest := before + line[at:end] + ("…" if end < len(line) else ""):
        yield Piece(rest, False)
