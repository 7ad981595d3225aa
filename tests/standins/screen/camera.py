"""A page as a PNG, by Chromium: nothing is loaded, nothing runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from scraper.executable import installed

WIDTH = 800
SHARPNESS = 1.2
"""Pixels of the picture for one of the page."""


class Camera:
    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    async def shoot(self, page: str) -> bytes:
        """The whole page, however long it is."""
        context = await self._browser.new_context(
            viewport={"width": WIDTH, "height": 100},
            device_scale_factor=SHARPNESS,
            java_script_enabled=False,
            offline=True,
        )
        try:
            tab = await context.new_page()
            await tab.set_content(page)
            return await tab.screenshot(full_page=True)
        finally:
            await context.close()


@asynccontextmanager
async def camera() -> AsyncIterator[Camera]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed(), chromium_sandbox=False)
        try:
            yield Camera(browser)
        finally:
            await browser.close()
