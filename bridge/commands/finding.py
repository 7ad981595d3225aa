"""What was found, in a few lines for a person; pure."""

import re
from collections.abc import Sequence
from datetime import datetime

from bridge.types import Found

MOST = 10
LOOKED_AT = 50
"""Of what the ledger holds; some of it may stand where whoever looks can't see it."""

WORDS = 10
WORD = 100
"""Characters; nobody remembers more."""

AROUND = 60
"""Characters that are shown before and behind a hit."""

TITLE = 80


def words(rest: str) -> list[str]:
    """What is looked for."""
    return [word[:WORD] for word in rest.split()][:WORDS]


def shown(found: Found, words: Sequence[str], link: str) -> str:
    """When, what it is called, where the words stand in it, and where to read it."""
    turn = found.turn
    asked = datetime.fromtimestamp(turn.accepted_at).astimezone()
    title = found.title or _short(" ".join(turn.question.text.split()), TITLE)
    where = next((text for text in (turn.question.text, turn.answer) if _hit(text, words)), turn.question.text)
    around = snippet(where, words)
    lines = [f"{asked:%Y-%m-%d} · {title}", *([f"    {around}"] if around != title else [])]
    return "\n".join([*lines, *([f"    {link}"] if link else [])])


def snippet(text: str, words: Sequence[str]) -> str:
    """One line of the text around the first of the words that is in it."""
    line = " ".join(text.split())
    hit = _hit(line, words)
    at, end = hit.span() if hit else (0, 0)
    begin, stop = max(0, at - AROUND), min(len(line), end + AROUND)
    return ("…" if begin else "") + line[begin:stop].strip() + ("…" if stop < len(line) else "")


def _hit(text: str, words: Sequence[str]) -> re.Match[str] | None:
    hits = (re.search(re.escape(word), text, re.IGNORECASE) for word in words)
    return next((hit for hit in hits if hit), None)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
