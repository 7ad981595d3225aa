"""An answer while it comes: blocks that stand firm are told once, the last one again and again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from platforms.web.render.markdown import html, reader


@dataclass(frozen=True, slots=True)
class Step:
    """What a page that shows the answer so far does next."""

    anew: bool
    """What it shows is gone first."""
    firm: str
    """HTML that comes behind what stands firm already."""
    loose: str
    """HTML in the place of what was loose before."""


class Growing:
    """Of one answer and one reader."""

    def __init__(self) -> None:
        self._text = ""
        self._firm = 0
        """Characters of it that no later word can change the meaning of."""

    def step(self, text: str) -> Step:
        """To this text from the one before."""
        anew = not text.startswith(self._text)
        if anew:
            self._firm = 0
        begin = self._firm
        self._text, self._firm = text, begin + _firm(text[begin:])
        return Step(anew, html(text[begin : self._firm]), html(text[self._firm :]))


def _firm(text: str) -> int:
    """Up to where its last block begins."""
    blocks = (token for token in reader().parse(text) if token.level == 0 and token.nesting >= 0)
    begins = [block.map[0] for block in blocks if block.map]
    if len(begins) < 2:
        return 0
    return _at(text.splitlines(keepends=True), begins[-1])


def _at(lines: Sequence[str], line: int) -> int:
    return sum(map(len, lines[:line]))
