"""What an archive of old conversations holds: the chats that somebody had before they came here."""

from dataclasses import dataclass

from bridge.types.places import Anchor, ConversationId, MessageId
from bridge.types.questions import Attachment


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of an old conversation, and what was answered to it."""

    message: MessageId
    """No other exchange has it, also where a chat was copied; and it is the same in every later archive."""
    anchor: Anchor
    """Of the question; several exchanges have the same where it was answered more than once."""
    text: str
    answer: str
    branch: str = ""
    """Of those that are not shown any more, which one it is in; empty: what the conversation's page shows."""
    author: str = ""
    """Where the archive says who it was."""
    instructions: str = ""
    answered_by: str = ""
    asked_at: float = 0.0
    """Unix seconds."""
    answered_at: float = 0.0
    stopped: bool = False
    cut: bool = False
    came: tuple[Attachment, ...] = ()
    """The files of the question; the archive does not have those without a source."""
    made: tuple[Attachment, ...] = ()
    """What the answer made besides its text."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One old conversation; each exchange stands behind what was said before it."""

    conversation: ConversationId
    title: str
    channel: str
    """Its project, or the month in which it was begun."""
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of some chats."""

    new: int = 0
    grown: int = 0
    """Known before, and with more or other words than then."""
    known: int = 0
    """There is nothing new in them."""
    forgotten: int = 0
    """They were erased here, and stay so."""
    exchanges: int = 0
    """That are new in the ledger."""
    files: int = 0

    def __add__(self, other: "Brought") -> "Brought":
        return Brought(
            self.new + other.new,
            self.grown + other.grown,
            self.known + other.known,
            self.forgotten + other.forgotten,
            self.exchanges + other.exchanges,
            self.files + other.files,
        )
