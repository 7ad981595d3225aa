"""Bars, without a script: where each stands in a picture of a fixed size. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 600, 120, 3
MOST = 8
"""Rows of a list; all others are one."""


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    count: int
    share: int
    """Of the largest, in percent."""


def bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """One beside the other; what is not nothing can be seen."""
    most = max([1, *(count for _, count in counts)])
    step = WIDTH / max(1, len(counts))
    shown = []
    for number, (label, count) in enumerate(counts):
        height = max(2.0, HEIGHT * count / most) if count else 0.0
        x, y = number * step, HEIGHT - height
        shown.append(Bar(label, count, round(x, 2), round(y, 2), round(step - GAP, 2), round(height, 2)))
    return shown


def rows(counts: Mapping[str, int], others: str) -> list[Row]:
    """The largest first."""
    ordered = Counter(counts).most_common()
    shown, rest = ordered[:MOST], sum(count for _, count in ordered[MOST:])
    shown += [(others, rest)] if rest else []
    most = max([1, *(count for _, count in shown)])
    return [Row(label, count, round(100 * count / most)) for label, count in shown]
