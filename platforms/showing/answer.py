"""The answer as it is so far, and the messages that should hold it; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from bridge.errors import BridgeError
from bridge.events import (
    AnsweredBy,
    CutShort,
    Failed,
    Linked,
    Notice,
    Paused,
    Rewritten,
    Shown,
    Status,
    Stopped,
    Text,
    Waiting,
)
from bridge.texts import say
from bridge.types import File, Image, Language, Part, Used
from platforms.showing.split import Piece, split

ROOM = 90
"""What a note may measure to stand behind the last part of an answer, and not in a message of its own."""

LEAST = 500
"""A part is not made smaller than this."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a message of a platform can hold."""

    limit: int
    """Of one part, so far below the platform's own that a note of ours fits behind the last one."""
    size: Callable[[str], int]
    """As the platform counts."""
    parts: int = 3
    """Beyond so many parts the whole answer comes as a file besides."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done from below an answer."""

    stop: bool = False
    again: bool = False
    anew: bool = False
    """There is no answer, and the question can be asked once more."""
    go_on: bool = False
    """It ended at the model's length limit."""
    link: str = ""
    """Where its conversation can be opened in a browser."""
    model: str = ""
    """That answered, in the backend's words, if it is known."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message as it should be, in Markdown."""

    number: int
    text: str
    """While the part grows, what comes only adds to it; unless the answer is rewritten."""
    end: int
    """Characters of the answer up to and including this message."""
    tail: str = ""
    """Stands behind the text for now: what closes a fence, our notes."""
    closed: bool = field(default=False, kw_only=True)
    """It will stay as it is."""
    offers: Offers | None = field(default=None, kw_only=True)
    """Of the last message only."""

    @property
    def markdown(self) -> str:
        return self.text + self.tail


class Answer:
    """What has come of one answer."""

    def __init__(self, form: Form, language: Language, stood: Sequence[Part] = (), asked_of: str = "") -> None:
        self.files: list[Image | File] = []
        """What the answer made besides its text; each once, however often it was told."""
        self.form = form
        self.language = language
        self.text = ""
        self.busy = ""
        """What is being done while there is no text, in the backend's words, if it has any."""
        self.waits = False
        """It waits for something that may take long."""
        self.paused = False
        """It goes on after a restart."""
        self.holds_place = True
        """A message says so, too, and becomes the answer."""
        self._asked_of = asked_of
        """The model that was asked for by name; then it is said which one answered."""
        self._answered_by = ""
        self._notices: list[str] = []
        self._footer = ""
        self._held = _holding(stood)
        self._kept: Sequence[Part] = ()
        """Messages that an earlier run filled, and that are left as they are."""
        self._note = ""
        self._error = ""
        self._closed: list[Piece] = []
        self._ended = self._stopped = self._cut = False
        self._link = ""

    def take(self, event: Shown) -> None:
        match event:
            case Text(more):
                self.text += more
            case Rewritten(text):
                self.text, self._closed = text, []
            case Status(note):
                self._note = "" if self._held else say("thinking", self.language)
                self.busy, self.waits = note, False
            case Stopped():
                self._note, self._stopped = say("stopped", self.language), True
            case Paused():
                self.paused = True
            case Failed(error):
                self._fail(error)
            case Waiting(why, place):
                said = why.say(self.language) if isinstance(why, BridgeError) else str(why)
                self._note = say("waiting" if place else "held", self.language, why=said, place=place)
                self.busy, self.waits = "", True
            case Notice(text):
                self._note = text
                self._notices += [text] if text not in self._notices else []
            case Image() | File():
                self.files += [event] if event not in self.files else []
            case AnsweredBy(model):
                self._answered_by = model
            case Linked(link):
                self._link = link
            case CutShort():
                self._cut = True
            case Used():
                pass
            case _:
                assert_never(event)
        if self.begun and not isinstance(event, Stopped):
            self._note = ""  # a placeholder's time is over

    @property
    def begun(self) -> bool:
        """There is something to read."""
        return bool(self.text.strip())

    @property
    def length(self) -> int:
        """In parts."""
        return len(self._parts())

    def end(self) -> None:
        """Nothing more comes."""
        self._ended, self.holds_place = True, self.holds_place or not self.paused
        if self._error:
            return
        if self.paused:
            self._note, self.waits = say("paused", self.language), False
            return
        if not self._stopped:
            nothing = not self.begun and not self.files
            self._note = say("empty", self.language) if nothing else ""
        said = [say("answered_by", self.language, model=self._answered_by)] if self._names_model else []
        self._footer = "\n\n".join([*self._notices, *said])

    def shrink(self) -> bool:
        """The platform takes no parts as long as that; False when they can't well be shorter."""
        if self.form.limit < 2 * LEAST:
            return False
        self.form, self._closed = replace(self.form, limit=self.form.limit // 2), []
        return True

    @property
    def _names_model(self) -> bool:
        return bool(self._asked_of and self._answered_by and self.begun)

    def _fail(self, error: Exception) -> None:
        """In a message of its own, so that the person is told and not only a message edited.

        When it is told again after a crash, the text that an earlier run showed is not known any more: it stays.
        """
        self._error = error.say(self.language) if isinstance(error, BridgeError) else str(error)
        self._note = ""
        self._kept = () if self.begun else self._held

    def wanted(self) -> list[Wanted]:
        """The messages as they should be; a part that is full stays as it is while the text grows."""
        messages = self._parts()
        for note in filter(None, (self._shown_note, self._footer)):
            self._add(note, messages)
        if self._error:
            before = messages or self._kept
            number, end = len(before) + 1, before[-1].end if before else 0
            notes = enumerate(split(self._error, self.form.limit, self.form.size), number)
            messages += [Wanted(number, note.text, end) for number, note in notes]
        last = len(messages) - 1
        return [
            replace(one, closed=self._ended or place < last, offers=self._offers if place == last else None)
            for place, one in enumerate(messages)
        ]

    @property
    def _shown_note(self) -> str:
        return self._note if self.holds_place or self.waits or self._stopped else ""

    @property
    def _offers(self) -> Offers | None:
        if self.paused:
            return None
        if not (self._ended or self._stopped or self._error):
            return Offers(stop=True)
        go_on, anew = self._cut and not self._error, bool(self._error) and not self.begun
        return Offers(again=self.begun, anew=anew, go_on=go_on, link=self._link, model=self._answered_by)

    def _add(self, note: str, messages: list[Wanted]) -> None:
        """Behind the last part where there is room, else below it; it is no part of the answer."""
        last = messages[-1] if messages else Wanted(0, "", 0)
        if messages and self.form.size(note) <= ROOM:
            messages[-1] = replace(last, tail=f"{last.tail}\n\n{note}")
        else:
            messages.append(Wanted(last.number + 1, "", last.end, note))

    def _parts(self) -> list[Wanted]:
        """Of the text; only with something to see in them: no platform takes a message of white space."""
        if not self.begun:
            return []
        pieces = split(self.text, self.form.limit, self.form.size, after=self._closed)
        self._closed = pieces[:-1]
        parts: list[Wanted] = []
        reopened = ""
        for piece in pieces:
            own = len(reopened) + piece.end - piece.start
            if piece.text.strip():
                parts.append(Wanted(len(parts) + 1, piece.text[:own], piece.end, piece.text[own:]))
            reopened = piece.reopen
        return parts


def _holding(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts that hold some of the answer, and not only a note."""
    held: list[Part] = []
    for part in sorted(parts, key=lambda part: part.number):
        if part.end > (held[-1].end if held else 0):
            held.append(part)
    return held
