"""Fakes for our own seams, each a peer of the real ones: no patching, a test hands one over."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bridge.bridge import Bridge
from bridge.errors import BackendError
from bridge.events import Event, Shown
from bridge.protocols import Backend, Fetches, Platform
from bridge.types import Attachment, Channel, File, Health, Model, Rules, Thread, Turn

Step = Event | Exception | asyncio.Event
"""What a fake backend does next: tell an event, raise an error, or wait at a gate until the test opens it."""


class FakeBackend:
    """Answers every question with the same steps and remembers what happened to it."""

    def __init__(self, *steps: Step, refuses: BackendError | None = None, offers: Sequence[Model] = ()) -> None:
        self.steps: Sequence[Step] = steps
        self.refuses = refuses
        self.offers = offers
        self.asked: list[Turn] = []
        self.began = asyncio.Event()
        """Somebody reads the events."""
        self.left = asyncio.Event()
        """The block was left, at the end of the answer or before it."""
        self.stopped = False
        """The block was left before the end of the answer."""
        self._over = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.asked.append(turn)
        if self.refuses is not None:
            raise self.refuses
        self._over = False
        try:
            yield self._events(self.steps)
        finally:
            self.stopped = not self._over
            self.left.set()

    async def models(self) -> Sequence[Model]:
        return self.offers

    async def check(self) -> Health:
        return Health(self.refuses is None, str(self.refuses or ""), self.refuses)

    async def _events(self, steps: Sequence[Step]) -> AsyncIterator[Event]:
        self.began.set()
        for step in steps:
            if isinstance(step, asyncio.Event):
                await step.wait()
            elif isinstance(step, Exception):
                self._over = True
                raise step
            else:
                yield step
        self._over = True


class FakePlatform:
    """Keeps what it is shown, per turn."""

    def __init__(self) -> None:
        self.shown: dict[Turn, list[Shown]] = {}
        self.files: dict[str, list[bytes | Exception]] = {}
        """What fetching a source gives, try by try; the last one stays."""
        self.fetched: list[str] = []

    async def run(self, bridge: Bridge) -> None:
        await asyncio.Event().wait()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        seen = self.shown.setdefault(turn, [])
        async for event in events:
            seen.append(event)

    async def fetch(self, thread: Thread, attachment: Attachment) -> File:
        self.fetched.append(attachment.source)
        tries = self.files[attachment.source]
        content = tries.pop(0) if len(tries) > 1 else tries[0]
        if isinstance(content, Exception):
            raise content
        return File(attachment.name, content)


def rules_for(backend: str = "fake", model: str = "", instructions: str = "") -> Rules:
    """What a test's channel says."""
    return Rules("every", backend, model, instructions, "en")


def same_rules_everywhere(place: Channel) -> Rules:
    """A Directory in which every channel asks the backend ``fake``."""
    return rules_for()


_backend: type[Backend] = FakeBackend
_platform: type[Platform] = FakePlatform
_fetches: type[Fetches] = FakePlatform
