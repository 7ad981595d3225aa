"""One Chromium for the tests of what is done with a page: starting one for each took half of their time.

Each test has tabs of its own in it, and a site at an address of its own, of which nothing is stored yet. How a
browser is started, ends and starts again is proven elsewhere: in tests/scraper/browser, test_backend.py,
test_trouble.py and tests/contracts.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Playwright, async_playwright

from scraper import generations
from scraper.asking.unsent import Unsent
from scraper.backend import ChatGPT
from scraper.browser.chrome import FLAGS
from scraper.browser.life import Browser
from scraper.executable import installed
from scraper.page.bundle import Reports
from scraper.practice import PracticeSite, Rules
from tests.scraper.conftest import Open, quick

__all__ = ["backend", "chromium", "open_backend", "site", "tab"]


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
                executable_path=installed(),
                headless=True,
                chromium_sandbox=False,
                args=list(FLAGS),
                no_viewport=True,
            )
            self._context.on("close", self._ended)
        return self._context

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


class KeptChrome:
    """A Chrome that is not ended: its tabs are closed, and the next one finds a blank one, as in a new one."""

    def __init__(self, chromium: OneChromium) -> None:
        self._chromium = chromium

    async def start(self) -> BrowserContext:
        return await self._chromium.context()

    async def end(self, context: BrowserContext, ours: Sequence[Page]) -> None:
        if ours:
            blank = await context.new_page()
            for tab in [tab for tab in context.pages if tab is not blank]:
                await tab.close()

    def over(self) -> None:
        pass

    def wanted(self) -> bool:
        return False

    def refuse_if_wanted(self) -> None:
        pass

    def is_spare(self, tab_address: str) -> bool:
        return tab_address == "about:blank"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OneChromium]:
    """Whoever asks for it, also by another fixture, runs in its loop (tests/scraper/conftest.py)."""
    async with async_playwright() as playwright:
        chromium = OneChromium(playwright, tmp_path_factory.mktemp("profile"))
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site(rules: Rules, chromium: OneChromium) -> AsyncIterator[PracticeSite]:
    async with PracticeSite(rules, hydration=0.1, settle=0.05, poll=0.2) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def open_backend(chromium: OneChromium, site: PracticeSite, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the scraper on the site; a second time with what the page has stored, as after a restart."""
    chrome = KeptChrome(chromium)

    @asynccontextmanager
    async def open_it(**settings: object) -> AsyncIterator[ChatGPT]:
        ours, known = quick(site, settings), generations.load(tmp_path)
        browser = Browser(ours, chrome, known, Reports(tmp_path, known))
        with browser.kept_tidy():
            try:
                yield ChatGPT(ours, browser, Unsent.of(ours, tmp_path))
            finally:
                await browser.close()

    yield open_it
    await chromium.forget(site.url)


@pytest_asyncio.fixture(loop_scope="session")
async def backend(open_backend: Open) -> AsyncIterator[ChatGPT]:
    async with open_backend() as backend:
        yield backend


@pytest_asyncio.fixture(loop_scope="session")
async def tab(chromium: OneChromium) -> AsyncIterator[Page]:
    """An empty tab of a real Chromium."""
    tab = await (await chromium.context()).new_page()
    yield tab
    await tab.close()
