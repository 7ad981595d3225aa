"""What is taken out of the ledger to be kept elsewhere."""

from dataclasses import dataclass

from bridge.types.overview import Enclosed
from bridge.types.places import Conversation, Thread
from bridge.types.turns import Turn


@dataclass(frozen=True, slots=True)
class Which:
    """Which conversations somebody wants to have: those with a Thread there; what is empty does not matter."""

    platform: str = ""
    workspace: str = ""
    channel: str = ""
    thread: str = ""
    """Only with the three before it."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a conversation besides its turns."""

    thread: Thread
    """In which it began."""
    others: tuple[Thread, ...] = ()
    """Those that were joined to it."""
    title: str = ""
    tags: tuple[str, ...] = ()
    conversation: Conversation | None = None
    """The one on a backend that it began or adopted last."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One turn with what it belongs to."""

    record: Record
    turn: Turn
    enclosed: tuple[Enclosed, ...] = ()
