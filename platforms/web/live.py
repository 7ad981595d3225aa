"""An answer while it is written: what there is of it, for one browser that looks at it. Pure."""

from dataclasses import dataclass, field
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
from bridge.types import File, Image, Language, Used


@dataclass
class Answering:
    """One answer, as it is by now."""

    language: Language
    text: str = ""
    note: str = ""
    """What it is busy with, or why it waits."""
    notices: list[str] = field(default_factory=list)

    @property
    def notes(self) -> str:
        return "\n".join([*self.notices, *([self.note] if self.note else [])])

    def take(self, event: Shown) -> None:
        match event:
            case Text(more):
                self.text, self.note = self.text + more, ""
            case Rewritten(text):
                self.text, self.note = text, ""
            case Status(note):
                self.note = note
            case Waiting(why, place):
                said = why.say(self.language) if isinstance(why, BridgeError) else str(why)
                self.note = say("waiting" if place else "held", self.language, why=said, place=place)
            case Notice(text):
                self.notices.append(text)
            case Paused():
                self.note = say("paused", self.language)
            case AnsweredBy() | Linked() | Image() | File() | Used() | CutShort() | Stopped() | Failed():
                pass  # it stands in the ledger, from which the whole is shown at the end
            case _:
                assert_never(event)
