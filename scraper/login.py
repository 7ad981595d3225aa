"""Signing in by hand: the visible window on the profile, open until the person is in."""

import asyncio
from pathlib import Path

from bridge.errors import Maintenance, RateLimited, UsageCap
from scraper import generations
from scraper.browser.life import launched
from scraper.page import look
from scraper.page.tab import ChatPage
from scraper.settings import ChatGPTSettings

GLANCE = 0.5  # seconds between two looks
CALM = 3
"""Looks in a row that show somebody signed in: what the account is held up by is drawn after its picture."""
BY_THEMSELVES = (RateLimited, UsageCap, Maintenance)
"""Walls that time takes away, not a person."""


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
    """Shows the site, again when the tab was closed, until somebody is signed in and nothing waits for a person."""
    await page.load(None)
    calm = 0
    while (calm := calm + 1 if await _is_in(page) else 0) < CALM:
        await asyncio.sleep(GLANCE)  # a person types there; nothing tells us when
        if not page.alive:
            await page.load(None)


async def _is_in(page: ChatPage) -> bool:
    """Nothing is pressed to find out: the window is the person's."""
    seen = await page.look()
    if not page.session or not seen.sees("signed_in") or seen.sees("stub"):
        return False
    wall = look.wall(seen, patient=True)
    return wall is None or isinstance(wall, BY_THEMSELVES)
