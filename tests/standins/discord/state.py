"""What Discord keeps: people, servers, channels, messages. Plain data; who may do what is decided elsewhere."""

from dataclasses import dataclass, field
from enum import IntEnum

from .payloads import Payload
from .permissions import Permission
from .snowflakes import moment


class Kind(IntEnum):
    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15


class Type(IntEnum):
    """Of a message."""

    DEFAULT = 0
    NAME_CHANGE = 4
    PINNED = 6
    JOINED = 7
    THREAD_CREATED = 18
    REPLY = 19
    COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_COMMAND = 23


PEOPLES = (Type.DEFAULT, Type.REPLY, Type.COMMAND, Type.CONTEXT_COMMAND)
"""All others are Discord's own words."""

THREADS = (Kind.ANNOUNCEMENT_THREAD, Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)


class Flag:
    """Of a message."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, eq=False)
class User:
    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    """The language of this person's Discord; an app hears of it with interactions."""
    takes_messages: bool = True
    """Whether the privacy settings let bots write direct messages."""

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: Permission
    position: int = 1
    managed: bool = False
    """Made by Discord for a bot."""

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(frozen=True, slots=True)
class Overwrite:
    allow: Permission = Permission.NONE
    deny: Permission = Permission.NONE
    of_member: bool = False


@dataclass(slots=True, eq=False)
class Member:
    user: User
    roles: list[Role] = field(default_factory=list)
    joined: float = 0.0
    quiet_until: float = 0.0
    """A time-out; it is told, and not enforced."""


@dataclass(slots=True, eq=False)
class Guild:
    """What people call a server."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    unavailable: bool = False
    channels: dict[int, "Channel"] = field(default_factory=dict, repr=False)
    """Those of the list at the left; threads belong to their channels."""

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    @property
    def threads(self) -> list["Channel"]:
        return [thread for channel in self.channels.values() for thread in channel.threads]


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that a message had until `at`."""

    content: str
    at: float


@dataclass(frozen=True, slots=True)
class Typing:
    id: int
    """It has none on Discord; here it tells what was written after it."""
    user: int

    @property
    def at(self) -> float:
        return moment(self.id)


@dataclass(slots=True, eq=False)
class Attachment:
    id: int
    name: str
    content: bytes = field(repr=False)
    kind: str | None = None
    description: str | None = None
    ephemeral: bool = False


@dataclass(slots=True, eq=False)
class Message:
    id: int
    channel: "Channel" = field(repr=False)
    author: User
    content: str
    type: Type = Type.DEFAULT
    embeds: list[Payload] = field(default_factory=list, repr=False)
    components: list[Payload] = field(default_factory=list, repr=False)
    attachments: list[Attachment] = field(default_factory=list)
    reference: Payload | None = None
    """Of a reply, a thread's first message, …: message_id, channel_id, guild_id."""
    flags: int = 0
    nonce: str | int | None = None
    mentions: frozenset[int] = frozenset()
    mention_roles: frozenset[int] = frozenset()
    mention_everyone: bool = False
    pinged: frozenset[str] = frozenset()
    """Everybody whom it has pinged so far: "everyone", or an id."""
    edits: list[Edit] = field(default_factory=list, repr=False)
    edited_at: float | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    pinned: bool = False
    deleted: bool = False
    webhook_id: int | None = None
    interaction: Payload | None = field(default=None, repr=False)
    """The interaction_metadata of an answer to one."""
    only_for: int | None = None
    """Ephemeral: the one person who sees it; it is in no history."""

    @property
    def at(self) -> float:
        return moment(self.id)

    @property
    def texts(self) -> list[str]:
        """Every text it ever had, first to last: how an answer grew."""
        return [edit.content for edit in self.edits] + [self.content]

    @property
    def has_thread(self) -> bool:
        return any(thread.id == self.id for thread in self.channel.threads)

    @property
    def thread(self) -> "Channel":
        """The one that was made from it; a LookupError while there is none."""
        for thread in self.channel.threads:
            if thread.id == self.id:
                return thread
        raise LookupError(f"no thread of {self.id} yet")


@dataclass(slots=True, eq=False)
class Channel:
    id: int
    kind: Kind
    name: str
    guild: Guild | None = field(default=None, repr=False)
    parent: "Channel | None" = field(default=None, repr=False)
    recipients: list[User] = field(default_factory=list, repr=False)
    overwrites: dict[int, Overwrite] = field(default_factory=dict, repr=False)
    topic: str | None = None
    messages: list[Message] = field(default_factory=list, repr=False)
    """Those that are there; oldest first."""
    threads: list["Channel"] = field(default_factory=list, repr=False)
    typings: list[Typing] = field(default_factory=list, repr=False)
    names: list[str] = field(default_factory=list)
    """All that it ever had before this one."""
    gone: list[Message] = field(default_factory=list, repr=False)
    """Messages that were deleted."""
    whispers: list[Message] = field(default_factory=list, repr=False)
    """Ephemeral messages: each is shown to one person, and in no history."""
    files: list[Attachment] = field(default_factory=list, repr=False)
    """What came with commands."""
    # of a thread
    owner_id: int = 0
    archived: bool = False
    locked: bool = False
    archived_at: float = 0.0
    auto_archive: int = 1440
    members: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def private(self) -> bool:
        return self.kind is Kind.PRIVATE_THREAD

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def find(self, id: int) -> Message | None:
        return next((message for message in reversed(self.messages) if message.id == id), None)

    def by(self, user: User) -> list[Message]:
        """What this one has said here, and Discord not for them."""
        return [one for one in self.messages if one.author is user and one.type in PEOPLES]
