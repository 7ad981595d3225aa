"""A table in a fixed font: its columns stand below each other, and a Korean syllable takes two of them. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

WIDEST = 60
"""Columns of a cell that others are still made as wide as."""

EMPTY = 3
"""Columns that the line below the header has where there is nothing else."""

NARROWEST = 6
"""Columns that a cell has at least, however many stand beside it."""


def laid_out(
    rows: Sequence[Sequence[str]],
    aligned: Sequence[str],
    *,
    headed: bool = True,
    padded: bool = True,
    widest: int = 0,
) -> list[str]:
    """Lines for the rows, and one below the header; all rows have as many cells as are `aligned`.

    `padded` costs the blanks that bring the columns below each other. Where a line would be wider than `widest`,
    cells go on in the next line, and a line stands between the rows.
    """
    columns = [max(map(width, column)) for column in zip(*rows, strict=True)]
    widths = [min(wide, WIDEST) if padded else 0 for wide in columns]
    rule = "-+-".join("-" * (wide or EMPTY) for wide in widths)
    if widest and sum(wide or EMPTY for wide in columns) + 3 * (len(columns) - 1) > widest:
        widths = _narrowed(columns, widest - 3 * (len(columns) - 1))
        rule = "-+-".join("-" * wide for wide in widths)
        found = [[_line(part, widths, aligned) for part in _folded(row, widths)] for row in rows]
        return [line for at, lines in enumerate(found) for line in ([rule] * bool(at) + lines)]
    lines = [_line(row, widths, aligned) for row in rows]
    if headed:
        lines.insert(1, rule)
    return lines


def _narrowed(columns: Sequence[int], room: int) -> list[int]:
    """The widest ones give, until all of them fit; none is narrower than NARROWEST."""
    fair = max(columns)
    while fair > NARROWEST and sum(max(min(wide, fair), 1) for wide in columns) > room:
        fair -= 1
    return [max(min(wide, fair), 1) for wide in columns]


def _folded(row: Sequence[str], widths: Sequence[int]) -> Iterator[Sequence[str]]:
    """The lines of a row."""
    cells = [list(_pieces(cell, wide)) for cell, wide in zip(row, widths, strict=True)]
    return zip_longest(*cells, fillvalue="")


def _pieces(cell: str, wide: int) -> Iterator[str]:
    """Of a cell, between its words; a word that is too long in itself is parted."""
    line, used = "", 0
    for word in re.findall(r"\S+\s*|\s+", cell) or [""]:
        if line and used + width(word.rstrip()) > wide:
            yield line.rstrip()
            line, used = "", 0
        while width(word.rstrip()) > wide:
            part = _fitting(word, wide)
            yield part
            word = word[len(part) :]
        line, used = line + word, used + width(word)
    yield line.rstrip()


def _fitting(word: str, wide: int) -> str:
    """Its beginning, as far as there is room."""
    used = 0
    for at, sign in enumerate(word):
        used += width(sign)
        if used > wide and at:
            return word[:at]
    return word


def width(text: str) -> int:
    """Columns of a text in a fixed font: a Korean syllable takes two, a combining mark none."""
    return sum(
        0 if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf") else _wide(sign)
        for sign in text
    )


def _wide(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _line(row: Sequence[str], widths: Sequence[int], aligned: Sequence[str]) -> str:
    return " | ".join(_padded(*one) for one in zip(row, widths, aligned, strict=True)).rstrip()


def _padded(cell: str, wide: int, side: str) -> str:
    room = max(0, wide - width(cell))
    left = {"left": 0, "right": room}.get(side, room // 2)
    return " " * left + cell + " " * (room - left)
