"""What Slack keeps: people, channels, messages. Plain data; who may do what is decided in `methods`."""

from dataclasses import dataclass, field
from typing import Literal

from tests.standins.clock import Clock

from .payloads import Payload

STREAM_LIVES = 300.0
"""Seconds from its start, however often it is fed (seen 2026-08)."""


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    bot_id: str | None = None
    app_id: str | None = None

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that a message had until `at`."""

    text: str
    markdown_text: str | None
    at: float


@dataclass(slots=True)
class Upload:
    """A file; its content is None until the bytes have come."""

    id: str
    name: str
    user: str
    at: float
    place: str
    """Where it lies; a token is needed to read it."""
    title: str = ""
    kind: str = "application/octet-stream"
    content: bytes | None = None
    deleted: bool = False


@dataclass(slots=True, eq=False)
class Stream:
    """What is known of a message that is written piece by piece."""

    clock: Clock
    began: float
    recipient: str | None = None
    ended: Literal["", "by the app", "by a person"] = ""
    pieces: list[str] = field(default_factory=list)
    """The text of each call, as it came."""
    dropped: str = ""
    """What Slack threw away without a word, because the message was full."""
    tasks: dict[str, Payload] = field(default_factory=dict)
    plan: str = ""
    blocks: list[Payload] = field(default_factory=list)
    """Those of chunks, in their order; those of the stop are the message's."""

    @property
    def expired(self) -> bool:
        return not self.ended and self.clock.now() >= self.began + STREAM_LIVES

    @property
    def open(self) -> bool:
        return not self.ended and not self.expired

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(slots=True)
class Message:
    channel: str
    ts: str
    user: str
    text: str
    at: float
    markdown_text: str | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    client_msg_id: str | None = None
    blocks: list[Payload] = field(default_factory=list)
    attachments: list[Payload] = field(default_factory=list)
    metadata: Payload | None = None
    files: list[Upload] = field(default_factory=list)
    context: Payload | None = None
    """What the person had on screen when writing to the app (agent view)."""
    broadcast: bool = False
    edits: list[Edit] = field(default_factory=list)
    editor: str | None = None
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list["Message"] = field(default_factory=list)
    stream: Stream | None = None
    """How it was written, if natively streamed."""

    @property
    def streaming(self) -> bool:
        """It is being streamed now."""
        return self.stream is not None and self.stream.open

    @property
    def reply_count(self) -> int:
        return len(self.replies)

    @property
    def latest_reply(self) -> str | None:
        return self.replies[-1].ts if self.replies else None

    @property
    def texts(self) -> list[str]:
        """Every text it ever had, first to last: how an answer grew."""
        return [edit.text for edit in self.edits] + [self.text]

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """Shown to one person only; Slack keeps no history of it and sends no event."""

    channel: str
    ts: str
    user: str
    text: str
    markdown_text: str | None
    thread_ts: str | None
    blocks: list[Payload]
    at: float


@dataclass(frozen=True, slots=True)
class Status:
    """The line under a thread while an app is at work; empty text clears it."""

    text: str
    loading: tuple[str, ...]
    at: float


@dataclass(slots=True)
class Session:
    """A thread as an agent's session; Slack shows its own stop button while it is processing."""

    status: str
    title: str = ""
    initiator: str | None = None


KINDS = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    kind: str = "public"  # one of KINDS
    members: list[str] = field(default_factory=list)
    archived: bool = False
    created: float = 0.0
    messages: list[Message] = field(default_factory=list)  # all of them, replies too, by ts
    ephemerals: list[Ephemeral] = field(default_factory=list)
    statuses: dict[str, Status] = field(default_factory=dict)  # by thread_ts
    titles: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, list[Payload]] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)

    @property
    def channel_type(self) -> str:
        return KINDS[self.kind]

    def find(self, ts: str) -> Message | None:
        return next((message for message in reversed(self.messages) if message.ts == ts), None)

    def thread(self, ts: str) -> list[Message]:
        """The parent and its replies as they are now; empty when there is no such message."""
        parent = self.find(ts)
        return [] if parent is None else [parent, *parent.replies]

    def top(self) -> list[Message]:
        """What is seen in the channel itself: no replies, unless broadcast."""
        return [message for message in self.messages if not message.is_reply or message.broadcast]
