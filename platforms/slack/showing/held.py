"""What Slack says it holds, against what it was given; pure.

Slack gives Markdown back in blocks of its own making, so only letters and digits are compared, run by run and in
their order: a run that is not there was lost.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_MARKER, _FENCE = r"^[ \t>]*(?:\d{1,9}[.)]|[-*+])[ \t]", r"^[ \t>]*[`~]{3,}.*"
_BREAKS = re.compile(rf"[\n|<>]|\]\(|\bhttps?://\S*|{_MARKER}|{_FENCE}", re.MULTILINE)

SHORTEST = 4
"""Letters of a run that says anything."""


def missing(sent: Sequence[Mapping[str, Any]], held: Sequence[Mapping[str, Any]]) -> str:
    """The first run of the blocks sent that is not in those held; empty when nothing is missing."""
    whole, place = _letters("".join(_texts(held))), 0
    for run in _BREAKS.split(html.unescape("\n".join(_texts(sent)))):
        letters = _letters(run)
        if len(letters) < SHORTEST:
            continue
        found = whole.find(letters, place)
        if found < 0:
            return run.strip()
        place = found + len(letters)
    return ""


def _texts(blocks: object) -> Iterator[str]:
    """What can be read in them, in their order; buttons are no part of it."""
    if isinstance(blocks, Mapping):
        if blocks.get("type") == "actions":
            return
        for key in ("text", "name", "elements", "rows", "blocks"):
            value = blocks.get(key)
            if isinstance(value, str):
                yield value
            elif value is not None:
                yield from _texts(value)
    elif isinstance(blocks, Sequence) and not isinstance(blocks, str):
        for one in blocks:
            yield from _texts(one)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, html.unescape(text)))
