"""The whole path with both far ends ours: Bridge, ledger, scraper and Chromium, and a platform that writes down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bridge.bridge import Bridge
from bridge.errors import BridgeError
from bridge.events import Failed, Shown, Waiting
from bridge.types import Channel, Language, MessageId, Question, Rules, Thread, Turn
from platforms.showing.answer import Answer, Form
from scraper.backend import ChatGPT
from scraper.browser.life import Browser
from scraper.practice import PracticeSite
from scraper.settings import ChatGPTSettings
from storage.store import SqlStore
from tests.fakes import FakePlatform

QUICK = {
    "headless": True,
    "pages": 1,
    "check": 2.0,
    "look_again": 0.2,
    "another_way": 0.5,
    "silence": 2.0,
    "patience": 10.0,
    "proof": 10.0,
}


def settings(site: PracticeSite) -> ChatGPTSettings:
    """As impatient as a test may be."""
    return ChatGPTSettings.model_validate({"address": site.url, **QUICK})


class Seam(FakePlatform):
    """What askers are shown, and what the owner is told."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = asyncio.Event()
        """Somebody was shown that the question waits."""
        self.told: asyncio.Queue[tuple[str, Path | None]] = asyncio.Queue()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        await super().show(turn, self._noted(events))

    async def _noted(self, events: AsyncIterator[Shown]) -> AsyncIterator[Shown]:
        async for event in events:
            yield event
            if isinstance(event, Waiting):
                self.waits.set()

    async def tell_owner(self, text: str, picture: Path | None) -> None:
        self.told.put_nowait((text, picture))


class Pauses:
    """Instead of sleeping before the next look: until the test has taken the trouble away."""

    def __init__(self) -> None:
        self.over = asyncio.Event()

    async def __call__(self, _: float) -> None:
        await self.over.wait()
        await asyncio.sleep(0)


class Whole:
    """One Thread, from an asker to the practice site."""

    def __init__(self, site: PracticeSite, store: SqlStore, browser: Browser, backend: ChatGPT, name: str) -> None:
        self.site = site
        self.browser = browser
        self.language: Language = site.language
        self.seam, self.pauses = Seam(), Pauses()
        self.bridge = Bridge(
            store, {"chatgpt": backend}, {"seam": self.seam}, self._rules, self.pauses, self.language
        )
        self._store = store
        self._thread = Thread("seam", "", "", name)
        self._count = 0

    def _rules(self, _: Channel) -> Rules:
        return Rules("every", "chatgpt", "", "", self.language)

    async def asks(self, text: str) -> None:
        self._count += 1
        await self.bridge.accept(Question(self._thread, MessageId(f"{self._thread}{self._count}"), "ana", text))

    async def turn(self) -> Turn:
        """The Thread's last one, as the ledger has it."""
        return (await self._store.history(self._thread))[-1]

    async def link(self) -> str:
        """To its conversation, for a person."""
        return f"{self.site.url}/c/{(await self.turn()).conversation}"

    def over(self) -> None:
        """The trouble is gone."""
        self.site.states.clear()
        self.pauses.over.set()

    @property
    def why(self) -> BridgeError:
        """What the last question waits for, or why it has no answer."""
        walls = [event.why for event in self.shown if isinstance(event, Waiting)]
        errors = [event.error for event in self.shown if isinstance(event, Failed)]
        error = [*walls, *errors][0]
        assert isinstance(error, BridgeError)
        return error

    @property
    def read(self) -> str:
        """What the last question's asker reads now."""
        answer = Answer(Form(100_000, len), self.language)
        for event in self.shown:
            answer.take(event)
        if self.shown and not isinstance(self.shown[-1], Waiting):
            answer.end()
        return "\n\n".join(message.markdown for message in answer.wanted())

    @property
    def shown(self) -> list[Shown]:
        """Of the last question."""
        [*_, last] = [[], *self.seam.shown.values()]
        return last


@asynccontextmanager
async def whole(
    site: PracticeSite, store: SqlStore, browser: Browser, backend: ChatGPT, name: str
) -> AsyncIterator[Whole]:
    """A healthy site before and after; the next one finds nothing of this one's."""
    world = Whole(site, store, browser, backend, name)
    try:
        yield world
    finally:
        site.states.clear()
        site.faults.clear()
        await world.bridge.close()
        await store.cleared("chatgpt")
