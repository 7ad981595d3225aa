"""What people write with a # before it, to find it again under that word; pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

LONGEST = 50
"""Characters of one."""

MOST = 20
"""At once."""

_WORD = r"#([^\W\d_][\w-]*)"
_FIRST = re.compile(rf"\s*((?:{_WORD}(?:[\s,]+|$))+)")
_LAST = re.compile(rf"(?:^|\s)((?:{_WORD}[\s,]*)+)$")


def tags_of(question: str) -> Sequence[str]:
    """Those at its beginning or its end: within a text a # means many things."""
    runs = (found[1] for found in (_FIRST.match(question), _LAST.search(question[-LONGEST * MOST :])) if found)
    return _each(word for run in runs for word in re.findall(_WORD, run))


def read(words: str) -> tuple[Sequence[str], Sequence[str]]:
    """Which are to be there from now on, and which no more: ``infra #k8s -old``."""
    wanted = words.replace(",", " ").split()
    gone = [word[1:] for word in wanted if word.startswith("-")]
    return _each(word for word in wanted if not word.startswith("-")), _each(gone)


def _each(words: Iterable[str]) -> Sequence[str]:
    """As they are kept: one that is written in another case is the same."""
    known = (unicodedata.normalize("NFC", word).lstrip("#").casefold()[:LONGEST] for word in words)
    good = (word for word in known if re.fullmatch(r"[^\W\d_][\w-]*", word))
    return list(dict.fromkeys(good))[:MOST]
