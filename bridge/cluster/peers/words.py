"""What nodes say to one another. A node of another version may know more of these, or less: see `packing`."""

from dataclasses import dataclass
from typing import NewType

from bridge.events import Shown
from bridge.types import Channel, ConversationId, MessageId, Thread, TurnId

Number = NewType("Number", int)
"""Of a node, for as long as its process lives."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Does anybody answer there, or this message? Stop it."""

    thread: Thread
    message: MessageId | None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Does the question of this message wait in a line? Take it out."""

    thread: Thread
    message: MessageId


@dataclass(frozen=True, slots=True)
class WhoHolds:
    """Does anybody hold the stream of the answer to this message? It comes under that name."""

    place: Channel
    message: MessageId
    stream: str


@dataclass(frozen=True, slots=True)
class Holds:
    """Somebody does here."""

    alone: bool


@dataclass(frozen=True, slots=True)
class LookOn:
    """Does anybody write this answer? It comes under that name, too, for somebody who only looks on."""

    turn: TurnId
    stream: str


@dataclass(frozen=True, slots=True)
class Stands:
    """How is it with a backend?"""

    backend: str


@dataclass(frozen=True, slots=True)
class Models:
    """What does it offer?"""

    backend: str


@dataclass(frozen=True, slots=True)
class Check:
    """Could it answer now?"""

    backend: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a conversation of its this title."""

    backend: str
    conversation: ConversationId
    title: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a conversation of its."""

    backend: str
    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class Adopt:
    """Which conversation of its is behind this link?"""

    backend: str
    link: str


@dataclass(frozen=True, slots=True)
class Opens:
    """Did anybody give out the code of this hash?"""

    hash: str


@dataclass(frozen=True, slots=True)
class Take:
    """… then it is used now."""

    hash: str


OfBackend = Stands | Models | Check | Rename | Delete | Adopt
"""Of the node that holds the backend."""

Question = Stop | Withdraw | WhoHolds | LookOn | Opens | Take | OfBackend


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to everybody."""

    id: str
    what: object
    """A Question, or one that only newer nodes know."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of them; an exception is raised where it was asked, and None says nothing."""

    id: str
    value: object


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The ledger has this question as taken back."""

    thread: Thread
    message: MessageId


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of a stream; they are counted from 1."""

    stream: str
    number: int
    events: tuple[Shown, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class Again:
    """Pieces are missing, from this one on."""

    stream: str
    number: int


@dataclass(frozen=True, slots=True)
class Heard:
    """All of the stream."""

    stream: str


@dataclass(frozen=True, slots=True)
class Left:
    """Nobody holds the stream any more."""

    stream: str


@dataclass(frozen=True, slots=True)
class Still:
    """Does somebody? Left is the answer where nobody does."""

    stream: str


Word = Asked | Answer | Withdrawn | Told | Again | Heard | Left | Still
