"""ChatGPT's Markdown source, made into Markdown that others can read, whole or as it comes. Pure."""

import re
from dataclasses import dataclass, field

from scraper.wire.citations import IN_THE_SENTENCE, References, shown

LONGEST_MARK = 10_000  # characters
_PRIVATE = "\ue200", "\ue201", "\ue202", "\ue203", "\ue204", "\ue206"
_ANY = re.compile("[" + "".join(_PRIVATE) + "]")
_MARK = re.compile(f"\ue200[^\ue200\ue201\n]{{0,{LONGEST_MARK}}}\ue201|" + _ANY.pattern)


@dataclass(slots=True)
class Cleaning:
    """Takes the source piece by piece; a mark of which only the beginning has come is held back."""

    references: References = field(default_factory=dict)
    _held: str = ""
    _before: str = ""
    """The last character that was given out."""

    def feed(self, source: str) -> str:
        text = self._cleaned(source) if self._held or _ANY.search(source) else source
        self._before = text[-1:] or self._before
        return text

    def _cleaned(self, source: str) -> str:
        source = self._held + source
        end = _whole(source)
        self._held = source[end:]
        text, at = [], 0
        for mark in _MARK.finditer(source, 0, end):
            text.append(source[at : mark.start()])
            at = mark.end()
            if explained := shown(mark[0], self.references):
                before = next((piece[-1] for piece in reversed(text) if piece), self._before)
                text.append(explained if mark[0].startswith(_WORDS) else _apart(before) + explained)
        return "".join([*text, source[at:end]])


_WORDS = tuple("\ue200" + kind for kind in IN_THE_SENTENCE)


def cleaned(source: str, references: References | None = None) -> str:
    """The whole text at once, without the beginning of a mark at its end."""
    return Cleaning(references or {}).feed(source)


def _whole(source: str) -> int:
    """Where a mark begins that is not at its end; the length of the text where there is none."""
    begin = source.rfind("\ue200")
    if begin < 0 or len(source) - begin > LONGEST_MARK:
        return len(source)
    return len(source) if re.compile("[\ue201\n]").search(source, begin) else begin


def _apart(before: str) -> str:
    return " " if before and not before.isspace() and before not in "([" else ""
