"""What the desk wants of a platform. Each raises NotNow, NotThere or PlatformError."""

from collections.abc import Sequence
from typing import Protocol

from bridge.types import MessageId, Thread
from platforms.desk.edits import Edited
from platforms.desk.transcript import Written


class Reads(Protocol):
    """What people wrote, as it is now."""

    async def reworded(self, thread: Thread, message: str) -> Edited | None:
        """The words of a question; None when its message is gone."""
        ...

    async def written(self, thread: Thread, message: str) -> Written | None:
        """One message; None when it is gone."""
        ...

    async def conversation(self, thread: Thread) -> Sequence[Written]:
        """All messages of a thread, oldest first, without what the platform itself says there."""
        ...


class Writes(Protocol):
    """Where we may write, and where it is then found."""

    async def writes_in(self, thread: Thread) -> bool:
        """Whether the platform lets us answer there."""
        ...

    async def direct(self, person: str) -> Thread:
        """Where we talk to somebody alone, outside of any thread."""
        ...

    async def begin(self, place: Thread, text: str) -> tuple[Thread, MessageId]:
        """A message of ours there with this plain text, and the Thread that goes on from it."""
        ...

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        """Empty where that can't be known."""
        ...
