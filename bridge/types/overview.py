"""What there is in the ledger, for whoever browses it."""

from dataclasses import dataclass

from bridge.types.places import Channel, Thread, TurnId


@dataclass(frozen=True, slots=True)
class Inhabited:
    """A channel in which something was asked."""

    place: Channel
    last_at: float
    """Unix seconds when somebody asked there last."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A Thread as a list shows it."""

    thread: Thread
    title: str
    """What people call it, or else its backend; empty where neither does."""
    asked: str
    """How its first question begins."""
    turns: int
    """Of the whole conversation."""
    last: TurnId
    last_at: float
    """Unix seconds when somebody asked in it last."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a question or with its answer, without its bytes."""

    turn: TurnId
    asked: bool
    """It came with the question."""
    number: int
    name: str
    size: int
    picture: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """How many questions somebody asked on one day."""

    day: int
    """Of those that were asked about, from 0."""
    place: Channel
    backend: str
    model: str
    """That answered; empty where it was not told."""
    turns: int
