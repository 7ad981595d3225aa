"""One Chromium for the tests of what is done with a page: starting one for each took half of their time.

Each test has tabs of its own in it, and a site at an address of its own, of which nothing is stored yet. How a
browser is started, ends and starts again is proven where a test has one of its own: in tests/scraper/browser, by
`open_own`, and in tests/end_to_end. Those start the browser that users have; this one is the same Chromium without
windows, where there is one: it does with three quarters of the work.
"""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import BrowserContext, Page, Playwright

from scraper import generations
from scraper.asking.unsent import Unsent
from scraper.backend import ChatGPT
from scraper.browser.chrome import FLAGS, Chrome
from scraper.browser.life import Browser
from scraper.executable import installed
from scraper.page.bundle import Reports
from scraper.settings import ChatGPTSettings

SHELL = "chromium-headless-shell"
"""As Debian calls it; `make test` installs it where it may."""


class OneChromium:
    """Started when it is wanted, and again should it have ended: one test's trouble is not the next one's."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright = playwright
        self._profile = profile
        self._context: BrowserContext | None = None

    async def context(self) -> BrowserContext:
        if self._context is None:
            self._context = await self._playwright.chromium.launch_persistent_context(
                self._profile,
                executable_path=shutil.which(SHELL) or installed(),
                headless=True,
                chromium_sandbox=False,
                args=list(FLAGS),
                no_viewport=True,
            )
            self._context.on("close", self._ended)
        return self._context

    async def blank(self) -> None:
        """All tabs are closed, but for a new one: a browser without any ends."""
        context = await self.context()
        blank = await context.new_page()
        for tab in [tab for tab in context.pages if tab is not blank]:
            await tab.close()

    async def forget(self, address: str) -> None:
        """What a site has stored, for another one may have its port one day, and what was put in its way."""
        if self._context is not None:
            await self._context.unroute_all()
            await self._context.clear_cookies()
            cdp = await self._context.new_cdp_session(self._context.pages[0])
            await cdp.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
            await cdp.detach()

    async def close(self) -> None:
        if self._context is not None:
            await self._context.close()

    def _ended(self, _: BrowserContext) -> None:
        self._context = None


class KeptChrome(Chrome):
    """A Chrome that is not ended: its tabs are closed, and the next one finds a blank one, as in a new one."""

    def __init__(self, chromium: OneChromium) -> None:
        self._chromium = chromium

    async def start(self) -> BrowserContext:
        return await self._chromium.context()

    async def end(self, context: BrowserContext, ours: Sequence[Page]) -> None:
        if ours:
            await self._chromium.blank()

    def is_spare(self, tab_address: str) -> bool:
        return tab_address == "about:blank"


@asynccontextmanager
async def opened_in(chrome: KeptChrome, settings: ChatGPTSettings, folder: Path) -> AsyncIterator[ChatGPT]:
    """As scraper.backend's ``opened``, in a browser that stays."""
    known = generations.load(folder)
    browser = Browser(settings, chrome, known, Reports(folder, known))
    with browser.kept_tidy():
        try:
            yield ChatGPT(settings, browser, Unsent.of(settings, folder))
        finally:
            await browser.close()
