"""What was found in the ledger, and what stands there for whoever looks after it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from bridge.types.places import MessageId
from bridge.types.turns import Turn

LATELY = 500
"""Turns of a Thread: as far back as one is looked for that may still be changed, asked again or gone on with."""


class Piece(NamedTuple):
    """Of a snippet: one line, with no platform's signs in it."""

    text: str
    marked: bool
    """It is what was looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that holds what was looked for."""

    turn: Turn
    title: str = ""
    """Of its conversation, where that is known."""
    snippet: tuple[Piece, ...] = ()
    """Where the words stand in it, in the question if they are there, else in the answer; or how it begins."""
    tags: tuple[str, ...] = ()
    """Of its conversation."""


Where = Literal["everywhere", "channels", "here", "own"]
"""What was looked through: all there is, the channels that somebody is in, only the one in which they look, since
nobody knows where else they are, or that one and what they wrote in."""


@dataclass(frozen=True, slots=True)
class Results:
    """The best first."""

    found: tuple[Found, ...] = ()
    more: bool = False
    """There are others behind these."""
    left: int = 0
    """So many turns, about, can't be found yet: the index is still being made."""
    unmeant: int | None = None
    """So many turns, about, are not found by their meaning yet; None: nothing is, words are looked for alone."""
    unread: tuple[str, ...] = ()
    """Filters that nobody understands, as they were written; they were left out."""
    where: Where = "everywhere"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A question that is the same as one which is to be asked, and which has an answer."""

    turn: Turn
    title: str
    where: str
    """What people call its channel."""
    link: str
    """Where it can be read; empty where there is no such place."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An earlier answer was shown to whoever asked, and the question waits."""

    at: float
    """Unix seconds."""
    anyway: bool
    """It is to be asked all the same."""
    message: MessageId
    """What stands there that others see, too; empty where nothing does."""


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
