"""What is looked for in the ledger, and what was found there."""

from dataclasses import dataclass
from typing import Literal

from bridge.types.places import Channel
from bridge.types.turns import Turn


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody may find again: all of this channel, and Threads of theirs elsewhere up to their last word."""

    place: Channel
    author: str


LATELY = 500
"""Turns of a Thread: as far back as one is looked for that may still be changed, asked again or gone on with."""


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that holds what was looked for."""

    turn: Turn
    title: str = ""
    """Of its conversation, where that is known."""


Kind = Literal["stuck", "open", "given_up", "failed", "all"]
"""Turns that are not at their end, those that were given up, both (stuck), all that failed, or every one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which turns somebody wants to see; what is empty does not matter."""

    kind: Kind = "all"
    platform: str = ""
    backend: str = ""
    thread: str = ""
    """As a Thread is written, or the beginning of that: ``slack/T1/C1``."""
    before: float = 0.0
    """Unix seconds: accepted before then."""
    most: int = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn as it stands in the ledger, for whoever looks after that."""

    turn: Turn
    ended: bool
    """Nothing is left to be done."""
    tries: int = 0
    """How often it was taken up again after the program had ended with it in hand."""
    given_up_at: float = 0.0
    """Unix seconds; 0: it was not."""
