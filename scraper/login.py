"""Signing in by hand: the visible window on the profile, open until the person is in."""

import asyncio
from pathlib import Path

from scraper import generations
from scraper.browser import launched
from scraper.page import ChatPage
from scraper.settings import ChatGPTSettings

GLANCE = 0.5  # seconds between two looks


async def sign_in(settings: ChatGPTSettings, folder: Path) -> None:
    """Returns when the page shows that somebody is signed in. Raises BrowserMissing, BrowserBusy or BrowserFailed.

    Threadbridge types nothing here and reads nothing but whether there is a user.
    """
    visible = settings.model_copy(update={"headless": False})
    known = generations.load(folder)
    async with launched(visible, folder, known, wished=True) as browser, browser.lend(None) as page:
        print(f"Sign in to {settings.address} in the window that opens; this waits for you (Ctrl-C gives up).")
        await until_signed_in(page)
        print("Signed in. The profile keeps it; `threadbridge run` can start now.")


async def until_signed_in(page: ChatPage) -> None:
    """Shows the site, again when the tab was closed, until somebody is signed in there."""
    await page.load(None)
    while not await page.signed_in():
        await asyncio.sleep(GLANCE)  # a person types there; nothing tells us when
        if not page.alive:
            await page.load(None)
