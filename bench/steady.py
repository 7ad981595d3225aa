"""What the benches of the chat platforms let be said: a long answer at the pace of a model."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bridge.events import Event, Text
from bridge.types import Health, Model, Thread, Turn

CHARACTERS, SECONDS = 4_000, 20.0
PIECE = 10

PARAGRAPH = "Rayleigh scattering bends **short waves** more than long ones, so `blue` comes from everywhere.\n\n"
LIST = "- a first point of some length\n- a second one\n\n```python\nprint('code')\n```\n\n"
TEXT = ((PARAGRAPH + LIST) * 40)[: CHARACTERS - 9] + "The end."


@dataclass
class Steady:
    """Says a text of 4,000 characters in 20 seconds; a question of one word gets one sentence at once."""

    now: Callable[[], float] = time.monotonic
    said: dict[Thread, float] = field(default_factory=dict)
    """When the last piece of each answer came."""

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        yield self._once() if " " not in turn.question.text else self._steadily(turn.thread)

    async def _once(self) -> AsyncIterator[Event]:
        yield Text("Yes.\nReally.")

    async def _steadily(self, thread: Thread) -> AsyncIterator[Event]:
        text, begun = TEXT, self.now()
        for start in range(0, len(text), PIECE):
            yield Text(text[start : start + PIECE])
            share = min(start + PIECE, len(text)) / len(text)
            await asyncio.sleep(begun + share * SECONDS - self.now())
        self.said[thread] = self.now()

    async def models(self) -> Sequence[Model]:
        return ()

    async def check(self) -> Health:
        return Health(True, "")
