"""What answers behind the practice page: the seam, and the pieces an answer is made of."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from scraper.practice.json import Json


@dataclass(frozen=True, slots=True)
class Message:
    """One visible message of a conversation, with the text exactly as it was POSTed or answered."""

    role: Literal["user", "assistant"]
    text: str
    versions: int = 0  # how many answers the last question has had so far


@dataclass(frozen=True, slots=True)
class Thought:
    """A step of reasoning: streamed and stored as a `thoughts` message, never part of the answer."""

    summary: str
    content: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A finished interim message ("let me look that up"): complete, but not the end of the turn."""

    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The stream to the browser ends here without a terminal event; the generation itself goes on."""

    hard: bool = False  # the connection is reset instead of ended


@dataclass(frozen=True, slots=True)
class Source:
    """A page on the web that the answer leans on."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation: a marker in the text, and the sources it stands for; none: it can't be resolved."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as the answer: an asset pointer in a tool's message, no text."""

    title: str
    data: bytes  # PNG
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Made:
    """A file that the answer links to as `sandbox:/mnt/data/NAME`."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Rewritten:
    """All of the text so far is replaced by this one."""

    text: str


@dataclass(frozen=True, slots=True)
class Shortened:
    """That many of the text's last characters go again."""

    by: int


@dataclass(frozen=True, slots=True)
class Limit:
    """The answer stops here with max_tokens; the pieces that follow come with "Continue generating"."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event on the stream that belongs to no message: moderation, a quota, an error."""

    fields: Mapping[str, Json]


Piece: TypeAlias = str | Thought | Aside | Cut | Cite | Image | Made | Rewritten | Shortened | Limit | Told


class GenerationFailed(Exception):
    """The answer ends here with an error the page shows; its text is what the page is told."""


class GenerationStopped(Exception):
    """The answer ends here without an error: somebody pressed Stop elsewhere, or nothing may be said."""


class Brain(Protocol):
    """Answers a conversation piece by piece; closing or cancelling the iterator ends the answer."""

    def answer(self, messages: Sequence[Message]) -> AsyncIterator[Piece]: ...
