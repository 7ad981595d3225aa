"""What a turn is found by, and that in as little room as it takes; pure."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from bridge.finding.words import CJK

CALLED, ASKED, ABOUT = "+", "_", "__"
"""Before the words of its title; of its question and title; before what is known of it besides its words."""

_SYLLABLES = re.compile(f"[{CJK}]{{1,2}}")

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """Of one turn."""

    called: Words = frozenset()
    asked: Words = frozenset()
    about: Words = frozenset()
    answer: tuple[Words, ...] = ()
    """Part by part."""

    @property
    def whole(self) -> Words:
        """What it is found by, wherever that stands."""
        asked = self.called | self.asked
        signed = {ASKED + one for one in asked} | {CALLED + one for one in self.called}
        return asked.union(signed, self.about, *self.answer)

    @property
    def parts(self) -> list[Words]:
        """Of its answer, where words are to stand near to each other; a syllable alone says nothing."""
        return [self.about | frozenset(one for one in part if not _alone(one)) for part in self.answer]


def packed(entry: Entry) -> bytes:
    """No syllable that stands in a pair as well."""
    some = (entry.called, entry.asked, entry.about, *entry.answer)
    return zlib.compress("\n".join(" ".join(sorted(_without_parts(words))) for words in some).encode(), 6)


def unpacked(content: bytes) -> Entry:
    """The same."""
    called, asked, about, *answer = (
        _with_parts(one.split()) for one in zlib.decompress(content).decode().split("\n")
    )
    return Entry(called, asked, about, tuple(answer))


def _without_parts(words: Words) -> Words:
    return words - {part for one in words if len(one) == 2 and _SYLLABLES.fullmatch(one) for part in one}


def _with_parts(words: Iterable[str]) -> Words:
    found = frozenset(words)
    return found | {part for one in found if len(one) == 2 and _SYLLABLES.fullmatch(one) for part in one}


def _alone(token: str) -> bool:
    return len(token) == 1 and bool(_SYLLABLES.fullmatch(token))
