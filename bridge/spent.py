"""What answers took, in tokens and money, as people read it; pure."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bridge import tokens
from bridge.texts import say
from bridge.types import Language, Used

LEAST = 0.0001
"""US dollars; less is said to be less."""


def total(all_of: Iterable[Used | None]) -> Used | None:
    """Together; None where nothing was counted. A sum with a guess in it is a guess."""
    known = [used for used in all_of if used]
    if not known:
        return None
    costs = [used.cost for used in known if used.cost is not None]
    return Used(
        sum(used.prompt for used in known),
        sum(used.completion for used in known),
        sum(used.cached for used in known),
        sum(costs) if costs else None,
        "estimated" if any(used.counted == "estimated" for used in known) else "upstream",
    )


def guessed(asked: Iterable[str], answer: str) -> Used:
    """What an answer took that nobody counted, about."""
    return Used(tokens.prompt(list(filter(None, asked))), tokens.estimated(answer), counted="estimated")


def said(used: Used, language: Language) -> str:
    """In a few words: read, written, and what it cost where that is known."""
    key = "tokens_about" if used.counted == "estimated" else "tokens"
    counted = say(key, language, prompt=f"{used.prompt:,}", completion=f"{used.completion:,}")
    return counted if used.cost is None else f"{counted} · {dollars(used.cost)}"


def dollars(cost: float) -> str:
    if 0 < cost < LEAST:
        return f"< ${LEAST}"
    return f"${cost:,.2f}" if cost >= 1 else f"${cost:.4f}"


def month_began(now: float) -> float:
    """UTC's, as on OpenAI's bills; in Unix seconds."""
    return datetime.fromtimestamp(now, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp()
