"""The answer as it is so far, and the messages that should hold it; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bridge.errors import BridgeError
from bridge.events import (
    AnsweredBy,
    CutShort,
    Failed,
    Linked,
    Notice,
    Rewritten,
    Shown,
    Status,
    Stopped,
    Text,
    Waiting,
)
from bridge.texts import say
from bridge.types import File, Image, Language, Part
from platforms.split import Piece, split

ROOM = 90
"""What a note may measure to stand behind the last part of an answer, and not in a message of its own."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a message of a platform can hold."""

    limit: int
    """Of one part, so far below the platform's own that a note of ours fits behind the last one."""
    size: Callable[[str], int]
    """As the platform counts."""
    render: Callable[[str], str]
    """From Markdown to what is sent."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message as it should be."""

    number: int
    markdown: str
    """Rendered, as it goes to the platform."""
    end: int
    """Characters of the answer up to and including this message."""


class Answer:
    """What has come of one answer."""

    def __init__(self, form: Form, language: Language, stood: Sequence[Part] = (), asked_of: str = "") -> None:
        self.files: list[Image | File] = []
        """What the answer made besides its text; each once, however often it was told."""
        self._form = form
        self.language = language
        self._asked_of = asked_of
        """The model that was asked for by name; then it is said which one answered."""
        self._answered_by = ""
        self._notices: list[str] = []
        self._footer = ""
        self._held = _holding(stood)
        self._kept: Sequence[Part] = ()
        """Messages that an earlier run filled, and that are left as they are."""
        self.text = ""
        self.link = ""
        """Where its conversation can be opened in a browser, once that is known."""
        self.cut = False
        """It ended at the model's limit for one answer."""
        self._note = ""
        self._error = ""
        self._closed: list[Piece] = []

    def take(self, event: Shown) -> None:
        match event:
            case Text(more):
                self.text += more
            case Rewritten(text):
                self.text, self._closed = text, []
            case Status():
                self._note = "" if self._held else say("thinking", self.language)
            case Stopped():
                self._note = say("stopped", self.language)
            case Failed(error):
                self._fail(error)
            case Waiting(why, place):
                said = why.say(self.language) if isinstance(why, BridgeError) else str(why)
                self._note = say("waiting" if place else "held", self.language, why=said, place=place)
            case Notice(text):
                self._note = text
                self._notices += [text] if text not in self._notices else []
            case Image() | File():
                self.files += [event] if event not in self.files else []
            case AnsweredBy(model):
                self._answered_by = model
            case Linked(link):
                self.link = link
            case CutShort():
                self.cut = True
            case _:
                assert_never(event)
        if self.text.strip() and not isinstance(event, Stopped):
            self._note = ""  # a placeholder's time is over

    def end(self) -> None:
        """Nothing more comes."""
        if self._error:
            return
        if self._note != say("stopped", self.language):
            nothing = not self.text.strip() and not self.files
            self._note = say("empty", self.language) if nothing else ""
        said = [say("answered_by", self.language, model=self._answered_by)] if self._names_model else []
        self._footer = "\n\n".join([*self._notices, *said])

    @property
    def _names_model(self) -> bool:
        return bool(self._asked_of and self._answered_by and self.text.strip())

    def _fail(self, error: Exception) -> None:
        """In a message of its own, so that the person is told and not only a message edited.

        When it is told again after a crash, the text that an earlier run showed is not known any more: it stays.
        """
        self._error = error.say(self.language) if isinstance(error, BridgeError) else str(error)
        self._note = ""
        self._kept = () if self.text.strip() else self._held

    @property
    def state(self) -> str:
        """Different whenever some message has to change."""
        return "\0".join((self._note, self._footer, self._error, self.text))

    def wanted(self) -> list[Wanted]:
        """The messages as they should be; a part that is full stays as it is while the text grows."""
        render = self._form.render
        messages = [Wanted(number, render(one.text), one.end) for number, one in enumerate(self._pieces(), 1)]
        for note in filter(None, (self._note, self._footer)):
            self._add(note, messages)
        if self._error:
            before = messages or self._kept
            number, end = len(before) + 1, before[-1].end if before else 0
            notes = enumerate(split(self._error, self._form.limit, self._form.size), number)
            messages += [Wanted(number, render(note.text), end) for number, note in notes]
        return messages

    def _add(self, note: str, messages: list[Wanted]) -> None:
        """Behind the last part where there is room, else below it; it is no part of the answer."""
        last = messages[-1] if messages else Wanted(0, "", 0)
        if messages and self._form.size(note) <= ROOM:
            messages[-1] = replace(last, markdown=f"{last.markdown}\n\n{self._form.render(note)}")
        else:
            messages.append(Wanted(last.number + 1, self._form.render(note), last.end))

    def _pieces(self) -> list[Piece]:
        """Those with something to see in them: no platform takes a message of white space."""
        if not self.text.strip():
            return []
        pieces = split(self.text, self._form.limit, self._form.size, after=self._closed)
        self._closed = pieces[:-1]
        return [piece for piece in pieces if piece.text.strip()]


def _holding(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts that hold some of the answer, and not only a note."""
    held: list[Part] = []
    for part in sorted(parts, key=lambda part: part.number):
        if part.end > (held[-1].end if held else 0):
            held.append(part)
    return held
