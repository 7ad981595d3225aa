"""One account's browser: started when a page is wanted, again after a crash, and anew once a day."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from weakref import WeakSet

from playwright.async_api import BrowserContext, Page, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from bridge.errors import BrowserFailed
from bridge.log import first_line
from bridge.types import ConversationId
from scraper.browser.chrome import AttachedChrome, Chrome, OwnChrome, part_with
from scraper.browser.lending import Clock, Lending
from scraper.browser.profile import Profile
from scraper.generations import Generations
from scraper.page.bundle import Reports
from scraper.page.tab import ChatPage
from scraper.settings import ChatGPTSettings

logger = logging.getLogger(__name__)

A_MOMENT = 0.2  # seconds within which a browser's end is told after the first error of it
OPENS = 30.0  # seconds within which a browser that lives opens a tab
TIDY = 1.0  # seconds between two looks at what is not needed any more
HOUR = 3600.0


class Browser:
    """Lends pages, and sees to it that there is a browser behind them."""

    def __init__(
        self,
        settings: ChatGPTSettings,
        chrome: Chrome,
        generations: Generations,
        reports: Reports,
        clock: Clock = time.monotonic,
    ) -> None:
        self.new_chat = asyncio.Lock()
        """All tabs of a profile share one unsent draft on the new-chat page (seen 2026-10)."""
        self._settings = settings
        self._chrome = chrome
        self.reports = reports
        self._clock = clock
        self._context: BrowserContext | None = None
        self._started = 0.0
        self._starting = asyncio.Lock()
        self._opening = asyncio.Lock()
        self._tidying = asyncio.Lock()
        self._ours: WeakSet[Page] = WeakSet()
        """The tabs that belong to a page; a tab that has just been opened is blank, too."""
        self._lending = Lending(settings.pages, lambda: ChatPage(self._new_tab, settings, generations), clock)

    @asynccontextmanager
    async def lend(self, conversation: ConversationId | None) -> AsyncIterator[ChatPage]:
        """A page for one turn; waits until one is free. The one that shows the conversation, if there is one."""
        async with self._lending.lend(conversation) as page, self.reports.kept(page), page.watched():
            self._chrome.refuse_if_wanted()
            page.observer.forget()
            yield page

    async def context(self) -> BrowserContext:
        """The running browser, started if need be. Raises BrowserMissing, BrowserBusy or BrowserFailed."""
        async with self._starting:
            if self._context is None:
                context = await self._chrome.start()
                self._context, self._started = context, self._clock()
                context.on("close", self._closed)
            return self._context

    async def tidy(self) -> None:
        """Close what nobody has used for a while; never in the middle of an answer."""
        async with self._tidying:
            await self._tidied()

    async def _tidied(self) -> None:
        if self._context is None:
            return
        await self._lending.retire(self._settings.idle, self._retire)
        old = self._clock() - self._started >= self._settings.recycle * HOUR
        if (wanted := self._chrome.wanted()) or old:
            why = "`threadbridge login` wants the profile" if wanted else "it has run for long enough"
            if await self._lending.alone(self.close):
                logger.info("the browser was closed, because %s; it starts again when it is needed", why)

    async def close(self) -> None:
        async with self._starting:
            context, self._context = self._context, None
            if context is not None:
                await self._chrome.end(context, [tab for tab in context.pages if tab in self._ours])

    @contextmanager
    def kept_tidy(self) -> Iterator[None]:
        """While the block lasts."""
        keeping = asyncio.create_task(self._keep(), name="tidy")
        try:
            yield
        finally:
            keeping.cancel()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(TIDY)
            try:
                await self.tidy()
            except PlaywrightError as error:
                logger.warning("the browser could not be tidied: %s", first_line(error))

    async def _new_tab(self) -> Page:
        async with self._opening:
            try:
                tab = await self._blank_tab()
            except PlaywrightError:  # the browser is gone, and that it is may not have been told yet
                await asyncio.sleep(A_MOMENT)
                try:
                    tab = await self._blank_tab()
                except PlaywrightError as error:
                    raise BrowserFailed(what=first_line(error)) from error
            self._ours.add(tab)
            return tab

    async def _blank_tab(self) -> Page:
        context = await self.context()
        try:
            async with asyncio.timeout(OPENS):
                return await self._unless_gone(self._opened_in(context), context)
        except TimeoutError:
            logger.warning("the browser opens no tab any more; it is ended and starts again")
            await self.close()
            raise PlaywrightError("it opened no tab") from None

    async def _unless_gone(self, opening: Coroutine[Any, Any, Page], context: BrowserContext) -> Page:
        """Of a call that is under way when the browser is killed nothing may ever be heard (seen 2026-11)."""
        gone = asyncio.Event()
        context.once("close", lambda _: gone.set())
        tab, over = asyncio.create_task(opening), asyncio.create_task(gone.wait())
        try:
            await asyncio.wait({tab, over}, return_when=asyncio.FIRST_COMPLETED)
            if not tab.done():
                raise PlaywrightError("the browser went while it opened a tab")
            return tab.result()
        finally:
            over.cancel()
            tab.cancel()
            await asyncio.wait({tab, over})
            if not tab.cancelled():
                tab.exception()

    async def _opened_in(self, context: BrowserContext) -> Page:
        spare = (tab for tab in context.pages if tab not in self._ours and self._chrome.is_spare(tab.url))
        tab = next(spare, None) or await context.new_page()
        # A page that believes to be in front renders its menus and answers clicks, wherever its window is.
        cdp = await context.new_cdp_session(tab)
        await cdp.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
        return tab

    async def _retire(self, page: ChatPage) -> None:
        if (tab := page.open_tab) is not None:
            await part_with(tab)
            self._ours.discard(tab)

    def _closed(self, context: BrowserContext) -> None:
        if self._context is context:
            logger.warning("the browser was closed; it starts again with the next question")
            self._context = None
            self._chrome.over()


@asynccontextmanager
async def launched(
    settings: ChatGPTSettings,
    folder: Path,
    generations: Generations,
    *,
    clock: Clock = time.monotonic,
    wished: bool = False,
) -> AsyncIterator[Browser]:
    """A Browser on the settings' profile, closed at the end.

    ``wished``: a bridge that works on the profile is asked for it, and has it again when the block is left.
    """
    async with _driver() as playwright, _chrome(settings, folder, playwright, wished=wished) as chrome:
        browser = Browser(settings, chrome, generations, Reports(folder, generations), clock)
        with browser.kept_tidy():
            try:
                yield browser
            finally:
                await browser.close()


@asynccontextmanager
async def _chrome(
    settings: ChatGPTSettings, folder: Path, playwright: Playwright, *, wished: bool
) -> AsyncIterator[Chrome]:
    if settings.connect:
        yield AttachedChrome(settings, playwright)
        return
    profile = Profile(settings.profile or folder / "profile")
    with profile.wished_for() if wished else nullcontext():
        if wished:
            await profile.given()
        yield OwnChrome(settings, profile, playwright)


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
