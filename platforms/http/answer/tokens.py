"""How tokens are counted, and where a text has as many as it may."""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from bridge import tokens
from bridge.types import Counted
from platforms.http.request.chat import Chat

AT_ONCE = 50_000
"""Characters that are counted while everybody waits; more are counted beside."""

PER_PICTURE = 85 + 170 * 4
"""Of 1,024 × 1,024 points, in the formula of models that cut pictures into tiles."""


class Counting(Protocol):
    """One way of counting."""

    how: Counted

    def count(self, text: str) -> int:
        """At least 1: clients take a 0 for a missing count."""

    def most(self, text: str) -> int:
        """No fewer than it has, without counting."""

    def beginning(self, text: str, most: int) -> str:
        """As much of it as has no more tokens than that."""


class Estimating:
    """By the script of each character; wants nothing."""

    how: Counted = "estimated"

    def count(self, text: str) -> int:
        return tokens.estimated(text)

    def most(self, text: str) -> int:
        return 2 * len(text) + 1

    def beginning(self, text: str, most: int) -> str:
        ends = range(1, len(text) + 1)
        return text[: bisect_right(ends, most, key=lambda end: tokens.estimated(text[:end]))]


async def prompt(chat: Chat, counting: Counting) -> int:
    """The tokens of a whole request, as an API would count them: whatever of it is typed."""
    texts = chat.texts
    if sum(map(len, texts)) > AT_ONCE:
        counted = await asyncio.to_thread(_counted, texts, counting)
    else:
        counted = _counted(texts, counting)
    return tokens.PER_CALL + counted + PER_PICTURE * chat.pictures


def _counted(texts: Sequence[str], counting: Counting) -> int:
    return sum(tokens.PER_MESSAGE + counting.count(text) for text in texts)


_counting: type[Counting] = Estimating
