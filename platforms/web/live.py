"""Answers while they are written: what there is of each, for every browser that looks at it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
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
from bridge.types import File, Image, Language, Turn, TurnId, Used


@dataclass
class Answering:
    """One answer. Whoever looks at it waits for ``changed`` and looks again."""

    language: Language
    text: str = ""
    note: str = ""
    """What it is busy with, or why it waits."""
    notices: list[str] = field(default_factory=list)
    over: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def changed(self) -> Coroutine[object, object, object]:
        """Something is different from now: from this call on, not from when somebody begins to wait."""
        return self._changed.wait()

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
                return  # it stands in the ledger, from which the whole is shown at the end
            case _:
                assert_never(event)
        self._tell()

    def end(self) -> None:
        self.over = True
        self._tell()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class Live:
    """Those that are written now."""

    def __init__(self) -> None:
        self._answers: dict[TurnId, Answering] = {}

    @property
    def answers(self) -> Mapping[TurnId, Answering]:
        return self._answers

    async def show(self, turn: Turn, events: AsyncIterator[Shown], language: Language) -> None:
        answer = self._answers[turn.id] = Answering(language)
        try:
            async for event in events:
                answer.take(event)
        finally:
            del self._answers[turn.id]
            answer.end()
