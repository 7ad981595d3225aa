"""How the tokens of an answer are counted, and where a text has as many as it may."""

from bisect import bisect_right
from typing import Protocol

from bridge import tokens
from bridge.types import Counted


class Counting(Protocol):
    """One way of counting."""

    how: Counted

    def count(self, text: str) -> int:
        """At least 1: clients take a 0 for a missing count."""

    def most(self, text: str) -> int:
        """No fewer than it has, without counting."""

    def beginning(self, text: str, most: int) -> str:
        """As much of it as has no more tokens than that."""


class Estimating:
    """By the script of each character; wants nothing."""

    how: Counted = "estimated"

    def count(self, text: str) -> int:
        return tokens.estimated(text)

    def most(self, text: str) -> int:
        return 2 * len(text) + 1

    def beginning(self, text: str, most: int) -> str:
        ends = range(1, len(text) + 1)
        return text[: bisect_right(ends, most, key=lambda end: tokens.estimated(text[:end]))]


_counting: type[Counting] = Estimating
