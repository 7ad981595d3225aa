"""Something that somebody pressed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bridge.types import Question
from platforms.desk.around import Sender
from platforms.ids import done_with


async def _stays() -> None:
    """What was pressed stays where it is."""


@dataclass(frozen=True, slots=True)
class Click:
    """A button pressed, or an option chosen."""

    sender: Sender
    message: str
    """The message that it stands in."""
    what: str
    """stop, again, anew, continue, model, edit, forget, back, on, here, anyway, leave or earlier."""
    value: str
    """The turn's id under an answer; what was chosen, or what is offered. Not to be trusted: who sees what is
    looked up for whoever clicked."""
    at: str
    """Another one for each click."""
    over: Callable[[], Awaitable[None]] = field(default=_stays, compare=False, repr=False)
    """What it offered was done, so that the offer can go."""

    def question(self, what: str) -> Question:
        """For the doors and for commands: who wants what where."""
        return Question(self.sender.thread, done_with(self.message, what, self.at), self.sender.person, "")
