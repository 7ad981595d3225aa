"""What the benches share: quantiles and a line of the table."""

from collections.abc import Sequence

from rich.console import Console

console = Console(width=150)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies; 0.5 is the median."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def line(what: str, ours: str, theirs: str, ratio: float, goal: str = "") -> None:
    """One figure, the one it is held against, their ratio, and what the issue asks for."""
    console.print(f"{what:<58} {ours:>16}   {theirs:<44} ratio {ratio:>8.2f}   {goal}", highlight=False)
