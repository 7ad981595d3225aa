"""Where a browser comes from: one of our own on a profile, or a Chrome that a person has started."""

import asyncio
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from playwright.async_api import BrowserContext, Page, Playwright
from playwright.async_api import Error as PlaywrightError

from bridge.errors import BrowserBusy, BrowserFailed, BrowserMissing
from bridge.log import first_line
from scraper.browser.profile import Profile
from scraper.executable import installed
from scraper.settings import ChatGPTSettings

logger = logging.getLogger(__name__)

STARTS = 60.0  # seconds; one that is ended while it starts may never be heard of again
CLOSES = 10.0  # seconds within which a browser or a tab is closed
# A page in the background has to render and count time like one in front, nothing else.
FLAGS = (
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
)

RESTARTS, RESTART_PAUSE = 10, 0.5  # seconds


class Chrome(Protocol):
    """A browser that can be started, and ended; unless it says more, nobody but us wants it."""

    async def start(self) -> BrowserContext:
        """Raises BrowserMissing, BrowserBusy or BrowserFailed."""

    async def end(self, context: BrowserContext, ours: Sequence[Page]) -> None:
        """Leave it; these tabs are ours."""

    def over(self) -> None:
        """It has gone by itself."""
        return

    def wanted(self) -> bool:
        """Whether somebody else is to have it."""
        return False

    def refuse_if_wanted(self) -> None:
        """Raises BrowserBusy when somebody else is to have it."""
        return

    def is_spare(self, tab_address: str) -> bool:
        """Whether a tab with this address is nobody's, so that it may become one of ours."""


class OwnChrome(Chrome):
    """Started by us on our profile, ended by us."""

    def __init__(self, settings: ChatGPTSettings, profile: Profile, playwright: Playwright) -> None:
        self._settings = settings
        self._profile = profile
        self._playwright = playwright

    async def start(self) -> BrowserContext:
        self._profile.take()
        try:
            context = await self._patiently()
        except BaseException:
            self._profile.leave()
            raise
        self._profile.remember_chrome()
        return context

    async def end(self, context: BrowserContext, ours: Sequence[Page]) -> None:
        try:
            async with asyncio.timeout(CLOSES):
                await context.close()
        except TimeoutError:
            logger.warning("the browser does not close; its process is ended")
            self._profile.end_chrome()
        finally:
            self._profile.leave()

    def over(self) -> None:
        self._profile.leave()

    def wanted(self) -> bool:
        return self._profile.wanted()

    def refuse_if_wanted(self) -> None:
        self._profile.refuse_if_wanted()

    def is_spare(self, tab_address: str) -> bool:
        """A browser starts with one blank tab."""
        return tab_address == "about:blank"

    async def _patiently(self) -> BrowserContext:
        for _ in range(RESTARTS):
            try:
                return await self._launch()
            except BrowserBusy:  # after a crash of ours, its browser takes a moment to go
                await asyncio.sleep(RESTART_PAUSE)
        return await self._launch()

    async def _launch(self) -> BrowserContext:
        self._profile.look_for_chrome()
        # Unless named, Playwright's own would be its headless shell; signing in needs a program with a window.
        executable = self._settings.browser or installed() or self._playwright.chromium.executable_path
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        if root:
            logger.warning("Chromium's sandbox is off, because this runs as root; better run it as another user")
        try:
            return await self._playwright.chromium.launch_persistent_context(
                self._profile.folder,
                executable_path=executable,
                headless=self._settings.headless,
                chromium_sandbox=not root,
                args=list(FLAGS),
                no_viewport=True,
                timeout=STARTS * 1000,
            )
        except PlaywrightError as error:
            raise self._explained(error) from error

    def _explained(self, error: PlaywrightError) -> BrowserMissing | BrowserBusy | BrowserFailed:
        if "Executable doesn't exist" in error.message:
            return BrowserMissing()
        if "ProcessSingleton" in error.message or "existing browser session" in error.message:
            return BrowserBusy(profile=self._profile.folder, by="Chrome")
        if "Missing X server" in error.message or "$DISPLAY" in error.message:
            return BrowserFailed(what="there is no screen. Set headless = true in [chatgpt], or use a virtual one.")
        return BrowserFailed(what=first_line(error))


class AttachedChrome(Chrome):
    """A person's own, over CDP: we work in tabs of ours and never end it."""

    def __init__(self, settings: ChatGPTSettings, playwright: Playwright) -> None:
        self._address = settings.connect
        self._playwright = playwright

    async def start(self) -> BrowserContext:
        try:
            browser = await self._playwright.chromium.connect_over_cdp(self._address)
        except PlaywrightError as error:
            raise BrowserFailed(
                what=f"no Chrome answers at {self._address}. Start it with --remote-debugging-port and "
                "--user-data-dir, or take `connect` out of [chatgpt]."
            ) from error
        context = browser.contexts[0]
        context.on("dialog", lambda _: None)  # those in a person's tab are the person's; Playwright would answer
        return context

    async def end(self, context: BrowserContext, ours: Sequence[Page]) -> None:
        for tab in ours:
            await part_with(tab)
        if context.browser is not None:
            await context.browser.close()  # of a browser that was connected to, this ends the connection only

    def is_spare(self, tab_address: str) -> bool:
        return False


async def part_with(tab: Page) -> None:
    """Close a tab. A browser without one ends; so an empty one comes in the last one's place."""
    with suppress(PlaywrightError, TimeoutError):  # it may be gone already, or not answer any more
        async with asyncio.timeout(CLOSES):
            if len(tab.context.pages) == 1:
                await tab.context.new_page()
            await tab.close()
