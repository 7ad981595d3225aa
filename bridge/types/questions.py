"""What was asked."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from bridge.types.looking import Person
from bridge.types.places import Channel, MessageId, Thread
from bridge.types.rules import Rules

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

    @property
    def asker(self) -> Person:
        return Person(self.thread.platform, self.thread.workspace, self.author)

    def cleaned(self) -> Self:
        """The same question as every part of the way can carry it.

        One kind of newline, no NUL (no database and no page holds one), no half of a surrogate pair.
        """
        texts = (self.author, self.text, self.instructions, self.model, self.effort)
        author, text, instructions, model, effort = clean = tuple(map(carriable, texts))
        if clean == texts and not self.attachments and not self.sayings:
            return self
        return replace(
            self,
            author=author,
            text=text,
            instructions=instructions,
            model=model,
            effort=effort,
            attachments=tuple(
                replace(one, name=carriable(one.name), source=carriable(one.source), kind=carriable(one.kind))
                for one in self.attachments
            ),
            sayings=tuple(replace(one, text=carriable(one.text)) for one in self.sayings),
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


def carriable(text: str) -> str:
    """The text with one kind of newline, and without what no database holds."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if "\r" in text:
        text = re.sub(r"\r\n?", "\n", text)
    return text.replace("\0", "")
