"""What goes wrong in a turn: at the site, in the browser, or by the hand of a person at the window."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from scraper.practice import PracticeSite
from scraper.practice.fault import KINDS, Fault
from scraper.practice.tab import State
from tests.soak.crowd import SOMEBODYS

EDITOR = '[contenteditable="true"][role="textbox"], #prompt-textarea'
MOMENT = 1.5  # seconds within which it strikes
WHILE = (0.2, 1.5)  # seconds that it lasts


WALLS: tuple[State, ...] = (
    "challenge",
    "too_many_requests",
    "guest",
    "session_expired",
    "maintenance",
    "usage_cap",
    "work_mode",
    "unknown_dialog",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to disturb."""

    site: PracticeSite
    window: Callable[[], AbstractAsyncContextManager[BrowserContext | None]]
    """Of the browser that runs, while the block lasts."""
    profile: Path
    waits: Callable[[], bool]
    """Whether somebody has to do something before it goes on."""

    @asynccontextmanager
    async def tab(self, random: Random) -> AsyncIterator[Page | None]:
        async with self.window() as context:
            tabs = context.pages if context is not None else []
            yield random.choice(tabs) if tabs else None


Mishap = Callable[[Scene, Random], Awaitable[None]]


async def killed(scene: Scene, random: Random) -> None:
    """The browser, as hard as can be."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (process / "cmdline").read_bytes()
            if str(scene.profile).encode() in line and b"--type=" not in line and b"chrom" in line:
                os.kill(int(process.name), signal.SIGKILL)


async def closed(scene: Scene, random: Random) -> None:
    """A tab, by a person."""
    async with scene.tab(random) as tab:
        if tab is not None:
            await tab.close()


async def crashed(scene: Scene, random: Random) -> None:
    """A tab: "Aw, snap"."""
    async with scene.tab(random) as tab:
        if tab is not None:
            async with asyncio.timeout(5):
                await tab.goto("chrome://crash")


async def hung(scene: Scene, random: Random) -> None:
    """A script of the page runs for ever."""
    async with scene.tab(random) as tab:
        if tab is not None:
            async with asyncio.timeout(20):
                await tab.evaluate("() => { for (;;); }")


async def reloaded(scene: Scene, random: Random) -> None:
    """F5."""
    async with scene.tab(random) as tab:
        if tab is not None:
            await tab.reload(wait_until="commit", timeout=5000)


async def led_elsewhere(scene: Scene, random: Random) -> None:
    """A person opens a new chat in our tab."""
    async with scene.tab(random) as tab:
        if tab is not None:
            await tab.goto(scene.site.url, wait_until="commit", timeout=5000)


async def stopped(scene: Scene, random: Random) -> None:
    """A person presses Stop."""
    async with scene.tab(random) as tab:
        if tab is not None:
            await (
                tab.get_by_role("button", name="중지")
                .or_(tab.get_by_role("button", name="Stop"))
                .first.click(timeout=1000)
            )


async def typed(scene: Scene, random: Random) -> None:
    """A person types into our composer; who sits there takes it back."""
    async with scene.tab(random) as tab:
        if tab is not None and tab.url.startswith(scene.site.url):
            await tab.locator(EDITOR).last.click(timeout=1000)
            await tab.keyboard.insert_text(SOMEBODYS)


async def walled(scene: Scene, random: Random) -> None:
    """A check, too many requests, signed out; and after a while not any more."""
    state = random.choice(WALLS)
    scene.site.states.add(state)
    try:
        await asyncio.sleep(random.uniform(*WHILE))
    finally:
        scene.site.states.discard(state)


MISHAPS: tuple[Mishap, ...] = (killed, closed, crashed, hung, reloaded, led_elsewhere, stopped, typed, walled)


class Trouble:
    """Lets one thing go wrong in a turn, and knows what went wrong of late."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.at_work: list[str] = []

    @asynccontextmanager
    async def one(self, random: Random) -> AsyncIterator[str]:
        """Something strikes while the block lasts; gives its name."""
        name, strike = self._chosen(random)
        self.at_work.append(name)
        striking = asyncio.create_task(strike)
        try:
            yield name
        finally:
            await asyncio.wait({striking}, timeout=30)
            striking.cancel()
            self.at_work.remove(name)

    def _chosen(self, random: Random) -> tuple[str, Coroutine[Any, Any, None]]:
        pick = random.random()
        if pick < 0.1:
            return "nothing", _nothing()
        if pick < 0.5:
            kind = random.choice(KINDS)
            self._scene.site.faults.append(Fault(kind, hard=random.random() < 0.5))
            return kind, _nothing()
        mishap = random.choice(MISHAPS)
        return mishap.__name__, self._later(mishap, random)

    async def _later(self, mishap: Mishap, random: Random) -> None:
        await asyncio.sleep(random.uniform(0, MOMENT))
        with suppress(PlaywrightError, TimeoutError):  # it came too late, or was itself disturbed
            await mishap(self._scene, random)


async def _nothing() -> None:
    pass
