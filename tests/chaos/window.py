"""The browser's window, for whoever sits before it; through the port that it listens on besides."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

PORT = "DevToolsActivePort"


class Window:
    """Of whatever browser runs on one of the profiles."""

    def __init__(self, profiles: Sequence[Path]) -> None:
        self._profiles = profiles

    @asynccontextmanager
    async def open(self) -> AsyncIterator[BrowserContext | None]:
        """None while there is no browser. With a driver of its own: a browser that is killed may break that."""
        async with async_playwright() as playwright:
            browser = await self._found(playwright)
            if browser is None:
                yield None
                return
            context = browser.contexts[0]
            context.on("dialog", lambda _: None)  # the program's to answer
            try:
                yield context
            except AttributeError as error:
                raise PlaywrightError("the driver broke") from error
            finally:
                with suppress(PlaywrightError, AttributeError):
                    await browser.close()  # the connection

    async def _found(self, playwright: Playwright) -> Browser | None:
        for profile in self._profiles:
            try:
                port = (profile / PORT).read_text(encoding="utf-8").split()[0]
                return await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=5000)
            except (OSError, IndexError, PlaywrightError):
                continue
        return None
