"""Where a paragraph can be cut so that what comes later changes nothing before it. Pure.

One look from left to right, at the signs only: what is open here is a guess at what markdown-it will say, and a
guess that is wrong costs an emphasis, never a character.
"""

import re

from platforms.markdown.grammar import flanks
from platforms.markdown.literals import bare_address, formula
from platforms.markdown.signs import is_wide_letter

PATIENCE = 140
"""Characters after which something that was opened and not closed is taken for a sign, while text comes."""

LITTLE = 8
"""Letters of a text without spaces that are worth waiting for."""

_BEGINNING = "\\`*_~$[]hH"
_NEXT = re.compile(r"\\[\s\S]?|`+|\*+|_+|~+|\$+|[\[\]]|https?://|[^\S\n]+|\n|[^\\`*_~$\[\]\sh]+|h", re.IGNORECASE)


class Unsettled(Exception):
    """More text has to come before this can be said."""


def cut(text: str, start: int, *, whole: bool, patience: int = PATIENCE) -> int:
    """The end of the first piece of a paragraph's text from `start` on.

    `whole`: the paragraph ends with the text; otherwise Unsettled where it might matter what comes.
    """
    return _Walk(text, start, whole, patience).cut()


class _Walk:
    def __init__(self, text: str, start: int, whole: bool, patience: int) -> None:
        self._text = text
        self._start = start
        self._whole = whole
        self._patience = patience
        self._open: list[tuple[str, int]] = []

    def cut(self) -> int:
        at = self._start
        while at < len(self._text):
            found = _NEXT.match(self._text, at)
            assert found is not None
            after = self._past(found[0], at)
            end = self._end(found[0], at, after)
            if end:
                return end
            at = after
        if not self._whole:
            raise Unsettled
        return at

    def _past(self, sign: str, at: int) -> int:
        """Behind this sign, or behind all that it begins."""
        end = at + len(sign)
        match sign[0]:
            case "\\" if sign != "\\(":
                return end
            case "\\" | "$":
                found = formula(self._text, at)
                return found[1] if found else self._missing(at, end)
            case "`":
                closing = re.compile(rf"(?<!`){sign}(?!`)").search(self._text, end, end + self._patience)
                return closing.end() if closing else self._missing(at, end)
            case "*" | "_" | "~":
                self._style(sign, at, end)
            case "[":
                self._open.append(("[", at))
            case "]" if any(kind == "[" for kind, _ in self._open):
                while self._open.pop()[0] != "[":
                    pass
                return self._address(end)
            case "h" | "H" if len(sign) > 1:
                return at + (len(bare_address(self._text, at)) or len(sign))
        return end

    def _missing(self, at: int, end: int) -> int:
        """Its other half is not there, and might still come."""
        if not self._whole and len(self._text) - at <= self._patience:
            raise Unsettled
        return end

    def _style(self, sign: str, at: int, end: int) -> None:
        opens, closes = flanks(self._text, at, end)
        kind = sign[0]
        if closes and any(one == kind for one, _ in self._open):
            while self._open.pop()[0] != kind:
                pass
        elif opens and (kind != "~" or len(sign) > 1):
            self._open.append((kind, at))

    def _address(self, at: int) -> int:
        if not self._text.startswith("(", at):
            return at
        depth = 0
        for place in range(at, min(len(self._text), at + 3 * self._patience)):
            depth += {"(": 1, ")": -1}.get(self._text[place], 0)
            if depth == 0:
                return place + 1
        return self._missing(at, at)

    def _end(self, sign: str, at: int, after: int) -> int:
        """Where the piece ends, if it does in this sign: where a line does, after a space, between wide letters."""
        expired = [begun for _, begun in self._open if after - begun > self._patience]
        self._open = [(kind, begun) for kind, begun in self._open if after - begun <= self._patience]
        if self._open:
            first = self._open[0][1]
            return first if expired and first > expired[0] and self._text[first - 1].isspace() else 0
        if sign.isspace():
            return after
        for place in range(max(at + 1, self._start + LITTLE), after if sign[0] not in _BEGINNING else 0):
            if is_wide_letter(self._text[place - 1]) and is_wide_letter(self._text[place]):
                return place
        return 0
