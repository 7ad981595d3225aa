"""What an API is asked for, in no wire's words; and what every wire does."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bridge.answering.dialogue import Dialogue
from bridge.events import Event
from bridge.types import Language


@dataclass(frozen=True, slots=True)
class Wish:
    """One answer."""

    model: str
    dialogue: Dialogue
    effort: str = ""
    max_tokens: int = 0
    temperature: float | None = None
    language: Language = "en"
    """Of what we say ourselves."""
    name: str = ""
    """By which the request is known where the API gives it no id."""


class Wire(Protocol):
    """A way to ask an API."""

    def asked(self, wish: Wish) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """The answer's events; leaving the block ends it. Raises a BackendError when it does not begin."""
