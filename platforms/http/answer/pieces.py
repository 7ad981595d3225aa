"""What there is to tell of an answer, on every wire; nothing of it is ever taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bridge.types import Counted
from platforms.http.request.tools import Call

Finish = Literal["stop", "length", "tool_calls", "content_filter"]
"""Why the answer ends, in the words of chat completions."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens."""

    prompt: int
    completion: int
    cached: int = 0
    """Of the prompt's."""
    reasoning: int = 0
    """Of the completion's."""
    counted: Counted = "estimated"


@dataclass(frozen=True, slots=True)
class Sign:
    """The backend is at it; there is nothing to tell yet."""

    place: int = 0
    """In line, where it waits for others that are answered first."""


@dataclass(frozen=True, slots=True)
class Began:
    """The answer begins; comes once, before everything but signs."""

    model: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing came for a while, and nobody should hang up for that."""


@dataclass(frozen=True, slots=True)
class Words:
    """More of the text."""

    more: str


@dataclass(frozen=True, slots=True)
class Called:
    """A tool is to be called."""

    call: Call


@dataclass(frozen=True, slots=True)
class Declined:
    """There is no answer in the form that was asked for, and this is why."""

    why: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A page of the web that the text leads to."""

    url: str
    title: str
    start: int
    end: int
    """Characters of the text, up to but without the last."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The answer is over; the last piece."""

    finish: Finish
    usage: Usage
    cited: tuple[Cited, ...] = ()


Piece = Sign | Began | Nothing | Words | Called | Declined | Ended


@dataclass(slots=True)
class Whole:
    """All pieces of an answer together."""

    model: str = ""
    text: str = ""
    calls: tuple[Call, ...] = ()
    declined: str = ""
    finish: Finish = "stop"
    usage: Usage = Usage(0, 0)
    cited: tuple[Cited, ...] = ()

    def add(self, piece: Piece) -> None:
        match piece:
            case Words(more):  # first, for they are nearly all that comes
                self.text += more
            case Began(model):
                self.model = model
            case Called(call):
                self.calls += (call,)
            case Declined(why):
                self.declined = why
            case Ended(finish, usage, cited):
                self.finish, self.usage, self.cited = finish, usage, cited
            case Sign() | Nothing():
                pass

    def pieces(self) -> Iterator[Piece]:
        """The same once more, in few of them."""
        yield Began(self.model)
        if self.text:
            yield Words(self.text)
        yield from map(Called, self.calls)
        if self.declined:
            yield Declined(self.declined)
        yield Ended(self.finish, self.usage, self.cited)
