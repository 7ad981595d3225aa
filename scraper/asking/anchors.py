"""What an Anchor of ours says: the question, and for a branch which answer to it was there before. Pure.

Another answer to a question, and the rest of one, are asked for without a new message. Their proof is the
question's id and the id of the answer that was there before: ``question~before``, and for the rest of an answer how
long it was: ``question~before~length``.
"""

from bridge.types import Anchor

BETWEEN = "~"


def branch(question: str, before: str) -> Anchor:
    return Anchor(f"{question}{BETWEEN}{before}")


def rest(question: str, before: str, length: int) -> Anchor:
    return Anchor(f"{question}{BETWEEN}{before}{BETWEEN}{length}")


def question(anchor: Anchor) -> str:
    """The id of the question's message."""
    return anchor.partition(BETWEEN)[0]


def before(anchor: Anchor) -> str:
    """The id of the answer that was there before; empty where there was none."""
    return anchor.partition(BETWEEN)[2].partition(BETWEEN)[0]


def length(anchor: Anchor) -> int:
    """Of the answer that goes on."""
    return int(anchor.partition(BETWEEN)[2].partition(BETWEEN)[2] or 0)
