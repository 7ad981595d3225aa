"""What was found, in a few lines for a person; pure."""

from datetime import datetime

from bridge.types import Found

MOST = 10

TITLE = 80


def shown(found: Found, link: str) -> str:
    """When, what it is called, where the words stand in it, and where to read it."""
    turn = found.turn
    asked = datetime.fromtimestamp(turn.accepted_at).astimezone()
    title = found.title or _short(" ".join(turn.question.text.split()), TITLE)
    around = "".join(piece.text for piece in found.snippet)
    tags = "".join(f" #{one}" for one in found.tags)
    lines = [f"{asked:%Y-%m-%d} · {title}{tags}", *([f"    {around}"] if around != title else [])]
    return "\n".join([*lines, *([f"    {link}"] if link else [])])


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
