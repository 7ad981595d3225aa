"""What is told of an answer: by a backend to the bridge, and by the bridge to a platform."""

from dataclasses import dataclass
from typing import Literal

from bridge.errors import Walled
from bridge.types import Anchor, ConversationId, File, Image, Used


@dataclass(frozen=True, slots=True)
class Opened:
    """The conversation is known; comes before any text."""

    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class Sent:
    """The backend has our message, proven by its id."""

    anchor: Anchor


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """The model that really answers, in the backend's own words."""

    model: str


@dataclass(frozen=True, slots=True)
class Text:
    """More of the answer, in Markdown."""

    more: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The answer so far is this instead."""

    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """What the backend is busy with, while there is no text."""

    note: str


@dataclass(frozen=True, slots=True)
class Titled:
    """What the backend calls the conversation."""

    title: str


Way = Literal["stream", "socket", "resumed", "conversation", "page"]
"""How an answer was read: the answer to the question itself, a WebSocket or another request that it was handed over
to, the conversation as it was stored, or, where nothing else was left, what the page showed."""


@dataclass(frozen=True, slots=True)
class ReadBy:
    """How the answer is being read; the last one counts."""

    way: Way


@dataclass(frozen=True, slots=True)
class Cut:
    """Somebody stopped the answer on the backend's own page; what came so far stays."""


@dataclass(frozen=True, slots=True)
class CutShort:
    """The answer ended at the model's own limit for one answer; a question to "continue" gets the rest."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Where the conversation can be opened in a browser."""

    link: str


@dataclass(frozen=True, slots=True)
class Held:
    """The answer waits until a person does something on the backend's own page; over with the next event."""

    why: Walled


@dataclass(frozen=True, slots=True)
class Waiting:
    """The question waits for its backend and goes on by itself."""

    why: Exception
    place: int = 0
    """In line, from 1; 0 where there is none, for nobody else waits for this."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the asker has to know and that is no part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody stopped the answer; what came so far stays."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The program ends; what came so far stays, and the answer goes on with the next start."""


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no answer; the text may be shown to the person who asked."""

    error: Exception


Event = (
    Opened
    | Sent
    | Titled
    | ReadBy
    | AnsweredBy
    | Text
    | Rewritten
    | Status
    | Image
    | File
    | Used
    | Notice
    | Cut
    | CutShort
    | Held
)
"""What a backend tells; of several Used the last one counts, for the whole turn.

Its end is the proof that the answer is whole; anything else is raised.
"""

Shown = (
    AnsweredBy
    | Linked
    | Text
    | Rewritten
    | Status
    | Image
    | File
    | Used
    | Waiting
    | Notice
    | CutShort
    | Stopped
    | Paused
    | Failed
)
"""What a platform shows. After Stopped, Paused and Failed nothing follows."""
