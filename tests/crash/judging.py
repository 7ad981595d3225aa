"""What must hold of a question once all has come to its end; pure."""

from collections.abc import Sequence
from typing import Literal

from bridge.texts import say
from tests.crash.questions import Asked

End = Literal["", "answered", "told", "left", "failed"]
TOLD = say("Uncertain", "en", link="|").split("|")[0]


def end(one: Asked, failed: str) -> End:
    """How it has ended: answered, told that it can't be known, nobody waits any more, or failed for another reason.

    Empty: not yet.
    """
    if one.answered:
        return "answered"
    if one.left:
        return "left"
    if "".join(TOLD.split()) in one.stands().whole:
        return "told"
    return "failed" if failed else ""


def wrong(asked: int, one: Asked, failed: str) -> Sequence[str]:
    """Each begins with what it counts as: lost or twice. ``asked``: how often ChatGPT was."""
    stands, how = one.stands(), end(one, failed)
    found = list[str]()
    if asked > 1:
        found.append(f"twice: asked {asked} times")
    if how == "answered" and not asked:
        found.append("twice: answered, and was never asked")
    if len(stands.files) > one.pictures:
        found.append(f"twice: {', '.join(stands.files)}")
    if stands.whole.count(one.token) > 1 and how != "told":
        found.append(f"twice: {_short(stands.texts)}")
    elif how == "told" and not (stands.again or one.offered):
        found.append("lost: nobody can ask again")
    elif how in ("", "failed"):
        found.append(f"lost: {failed or 'no end'}: {_short(stands.texts)}")
    return found


def _short(texts: Sequence[str]) -> str:
    return " | ".join(f"{text[:40]}…{text[-40:]}" if len(text) > 90 else text for text in texts)
