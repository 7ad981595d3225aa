"""What answers behind the practice page: the seam, and the pieces an answer is made of."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Message:
    """One visible message of a conversation, with the text exactly as it was POSTed or answered."""

    role: Literal["user", "assistant"]
    text: str


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


Piece: TypeAlias = str | Thought | Aside | Cut


class GenerationFailed(Exception):
    """The answer ends here with an error the page shows; its text is what the page is told."""


class Brain(Protocol):
    """Answers a conversation piece by piece; closing or cancelling the iterator ends the answer."""

    def answer(self, messages: Sequence[Message]) -> AsyncIterator[Piece]: ...
