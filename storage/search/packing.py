"""The words of a turn in as little room as they take; pure."""

import re
import zlib
from collections.abc import Iterable

from bridge.finding.words import CJK

ASKED, ABOUT = "_", "__"
"""Before the words of a question and its title; before what is known of a turn besides its words."""

_PARTS = re.compile(f"[{CJK}]{{1,2}}")


def packed(words: Iterable[str]) -> bytes:
    """Those of the question once, and no syllable that stands in a pair as well."""
    every = set(words)
    asked = {one[len(ASKED) :] for one in every if one.startswith(ASKED) and not one.startswith(ABOUT)}
    rest = {one for one in every if not one.startswith(ASKED) or one.startswith(ABOUT)} - asked
    return zlib.compress("\n".join(" ".join(sorted(_without_parts(some))) for some in (asked, rest)).encode(), 6)


def unpacked(content: bytes) -> set[str]:
    """The same words."""
    asked, rest = (_with_parts(some.split()) for some in zlib.decompress(content).decode().split("\n"))
    return {ASKED + one for one in asked} | asked | rest


def _without_parts(words: set[str]) -> set[str]:
    parts = {part for one in words if len(one) == 2 and _PARTS.fullmatch(one) for part in one}
    return words - parts


def _with_parts(words: Iterable[str]) -> set[str]:
    found = set(words)
    return found | {part for one in found if len(one) == 2 and _PARTS.fullmatch(one) for part in one}
