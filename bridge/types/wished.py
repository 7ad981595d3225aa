"""What somebody at the command line wishes of the bridge at work, and what became of it."""

from dataclasses import dataclass
from typing import NewType

from bridge.types.places import Thread

WishId = NewType("WishId", int)


@dataclass(frozen=True, slots=True)
class Wished:
    """This Thread is to be forgotten everywhere."""

    id: WishId
    thread: Thread


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What became of it."""

    turns: int = 0
    there: bool = False
    """Its backends have deleted it, too."""
    left: tuple[str, ...] = ()
    """Links to what backends keep all the same."""
    failed: str = ""
    """Why nothing was forgotten, in words for a person."""
