"""The answer as it is so far, and the messages that should hold it; pure."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from bridge.errors import BridgeError
from bridge.texts import say
from bridge.types import (
    AnsweredBy,
    Failed,
    File,
    Image,
    Language,
    Notice,
    Part,
    Rewritten,
    Shown,
    Status,
    Stopped,
    Text,
    Waiting,
)
from platforms.split import Piece, split

logger = logging.getLogger(__name__)


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

    def __init__(self, form: Form, language: Language, stood: Sequence[Part] = ()) -> None:
        self._form = form
        self._language = language
        self._held = _holding(stood)
        self._kept: Sequence[Part] = ()
        """Messages that an earlier run filled, and that are left as they are."""
        self._text = ""
        self._note = ""
        self._error = ""
        self._closed: list[Piece] = []

    def take(self, event: Shown) -> None:
        match event:
            case Text(more):
                self._text += more
            case Rewritten(text):
                self._text, self._closed = text, []
            case Status():
                self._note = "" if self._held else say("thinking", self._language)
            case Stopped():
                self._note = say("stopped", self._language)
            case Failed(error):
                self._fail(error)
            case Waiting(why, place):
                said = why.say(self._language) if isinstance(why, BridgeError) else str(why)
                self._note = say("waiting", self._language, why=said, place=place)
            case Notice(text):
                self._note = text
            case Image(name) | File(name):
                logger.info("%s is not shown: files come later", name)
            case AnsweredBy():
                pass
            case _:
                assert_never(event)
        if self._text.strip() and not isinstance(event, Stopped):
            self._note = ""  # a placeholder's time is over

    def end(self) -> None:
        """Nothing more comes."""
        if not self._text.strip() and not self._error and self._note != say("stopped", self._language):
            self._note = say("empty", self._language)

    def _fail(self, error: Exception) -> None:
        """In a message of its own, so that the person is told and not only a message edited.

        When it is told again after a crash, the text that an earlier run showed is not known any more: it stays.
        """
        self._error = error.say(self._language) if isinstance(error, BridgeError) else str(error)
        self._note = ""
        self._kept = () if self._text.strip() else self._held

    @property
    def state(self) -> str:
        """Different whenever some message has to change."""
        return "\0".join((self._note, self._error, self._text))

    def wanted(self) -> list[Wanted]:
        """The messages as they should be; a part that is full stays as it is while the text grows."""
        render = self._form.render
        messages = [Wanted(number, render(one.text), one.end) for number, one in enumerate(self._pieces(), 1)]
        if self._note:
            last = messages.pop() if messages else None
            markdown = f"{last.markdown}\n\n" if last else ""
            messages.append(
                Wanted(last.number if last else 1, markdown + render(self._note), last.end if last else 0)
            )
        if self._error:
            before = messages or self._kept
            number, end = len(before) + 1, before[-1].end if before else 0
            notes = enumerate(split(self._error, self._form.limit, self._form.size), number)
            messages += [Wanted(number, render(note.text), end) for number, note in notes]
        return messages

    def _pieces(self) -> list[Piece]:
        """Those with something to see in them: no platform takes a message of white space."""
        if not self._text.strip():
            return []
        pieces = split(self._text, self._form.limit, self._form.size, after=self._closed)
        self._closed = pieces[:-1]
        return [piece for piece in pieces if piece.text.strip()]


def _holding(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts that hold some of the answer, and not only a note."""
    held: list[Part] = []
    for part in sorted(parts, key=lambda part: part.number):
        if part.end > (held[-1].end if held else 0):
            held.append(part)
    return held
