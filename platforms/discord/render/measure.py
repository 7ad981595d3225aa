"""What a text may come to in Discord. Pure."""

import re

from platforms.discord.render.tables import Table
from platforms.markdown.lines import alignments, cells

_SIGNS = "*_`\\<>[]"
"""Each may need a backslash."""

_TOGETHER = (("```", 3), ("://", 3), ("~~", 2), ("||", 2), ("$$", 16), ("\\[", 16), ("~~~", 16))
_COSTS = (
    (re.compile(r"^[ \t>]*(?:#{1,6}|-#?|\d+[.)])(?=\s)", re.MULTILINE), 3),
    (re.compile(r"^[ \t>]*(?:(?:[-*_][ \t]*){3,}|[-*+])$", re.MULTILINE), 16),
    (re.compile(r"(?:\A|\n[>]?\n)(?: {4}|\t)"), 10),
    (re.compile(r"@(?=everyone|here)|discord", re.IGNORECASE), 3),
)
"""What may cost more than itself, and how much."""

_ROWS = re.compile(r"(?:^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*\|[^\n]+(?:\n|\Z)){2,}", re.MULTILINE)
"""Of a table."""

_MARKS = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")

FENCES = 32
"""Around a table."""


def units(text: str) -> int:
    """Of UTF-16: never less than what Discord counts, whether that is characters or these units."""
    return len(text.encode("utf-16-le")) // 2


def size(text: str) -> int:
    """At most so many units."""
    said = units(text) + sum(map(text.count, _SIGNS))
    said += sum(each * text.count(signs) for signs, each in _TOGETHER)
    said += sum(each * len(signs.findall(text)) for signs, each in _COSTS)
    return said + sum(_more(rows[0]) for rows in _ROWS.finditer(text)) if "|" in text else said


def _more(rows: str) -> int:
    """What a table takes besides its source."""
    lines = rows.splitlines()
    marks = [_MARKS.match(one) for one in lines]
    found = [cells(one[mark.end() :]) for one, mark in zip(lines, marks, strict=True) if mark]
    kept = [row for row in found if not alignments("|" + "|".join(row))]
    if not kept:
        return 0
    wide = max(map(len, kept))
    table = Table(kept, ["left"] * wide, headed=True)
    links = sum(len(link.address) + 80 for link in table.links)
    below = max((mark.end() for mark in marks if mark), default=0)
    laid = sum(units(one) + 1 + below for one in table.lines(padded=True))
    return max(0, laid + links + FENCES - units(rows))
