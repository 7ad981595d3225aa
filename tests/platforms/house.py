"""What the chat platforms' tests have in common: rules, scripted answers, no pauses."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from bridge.events import Event, Text
from bridge.protocols import Directory
from bridge.types import Channel, Language, Mode, Rules, Turn
from platforms.showing.reply import Pauses
from tests.fakes import FakeBackend, Step

AT_ONCE = Pauses(message=0, minute=0, trouble=0)


def everywhere(mode: Mode = "every", language: Language = "en", model: str = "") -> Directory:
    def rules(place: Channel) -> Rules:
        return Rules(mode, "fake", model, "", language)

    return rules


async def at_once(_: float) -> None:
    """A pause that takes no time."""
    await asyncio.sleep(0)


class Scripts(FakeBackend):
    """Answers each question with steps of its own."""

    def __init__(self, scripts: Mapping[str, Sequence[Step]]) -> None:
        super().__init__()
        self._scripts = scripts

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.asked.append(turn)
        async with FakeBackend(*self._scripts[turn.question.text]).send(turn) as events:
            yield events


def growing(*pieces: str) -> tuple[list[Step], list[asyncio.Event]]:
    """Steps that tell one piece after the other, each after its gate; the first has none."""
    gates = [asyncio.Event() for _ in pieces[1:]]
    steps: list[Step] = [Text(pieces[0])]
    for gate, piece in zip(gates, pieces[1:], strict=True):
        steps += [gate, Text(piece)]
    return steps, gates
