"""The browser's window, for whoever sits before it; through the port that it listens on besides."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from playwright.async_api import BrowserContext, Playwright
from playwright.async_api import Error as PlaywrightError

PORT = "DevToolsActivePort"


class Window:
    """Of whatever browser runs on the profile."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright = playwright
        self._profile = profile

    @asynccontextmanager
    async def open(self) -> AsyncIterator[BrowserContext | None]:
        """None while there is no browser."""
        try:
            port = (self._profile / PORT).read_text(encoding="utf-8").split()[0]
            browser = await self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=5000)
        except (OSError, IndexError, PlaywrightError):
            yield None
            return
        context = browser.contexts[0]
        context.on("dialog", lambda _: None)  # the program's to answer
        try:
            yield context
        finally:
            with suppress(PlaywrightError):
                await browser.close()  # the connection
