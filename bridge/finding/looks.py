"""What something that is sought looks like in a text, found by plain search as far as that goes; pure.

Of a hundred texts each is looked through for dozens of forms, so this is what a search is waited for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bridge.finding.korean import PARTICLES

Span = tuple[int, int]

GAP = 4
"""Characters between the two halves of a word: a space, perhaps with a particle before it."""

_PARTICLES = frozenset(("", *PARTICLES))

_LONGEST = max(map(len, PARTICLES))


class Looks(Protocol):
    """Of one form."""

    def spans(self, text: str) -> Sequence[Span]:
        """Where it stands, in a text of one way to write each letter."""


@dataclass(frozen=True, slots=True)
class Written:
    """These letters."""

    text: str
    begins: bool = False
    """A word begins with them."""
    ends: bool = False
    """Nothing more of the word follows but a particle."""
    lasts: str = ""
    """One of these is the next letter."""

    def spans(self, text: str) -> Sequence[Span]:
        if (at := text.find(self.text)) < 0:
            return ()
        found: list[Span] = []
        length = len(self.text) + bool(self.lasts)
        while at >= 0:
            end = at + length
            if self._stands(text, at, end):
                found.append((at, end))
            else:
                end = at + 1
            at = text.find(self.text, end)
        return found

    def _stands(self, text: str, at: int, end: int) -> bool:
        if self.begins and at and _in_word(text[at - 1]):
            return False
        if self.lasts and (end > len(text) or text[end - 1] not in self.lasts):
            return False
        return not self.ends or _particle(text, end)


@dataclass(frozen=True, slots=True)
class Whole:
    """A Latin word; letters of another script may stand right beside it."""

    text: str
    open: bool = False
    """The word may go on."""

    def spans(self, text: str) -> Sequence[Span]:
        if (at := text.find(self.text)) < 0:
            return ()
        found: list[Span] = []
        ascii_ = self.text.isascii()
        while at >= 0:
            end = at + len(self.text)
            before, behind = text[at - 1 : at] if at else "", text[end : end + 1]
            if not _goes_on(before, ascii_) and (self.open or not _goes_on(behind, ascii_)):
                found.append((at, end))
            at = text.find(self.text, end)
        return found


@dataclass(frozen=True, slots=True)
class Apart:
    """The two halves of a word; ``near``: as one, but for a space and a particle."""

    left: str
    right: str
    near: bool = False

    def spans(self, text: str) -> Sequence[Span]:
        left, right = text.find(self.left), text.find(self.right)
        if left < 0 or right < 0:
            return ()
        if not self.near:
            return (left, left + len(self.left)), (right, right + len(self.right))
        found: list[Span] = []
        while left >= 0:
            end = left + len(self.left)
            if (right := text.find(self.right, end, end + GAP + len(self.right))) >= 0:
                end = right + len(self.right)
                found.append((left, end))
            left = text.find(self.left, end)
        return found


@dataclass(frozen=True, slots=True)
class Literal:
    """Words behind one another."""

    pattern: re.Pattern[str]

    def spans(self, text: str) -> Sequence[Span]:
        return [hit.span() for hit in self.pattern.finditer(text)]


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _goes_on(letter: str, ascii_: bool) -> bool:
    return letter.isalnum() and (letter.isascii() or not ascii_)


def _particle(text: str, at: int) -> bool:
    """Nothing more of a word stands there, or only a particle."""
    end = at
    while end < len(text) and end - at <= _LONGEST and _in_word(text[end]):
        end += 1
    return text[at:end] in _PARTICLES
