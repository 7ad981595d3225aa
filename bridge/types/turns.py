"""One question and its answer."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, Self

from bridge.types.places import Anchor, ConversationId, MessageId, Thread, TurnId
from bridge.types.questions import Attachment, File, Image, Question

Counted = Literal["exact", "estimated", "upstream"]
"""How tokens were counted: by the vocabulary, by a guess, or by whoever answered."""


@dataclass(frozen=True, slots=True)
class Used:
    """What an answer took, in tokens."""

    prompt: int
    completion: int
    cached: int = 0
    """Of the prompt's, those that cost less because they were sent before."""
    cost: float | None = None
    """US dollars; None where no price is known."""
    counted: Counted = "upstream"


class State(StrEnum):
    """How far a turn has come. Each is written before the next step begins."""

    ACCEPTED = "accepted"
    ASKING = "asking"  # from here a crash may have typed something: look before typing again
    ASKED = "asked"  # the backend has it: never send again, re-attach and read
    ANSWERED = "answered"  # the whole answer is stored; only showing it is left
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # taken back before anything was asked; nothing of it is kept but its message's id


@dataclass(frozen=True, slots=True)
class Part:
    """One message that was posted for an answer, and how much of it that message is known to hold."""

    number: int
    message: MessageId
    end: int
    """Characters of the answer held by the parts up to and including this one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer: the unit that must not be lost."""

    id: TurnId
    question: Question
    backend: str
    state: State
    conversation: ConversationId | None = None
    """The Thread's conversation on the backend, once there is one."""
    anchor: Anchor | None = None
    last: Anchor | None = None
    """Of the Thread's question before this one: what "again", "edit" and "continue" are about."""
    before: str = ""
    """What was answered to that one before, for those three."""
    answer: str = ""
    answered_by: str = ""
    read_by: str = ""
    """The Way, once the answer is read."""
    stopped: bool = False
    cut: bool = False
    """The answer ended at the model's limit for one answer."""
    reason: str = ""
    accepted_at: float = 0.0
    """Unix seconds."""
    asking_since: float = 0.0
    """Unix seconds when typing may first have begun; 0 before that."""
    parts: tuple[Part, ...] = ()
    files: tuple[Image | File, ...] = ()
    """What the answer made besides its text, once it is answered."""
    unfetched: tuple[Attachment, ...] = ()
    """Of the question's attachments, those that are not among its files yet."""
    preface: str = ""
    """What stands before the question, where its conversation does not know what was said before."""
    held: bool = False
    """The caller holds the stream (HTTP, the command line); nobody else could be shown the answer."""
    slot: str = ""
    """Which one of a cluster answers it; empty where there is none."""
    others: tuple[Thread, ...] = ()
    """The other Threads of the same conversation."""
    used: Used | None = None
    """What the answer took, where it was counted."""
    missed: bool = False
    """Something may have been answered in its conversation that its backend knows nothing of."""
    unwanted: bool = False
    """Its owner wants it to be given up."""
    retried_at: float = 0.0
    """Unix seconds when it was last to be tried again; 0: never."""
    announced: bool = False
    """It was to be said where it was asked that it waits, so a message of ours may stand there."""
    behind: tuple[Thread, ...] = ()
    """Those of them in which something was asked before, or is being asked, that has no answer yet."""

    @property
    def thread(self) -> Thread:
        return self.question.thread

    @property
    def waits_since(self) -> float:
        """Unix seconds."""
        return self.retried_at or self.accepted_at

    @property
    def as_asked(self) -> Self:
        """As its backend gets it: to whoever does not know what was said it is a new one, behind its preface."""
        if not self.preface:
            return self
        whole = "\n\n".join(filter(None, (self.preface, self.question.text)))
        return replace(self, question=replace(self.question, text=whole, action="ask"))

    @property
    def resumed(self) -> bool:
        """Whether an earlier run got further than accepting it."""
        return self.state is not State.ACCEPTED

    @property
    def shown(self) -> bool:
        """Whether a message of ours that nobody wrote down may stand where it was asked."""
        return self.resumed or self.announced


@dataclass(frozen=True, slots=True)
class Head:
    """Where a transcript goes on that a caller sends again with every question."""

    thread: Thread
    message: MessageId
    """Of the Thread's last turn: once more was asked there it is no head any more."""
    caller: str
    hash: str
    """Of all that was said; made and read by the platform only."""
    unasked: bool = False
    """Only where that turn was never begun."""
