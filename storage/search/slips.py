"""Words of the index that somebody may have meant who wrote another one."""

import string
from collections.abc import Iterator

from storage.search.index import Index

SHORTEST, LONG = 4, 8
"""Letters: with fewer every word is near to another; of many, two may be wrong."""

MOST = 12

BEGINNING = 2
"""Letters in which two slips are not looked for."""

LOOKED_AT = 4_000

LETTERS = string.ascii_lowercase


def neighbours(index: Index, word: str) -> list[str]:
    """The nearest, and those in many turns before others."""
    if len(word) < SHORTEST or not (word.isascii() and word.isalnum()):
        return []
    known = index.known(sorted(set(_one_slip(word))))
    if not known and len(word) >= LONG:
        begin = index.beginning(word[:BEGINNING], LOOKED_AT)
        known = {other: count for other, count in begin.items() if _near(word, other)}
    return sorted(known, key=lambda other: -known[other])[:MOST]


def _one_slip(word: str) -> Iterator[str]:
    """A letter too many, too few, another one, or two that changed places."""
    for at in range(len(word) + 1):
        before, behind = word[:at], word[at:]
        if behind:
            yield before + behind[1:]
            yield from (before + one + behind[1:] for one in LETTERS)
        if len(behind) > 1:
            yield before + behind[1] + behind[0] + behind[2:]
        yield from (before + one + behind for one in LETTERS)


def _near(word: str, other: str, most: int = 2) -> bool:
    """Whether so many slips lead from one to the other."""
    if abs(len(word) - len(other)) > most or len(set(word) ^ set(other)) > 2 * most or not other.isalnum():
        return False
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        now = [row]
        for column, one in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != one))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == one:
                cost = min(cost, before_last[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return False
        before_last, last = last, now
    return last[-1] <= most
