"""What people wrote in a thread, as a text that can be asked about; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bridge.types import Attachment

LONGEST = 40_000
"""Characters of messages; of more, the longest are cut."""


@dataclass(frozen=True, slots=True)
class Written:
    """A message as people read it."""

    message: str
    author: str
    """What people call them."""
    at: float
    """Unix seconds."""
    words: str
    """With the names of people where they are mentioned, and of files; empty where there are none."""
    files: tuple[Attachment, ...] = ()


def transcript(messages: Sequence[Written], most: int = LONGEST) -> str:
    """Who said what, one message after the other, in not more than about so many characters."""
    said = [one for one in messages if one.words]
    cap = _cap([len(one.words) for one in said], most)
    return "\n\n".join(f"{_head(one)}\n{_cut(one.words, cap)}" for one in said)


def _head(one: Written) -> str:
    return f"{one.author}, {datetime.fromtimestamp(one.at, UTC):%Y-%m-%d %H:%M} UTC:"


def _cut(words: str, cap: int) -> str:
    return words if len(words) <= cap else words[:cap] + " …"


def _cap(lengths: Sequence[int], most: int) -> int:
    """The length beyond which a message is cut so that all of them fit: the short ones stay whole."""
    left, count = most, len(lengths)
    for length in sorted(lengths):
        if length * count > left:
            return left // count
        left, count = left - length, count - 1
    return most
