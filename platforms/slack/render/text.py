"""What an answer says without any form, for the notification; and what it may measure in Slack. Pure."""

import re

from platforms.markdown.inline import plain, read
from platforms.markdown.lines import cells, line
from platforms.slack.render.boxes import loose
from platforms.slack.text import escape

LONGEST = 3_000
"""Bytes. Slack shows some 150 characters of it in a notification, and all of it to a screen reader."""

_BARE = r"[^\s!-/:-@\[-`{-~]"  # what a mark of a style may not stand beside without a zero-width space
_COSTS = (
    (re.compile(rf"(?<={_BARE})[*~]+(?=\S)|(?<=\S)[*~]+(?={_BARE})|[*~]{{3}}"), 6),
    (re.compile(r"`+|\$+|\\\("), 3),
    (re.compile(r"\\\[|\$\$"), 16),
    (re.compile(r"://"), 2),
    (re.compile(r'["\\\n]'), 1),  # in JSON, for Slack limits all blocks together as such
    (re.compile(r"(?<=\S)\||\|(?=\S)"), 1),
    (re.compile(r"[*~\\]|(?<![^\W_])_|_(?![^\W_])"), 1),
)
"""What a sign may cost more than itself, in bytes."""


def fallback(markdown: str) -> str:
    """Plain words, escaped as Slack wants it in `text`; cut at the end of a word."""
    said, fence = [], ""
    for text in markdown[: 2 * LONGEST].splitlines():
        one = line(text)
        if one.fence and (not fence or one.content.strip().startswith(fence)):
            fence = "" if fence else one.fence[0]
            continue
        words = text if fence else _words(text)
        said.append(words)
    return _shortened("\n".join(said).strip("\n"))


def _words(text: str) -> str:
    one = line(text)
    if one.is_row:
        return loose(cells(one.content))
    heading = one.heading
    return one.marks + plain(read(heading[1] if heading else one.content))


def _shortened(text: str) -> str:
    said = escape(text)
    if len(said.encode()) <= LONGEST:
        return said
    low, high = 0, min(len(text), LONGEST)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(escape(text[:middle]).encode()) <= LONGEST - 4 else (low, middle - 1)
    kept = text[:low]
    return escape(kept[: kept.rfind(" ")] if " " in kept[low // 2 :] else kept) + " …"


def size(text: str) -> int:
    """What `text` may come to in Slack: bytes, escaped, with all that may be written beside its signs."""
    return len(escape(text).encode()) + sum(each * len(signs.findall(text)) for signs, each in _COSTS)
