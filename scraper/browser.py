"""One profile, one browser process; pages are lent, one to a Thread at a time."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from weakref import WeakSet

from playwright.async_api import BrowserContext, Page, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from bridge.errors import BrowserBusy, BrowserFailed, BrowserMissing
from bridge.types import ConversationId
from scraper.executable import installed
from scraper.generations import Generations
from scraper.page import ChatPage
from scraper.settings import ChatGPTSettings

logger = logging.getLogger(__name__)

# A page in the background has to render and count time like one in front, nothing else.
FLAGS = (
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
)

RESTARTS, RESTART_PAUSE = 10, 0.5  # seconds
A_MOMENT = 0.2  # seconds within which a browser's end is told after the first error of it


class Browser:
    """Starts when the first page is wanted, and again after a crash."""

    def __init__(
        self, settings: ChatGPTSettings, profile: Path, generations: Generations, playwright: Playwright
    ) -> None:
        self.new_chat = asyncio.Lock()
        """All tabs of a profile share one unsent draft on the new-chat page (seen 2026-10)."""
        self._settings = settings
        self._profile = profile
        self._generations = generations
        self._playwright = playwright
        self._context: BrowserContext | None = None
        self._starting = asyncio.Lock()
        self._opening = asyncio.Lock()
        self._given: WeakSet[Page] = WeakSet()
        """The tabs that belong to a page; a tab that has just been opened is blank, too."""
        self._free = asyncio.Semaphore(settings.pages)
        self._idle: list[ChatPage] = []

    @asynccontextmanager
    async def lend(self, conversation: ConversationId | None) -> AsyncIterator[ChatPage]:
        """A page for one turn; waits until one is free. The one that shows the conversation, if there is one."""
        async with self._free:
            page = self._take(conversation) or ChatPage(self._new_tab, self._settings, self._generations)
            page.observer.forget()
            try:
                yield page
            finally:
                self._idle.append(page)

    async def context(self) -> BrowserContext:
        """The running browser, started if need be. Raises BrowserMissing, BrowserBusy or BrowserFailed."""
        async with self._starting:
            if self._context is None:
                self._context = await self._start()
            return self._context

    async def close(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            await context.close()

    def _take(self, conversation: ConversationId | None) -> ChatPage | None:
        for page in self._idle:
            if conversation is not None and page.conversation == conversation:
                self._idle.remove(page)
                return page
        return self._idle.pop(0) if self._idle else None

    async def _new_tab(self) -> Page:
        async with self._opening:
            try:
                tab = await self._blank_tab()
            except PlaywrightError:  # the browser is gone, and that it is may not have been told yet
                await asyncio.sleep(A_MOMENT)
                try:
                    tab = await self._blank_tab()
                except PlaywrightError as error:
                    raise BrowserFailed(what=error.message.splitlines()[0]) from error
            self._given.add(tab)
            return tab

    async def _blank_tab(self) -> Page:
        context = await self.context()
        blank = (tab for tab in context.pages if tab.url == "about:blank" and tab not in self._given)
        return next(blank, None) or await context.new_page()

    async def _start(self) -> BrowserContext:
        for _ in range(RESTARTS):
            try:
                return await self._launch()
            except BrowserBusy:  # after a crash of ours, its browser takes a moment to go
                await asyncio.sleep(RESTART_PAUSE)
        return await self._launch()

    async def _launch(self) -> BrowserContext:
        # Unless named, Playwright's own would be its headless shell; signing in needs a program with a window.
        executable = self._settings.browser or installed() or self._playwright.chromium.executable_path
        self._profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        if root:
            logger.warning("Chromium's sandbox is off, because this runs as root; better run it as another user")
        try:
            context = await self._playwright.chromium.launch_persistent_context(
                self._profile,
                executable_path=executable,
                headless=self._settings.headless,
                chromium_sandbox=not root,
                args=list(FLAGS),
                no_viewport=True,
            )
        except PlaywrightError as error:
            raise self._explained(error) from error
        context.on("close", self._closed)
        return context

    def _closed(self, context: BrowserContext) -> None:
        if self._context is context:
            logger.warning("the browser was closed; it starts again with the next question")
            self._context = None

    def _explained(self, error: PlaywrightError) -> BrowserMissing | BrowserBusy | BrowserFailed:
        if "Executable doesn't exist" in error.message:
            return BrowserMissing()
        if "ProcessSingleton" in error.message or "existing browser session" in error.message:
            return BrowserBusy(profile=self._profile)
        if "Missing X server" in error.message or "$DISPLAY" in error.message:
            return BrowserFailed(what="there is no screen. Set headless = true in [chatgpt], or use a virtual one.")
        return BrowserFailed(what=error.message.splitlines()[0])


@asynccontextmanager
async def launched(settings: ChatGPTSettings, folder: Path, generations: Generations) -> AsyncIterator[Browser]:
    """A Browser on the settings' profile, closed at the end."""
    async with _driver() as playwright:
        browser = Browser(settings, settings.profile or folder / "profile", generations, playwright)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def _driver() -> AsyncIterator[Playwright]:
    starting = async_playwright()
    try:
        playwright = await starting.start()
    except Exception as error:  # Playwright's own type for a driver that does not start
        raise BrowserFailed(what=f"{error}. Run `python -m scraper.executable`, which says why.") from error
    try:
        yield playwright
    finally:
        await playwright.stop()
