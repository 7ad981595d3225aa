"""Where people talk, and what a backend keeps of it."""

from dataclasses import dataclass
from typing import NewType

TurnId = NewType("TurnId", int)
"""A turn in the ledger; later turns have larger ids. Made by the store."""

MessageId = NewType("MessageId", str)
"""A message on a platform (Slack's ts, Discord's snowflake). Made by the platform."""

ConversationId = NewType("ConversationId", str)
"""What a backend calls its side of a Thread (on ChatGPT the uuid in ``/c/<uuid>``). Made by the backend."""

Anchor = NewType("Anchor", str)
"""The backend's id of our own message: the proof that it was sent. Made by the backend."""


@dataclass(frozen=True, slots=True)
class Channel:
    """The topic: a channel of a workspace of a platform."""

    platform: str
    workspace: str
    channel: str


@dataclass(frozen=True, slots=True)
class Thread:
    """Where people talk. The key of everything; known before any answer, never changed later."""

    platform: str
    workspace: str
    channel: str
    thread: str

    @property
    def place(self) -> Channel:
        return Channel(self.platform, self.workspace, self.channel)

    def __str__(self) -> str:
        return "/".join((self.platform, self.workspace, self.channel, self.thread))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A backend's side of a Thread."""

    backend: str
    id: ConversationId
    title: str = ""
    """What the backend calls it."""
