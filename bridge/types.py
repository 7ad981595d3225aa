"""The nouns of Threadbridge: frozen data that crosses the seams. What is told of an answer is in bridge/events.py.

Ids are opaque: only their owner makes and reads them, everyone else carries them.
"""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, NewType, Self

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


Action = Literal["ask", "again", "edit", "continue"]
"""What a question wants of its conversation: an answer to new words, another answer to the last question (a
branch), the last question asked again in these words (a branch), or the rest of an answer that was cut."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a question, or that an answer made."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the answer."""

    name: str
    content: bytes = field(repr=False)


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


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a question and that is still on the platform."""

    name: str
    source: str
    """Where the platform finds it again; made and read by the platform only."""
    size: int = 0
    """Bytes, as the platform says; 0 where it does not."""
    kind: str = ""
    """The media type, as the platform says."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A message that is one of several of which a question was made."""

    message: MessageId
    text: str


Key = tuple[Channel, MessageId]
"""What makes a question the one that it is."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person or a program asked."""

    thread: Thread
    message: MessageId
    author: str
    text: str
    instructions: str = ""
    model: str = ""
    """The model that the asker wants; empty: what the channel says."""
    effort: str = ""
    """How long it should think, in the backend's own words; empty: what the channel says."""
    temporary: bool = False
    """In a chat that the backend keeps no history of."""
    action: Action = "ask"
    files: tuple[File, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    """Files that are fetched from the platform before the question is asked."""
    max_tokens: int = 0
    """How long an answer may be, where the backend is an API; 0: what the channel says."""
    temperature: float | None = None
    """How freely it answers, where the backend is an API; None: what the channel says."""
    sayings: tuple[Saying, ...] = ()
    """The messages that it was made of, where they are several; the ledger tells it with a history."""

    @property
    def key(self) -> Key:
        return self.thread.place, self.message

    def cleaned(self) -> Self:
        """The same question as every part of the way can carry it.

        One kind of newline, no NUL (no database and no page holds one), no half of a surrogate pair.
        """
        texts = (self.author, self.text, self.instructions, self.model, self.effort)
        author, text, instructions, model, effort = carriable = tuple(map(_carriable, texts))
        if carriable == texts and not self.attachments and not self.sayings:
            return self
        return replace(
            self,
            author=author,
            text=text,
            instructions=instructions,
            model=model,
            effort=effort,
            attachments=tuple(
                replace(one, name=_carriable(one.name), source=_carriable(one.source), kind=_carriable(one.kind))
                for one in self.attachments
            ),
            sayings=tuple(replace(one, text=_carriable(one.text)) for one in self.sayings),
        )

    def under(self, rules: "Rules") -> Self:
        """The same question with what its channel says: instructions before its own, a model if it names none."""
        instructions = dict.fromkeys(filter(None, (rules.instructions, self.instructions)))  # the same ones once
        return replace(
            self,
            instructions="\n\n".join(instructions),
            model=self.model or rules.model,
            effort=self.effort or rules.effort,
            temporary=self.temporary or rules.temporary,
            max_tokens=self.max_tokens or rules.max_tokens,
            temperature=rules.temperature if self.temperature is None else self.temperature,
        )


def _carriable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if "\r" in text:
        text = re.sub(r"\r\n?", "\n", text)
    return text.replace("\0", "")


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


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody may find again: all of this channel, and Threads of theirs elsewhere up to their last word."""

    place: Channel
    author: str


LATELY = 500
"""Turns of a Thread: as far back as one is looked for that may still be changed, asked again or gone on with."""


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that holds what was looked for."""

    turn: Turn
    title: str = ""
    """Of its conversation, where that is known."""


Kind = Literal["stuck", "open", "given_up", "failed", "all"]
"""Turns that are not at their end, those that were given up, both (stuck), all that failed, or every one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which turns somebody wants to see; what is empty does not matter."""

    kind: Kind = "all"
    platform: str = ""
    backend: str = ""
    thread: str = ""
    """As a Thread is written, or the beginning of that: ``slack/T1/C1``."""
    before: float = 0.0
    """Unix seconds: accepted before then."""
    most: int = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn as it stands in the ledger, for whoever looks after that."""

    turn: Turn
    ended: bool
    """Nothing is left to be done."""
    tries: int = 0
    """How often it was taken up again after the program had ended with it in hand."""
    given_up_at: float = 0.0
    """Unix seconds; 0: it was not."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that a backend offers."""

    id: str
    owner: str
    label: str = ""
    """For people; empty: the id."""
    efforts: tuple[str, ...] = ()
    """How long it can be told to think, from short to long."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a backend can answer now, and if not what a person should do."""

    ready: bool
    note: str
    wall: Exception | None = None
    """What stands in the way, as asking would raise it."""


Mode = Literal["every", "mention", "off"]
Language = Literal["en", "ko"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in a channel: the file's defaults with the channel's own settings on top."""

    mode: Mode
    backend: str
    model: str
    instructions: str
    language: Language
    effort: str = ""
    temporary: bool = False
    max_tokens: int = 0
    """How long an answer of an API may be; 0: as long as the model makes it."""
    temperature: float | None = None
    """How freely an API answers; None: as it does by itself."""
    failover: str = ""
    """The backend that answers while this one can't, perhaps with a model; empty: none, questions wait."""
    merge: float = 0.0
    """Seconds for which a person's next message is waited for, to be one question with it; 0: each is one."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What lets a program ask over HTTP. Of its secret nothing is kept but the hash."""

    name: str
    """Of whoever shows it; the channel of what is asked with it."""
    hash: str = field(repr=False)
    """SHA-256, in hexadecimal: nothing slower is needed where the secret has 256 random bits."""
    rate: int = 0
    """Requests a minute; 0: as many as they like."""
    models: tuple[str, ...] = ()
    """The names that may be asked for; ``*`` stands for anything. Empty: all."""
    backends: tuple[str, ...] = ()
    """The same of backends; the first is what answers where the channel's own is not among them."""
    created_at: float = 0.0
    """Unix seconds."""
    revoked_at: float = 0.0
    """0 while it is good."""
