"""The seam to where people ask: a Platform, and what it may be able to do besides."""

from collections.abc import AsyncIterator, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bridge.errors import BridgeError
from bridge.events import Shown
from bridge.types import Attachment, Channel, Digest, Earlier, File, MessageId, Person, Thread, Turn

if TYPE_CHECKING:
    from bridge.bridge import Bridge


class Platform(Protocol):
    """Where people ask."""

    async def run(self, bridge: "Bridge") -> None:
        """Receive until cancelled."""

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        """Write the answer where it was asked; ``turn.parts`` says what already stands there.

        Raises PlatformError when the platform does not take it; showing again later must not post twice.
        """


@runtime_checkable
class Tells(Protocol):
    """A Platform on which the owner of the account can be reached privately."""

    async def tell_owner(self, text: str, picture: Path | None) -> None:
        """Write it to everybody who is configured as an owner; PlatformError when it could not be written."""


@runtime_checkable
class TellsAskers(Protocol):
    """A Platform on which whoever asked can be reached privately."""

    async def tell_asker(self, turn: Turn, why: BridgeError) -> None:
        """That nothing is shown of the turn where it was asked. A courtesy: it may fail, and says so in the log."""


@runtime_checkable
class Names(Protocol):
    """A Platform whose channels have names."""

    async def channel_name(self, place: Channel) -> str:
        """As people see it, without a sign before it; the id where it can't be known."""


@runtime_checkable
class Introduces(Protocol):
    """A Platform whose people have names besides their ids."""

    async def person_name(self, person: Person) -> str:
        """As others in their workspace see it; the id where it can't be known. It asks the platform."""


@runtime_checkable
class Fetches(Protocol):
    """A Platform on which files may come with a question."""

    async def fetch(self, thread: Thread, attachment: Attachment) -> File:
        """The file itself, known to be what its name says.

        Raises FileUnread or another BadQuestion when it can't be had, PlatformError when it can't be had now.
        """


@runtime_checkable
class Permalinks(Protocol):
    """A Platform whose messages can be linked to."""

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        """For people; empty where there is none. It may ask the platform, and never raises."""


@runtime_checkable
class Admits(Protocol):
    """A Platform that knows who is in its channels."""

    async def admits(self, person: Person, workspaces: Collection[str]) -> Collection[Channel] | None:
        """In which channels of these workspaces they can read what was said; None where that can't be known now.

        Their direct messages with us are among them. It asks the platform, and never raises.
        """


@runtime_checkable
class Hides(Protocol):
    """A Platform with Threads that not everybody sees who sees their channel."""

    async def hides(self, thread: Thread, person: str) -> bool:
        """Whether this person can't see it, or that can't be known. It may ask the platform, and never raises.

        Nobody (an empty name) sees what all see who see its channel.
        """


@runtime_checkable
class Suggests(Protocol):
    """A Platform that can show whoever asks, before they are answered, where the same was asked before."""

    async def suggest(self, turn: Turn, earlier: Sequence[Earlier]) -> MessageId:
        """To its asker alone, with a way to have it asked all the same, and one to leave it at that.

        The message that others see, too, or an empty id where there is none. PlatformError when it can't be shown.
        """

    async def suggested(self, turn: Turn, message: MessageId) -> None:
        """That is over, and the message may go. A courtesy: it never raises."""


@runtime_checkable
class Says(Protocol):
    """A Platform on which something can be said in a Thread that is no answer."""

    async def say(self, thread: Thread, text: str) -> None:
        """Plain text, for everybody there; PlatformError when it could not be said."""


@runtime_checkable
class Digests(Protocol):
    """A Platform whose channels can be told what was asked in them."""

    async def digest(self, place: Channel, digest: Digest) -> None:
        """For everybody there, whom it does not call. PlatformError when it could not be told.

        What stands there already, though nobody may remember that, is not told again.
        """


@runtime_checkable
class Titles(Protocol):
    """A Platform whose threads have names of their own."""

    async def titled(self, thread: Thread, title: str) -> None:
        """The Thread's conversation is called this now. A courtesy: it never raises, and nobody waits for it."""
