"""One soak, from an empty ledger to its report."""

import asyncio
import logging
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Literal

from playwright.async_api import BrowserContext

from bridge.bridge import Bridge
from bridge.protocols import Store
from bridge.types import Channel, Rules, State, Thread, Turn
from scraper.backend import ChatGPT, opened
from scraper.page import tab as page
from scraper.practice import PracticeSite
from scraper.settings import ChatGPTSettings
from storage.store import open_store
from tests.soak.crowd import Asked, Crowd, asked, wrong
from tests.soak.mishaps import Scene, Trouble
from tests.soak.person import Person

logger = logging.getLogger(__name__)

WORKERS = 3
TURNS_OF_A_THREAD = 6
PATIENCE = 180.0  # seconds after which a turn hangs
WAITS = {"silence": 6.0, "patience": 20.0, "proof": 10.0, "longest_answer": 40.0}
NO_MORE = {State.DELIVERED, State.FAILED}


@dataclass(slots=True)
class Report:
    """What came of it."""

    turns: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Soak:
    """Asks, disturbs, checks."""

    def __init__(
        self, seed: int, site: PracticeSite, bridge: Bridge, store: Store, crowd: Crowd, scene: Scene
    ) -> None:
        self._seed = seed
        self._site = site
        self._bridge = bridge
        self._store = store
        self._crowd = crowd
        self._trouble = Trouble(scene)
        self._tokens: set[str] = set()
        self.report = Report()

    async def run(self, turns: int) -> Report:
        begin, numbers = time.monotonic(), iter(range(turns))
        workers = [asyncio.create_task(self._work(worker, numbers)) for worker in range(WORKERS)]
        await asyncio.gather(*workers)
        self.report.seconds = time.monotonic() - begin
        return self.report

    async def _work(self, worker: int, numbers: Iterator[int]) -> None:
        for done, number in enumerate(numbers):
            thread = Thread("soak", "", "channel", f"{worker}.{done // TURNS_OF_A_THREAD}")
            await self._turn(number, thread)

    async def _turn(self, number: int, thread: Thread) -> None:
        random = Random(f"{self._seed}/{number}")
        one = asked(number, random)
        self._tokens.add(one.token)
        before = set(self._trouble.at_work)
        async with self._trouble.one(random) as one.mishap:
            await self._bridge.accept(self._crowd.question(one, thread))
            try:
                async with asyncio.timeout(PATIENCE):
                    turn = await self._end_of(one, thread)
            except TimeoutError:
                turn = await self._last(thread)
                self._note(one, f"hangs in {turn.state}")
                return
            calm = not (before | set(self._trouble.at_work)) - {"nothing"}
        self._judge(one, turn, calm=calm)

    async def _end_of(self, one: Asked, thread: Thread) -> Turn:
        while True:
            await one.over.wait()
            turn = await self._last(thread)
            if turn.state in NO_MORE and not await self._store.next(thread):
                return turn
            await asyncio.sleep(0.02)

    async def _last(self, thread: Thread) -> Turn:
        return (await self._store.history(thread))[-1]

    def _judge(self, one: Asked, turn: Turn, *, calm: bool) -> None:
        posts = {post.message for post in self._site.posts if one.token in post.text and post.action == "next"}
        for mistake in wrong(one, turn, len(posts), self._tokens - {one.token}, calm=calm):
            self._note(one, mistake)
        self.report.turns += 1
        if turn.state is State.FAILED:
            self.report.reasons[f"{one.mishap}: {type(one.failed).__name__}: {turn.reason[:100]}"] += 1
        self.report.ends[f"{turn.state}{' (stopped)' if turn.stopped else ''}"] += 1
        logger.info("%s: %s, %s: %s", one.number, one.mishap, turn.state, turn.reason[:80])

    def _note(self, one: Asked, mistake: str) -> None:
        said = f"turn {one.number} ({one.mishap}): {mistake}"
        logger.error(said)
        self.report.mistakes.append(said)


async def soak(turns: int, seed: int, generation: Literal["A2", "B"] = "B", *, patience: float = 1.0) -> Report:
    """So many turns; the same seed asks the same questions and lets the same things go wrong.

    ``patience``: how long everything is waited for, as a share of the long soak's.
    """
    page.HANG = 5.0
    with tempfile.TemporaryDirectory(prefix="threadbridge-soak-") as name:
        folder = Path(name)
        async with PracticeSite(generation=generation, seed=seed) as site, open_store(_url(folder)) as store:
            site.hydration, site.settle, site.poll = 0.05, 0.02, 0.2
            async with opened(_settings(site.url, patience), folder) as backend:
                crowd = Crowd()
                async with bridging(store, backend, crowd) as bridge:
                    scene = Scene(site, partial(window, backend), folder / "profile", lambda: crowd.waits)
                    async with sitting(Person(scene)):
                        return await Soak(seed, site, bridge, store, crowd, scene).run(turns)


@asynccontextmanager
async def window(backend: ChatGPT) -> AsyncIterator[BrowserContext | None]:
    """The bridge's own view of it."""
    yield backend._browser._context


@asynccontextmanager
async def bridging(store: Store, backend: ChatGPT, crowd: Crowd) -> AsyncIterator[Bridge]:
    bridge = Bridge(store, {"chatgpt": backend}, {"soak": crowd}, _rules, _pause)
    try:
        yield bridge
    finally:
        await bridge.close()


@asynccontextmanager
async def sitting(person: Person) -> AsyncIterator[None]:
    task = asyncio.create_task(person.sit())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.result()


def _rules(_: Channel) -> Rules:
    return Rules("every", "chatgpt", "", "", "en")


async def _pause(seconds: float) -> None:
    await asyncio.sleep(min(seconds, 0.3))


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'ledger.db'}"


def _settings(address: str, patience: float) -> ChatGPTSettings:
    waits = {name: seconds * patience for name, seconds in WAITS.items()}
    quick = {"check": 0.5, "look_again": 0.3, **waits}
    return ChatGPTSettings.model_validate({"address": address, "headless": True, **quick})


def table(report: Report) -> Sequence[str]:
    """For people."""
    lines = [f"{report.turns} turns in {report.seconds:.0f} s: {dict(report.ends)}"]
    lines += [f"  {count:4} × {reason}" for reason, count in sorted(report.reasons.items())]
    return [*lines, f"{len(report.mistakes)} mistakes", *(f"  {mistake}" for mistake in report.mistakes)]
