"""A table in a fixed font: its columns stand below each other, and a Korean syllable takes two of them. Pure."""

import unicodedata
from collections.abc import Sequence

WIDEST = 60
"""Columns of a cell that others are still made as wide as."""


def laid_out(
    rows: Sequence[Sequence[str]], aligned: Sequence[str], *, headed: bool = True, padded: bool = True
) -> list[str]:
    """A line for each row, and one below the header; all rows have as many cells as are `aligned`.

    `padded` costs the blanks that bring the columns below each other.
    """
    columns = [max(map(width, column)) for column in zip(*rows, strict=True)]
    widths = [min(wide, WIDEST) if padded else 0 for wide in columns]
    lines = [_line(row, widths, aligned) for row in rows]
    if headed:
        lines.insert(1, "-+-".join("-" * max(wide, 3) for wide in widths))
    return lines


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
