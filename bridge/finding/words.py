"""What a text is found by: its words, and every syllable and pair of syllables where words are not apart; pure.

Korean, Japanese and Chinese are cut into single characters and pairs, so that any part of a word finds it.
"""

import re
import unicodedata
from collections.abc import Iterator

CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u30ff\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\U00020000-\U000323af"
)
"""Scripts in which a word is found by its parts."""

RUN = re.compile(rf"(?P<cjk>[{CJK}]+)|(?P<word>[^\W_{CJK}]+(?:\+\+|#)?)")

LONGEST = 40
"""Characters of a word; what is longer is no word that somebody types."""

MOST = 20_000
"""Different ones of one text."""

PART, PARTS = 240, 8
"""Characters of a part of a text in which words stand near to each other, and how many parts there are at most."""

_BARE = {
    chr(code): unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if unicodedata.decomposition(chr(code))
}

_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


def normal(text: str) -> str:
    """One way to write each letter, a small one, without an accent: Résumé is found by resume."""
    if not unicodedata.is_normalized("NFKC", text):  # to ask is quicker, and mostly it is
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    return text if text.isascii() else _ACCENTED.sub(lambda letter: _BARE.get(letter[0], letter[0]), text)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a text; of each whether it is of a script in which words are found by their parts."""
    for run in RUN.finditer(normal(text)):
        if run.lastgroup == "cjk":
            yield run[0], True
        else:
            yield run[0][:LONGEST], False


def tokens(text: str) -> set[str]:
    """All that the text is found by."""
    found: set[str] = set()
    for run, parts in runs(text):
        if len(found) > MOST:
            break
        if parts:
            found.update(run)
            found.update(map(str.__add__, run, run[1:]))
        else:
            found.add(run)
    return found


def parted(text: str) -> Iterator[str]:
    """A few parts, none of them broken off in mid-word."""
    length = max(PART, -(-len(text) // PARTS))
    begin = 0
    while begin < len(text):
        end = begin + length
        while end < len(text) and not text[end].isspace() and end - begin < length + LONGEST:
            end += 1
        yield text[begin:end]
        begin = end


def pairs(run: str) -> tuple[str, ...]:
    """What a word of such a script is looked for by; all of them together."""
    return tuple(dict.fromkeys(map(str.__add__, run, run[1:]))) or (run,)
