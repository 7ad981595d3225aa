"""What was asked in a channel in a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bridge.types.places import MessageId, Thread


@dataclass(frozen=True, slots=True)
class Busy:
    """A Thread in which something was asked."""

    thread: Thread
    message: MessageId
    """That asked first."""
    text: str
    """How that question begins."""
    title: str
    """What people call the conversation, or else its backend; empty where neither does."""
    tags: tuple[str, ...]
    people: Mapping[str, int]
    """Who asked, and how many questions."""

    @property
    def questions(self) -> int:
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class Digest:
    """For everybody in the channel."""

    first_day: date
    last_day: date
    due: float
    """Unix seconds: it tells what was asked before. No other digest of the channel has the same."""
    named: tuple[Busy, ...]
    """The Threads in which most was asked."""
    links: tuple[str, ...]
    """To the first questions of these; empty where there is none."""
    threads: int
    """In all."""
    questions: int
    tags: Mapping[str, int]
    """And how many questions stand under each, most first."""
    people: Mapping[str, int]
    """Everybody who asked, and how much, most first."""
