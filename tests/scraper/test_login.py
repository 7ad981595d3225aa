"""Signing in by hand, with the practice site's login page and a hand of our own."""

import asyncio

from playwright.async_api import Page

from scraper.backend import ChatGPT
from scraper.login import until_signed_in
from scraper.page.tab import ChatPage
from scraper.practice import PracticeSite


async def test_it_waits_for_the_person(backend: ChatGPT, site: PracticeSite) -> None:
    """Through the login page and back, even when the tab was closed in between; then questions are answered."""
    site.signed_in = False
    async with backend._browser.lend(None) as page:
        waiting = asyncio.create_task(until_signed_in(page))
        tab = await opened(page)
        await tab.get_by_test_id("login-button").wait_for()
        await tab.close()
        tab = await opened(page)
        await tab.get_by_test_id("login-button").click()
        assert not waiting.done()
        await tab.locator("form button").click()
        await asyncio.wait_for(waiting, 20)
    assert (await backend.check()).ready


async def test_it_waits_until_nothing_waits_for_a_person(backend: ChatGPT, site: PracticeSite) -> None:
    """Somebody is signed in, but the account is locked."""
    site.states = {"account_locked"}
    async with backend._browser.lend(None) as page:
        waiting = asyncio.create_task(until_signed_in(page))
        tab = await opened(page)
        await tab.get_by_role("alertdialog").wait_for()
        assert not waiting.done()
        site.states = set()
        await tab.reload()
        await asyncio.wait_for(waiting, 30)


async def opened(page: ChatPage) -> Page:
    """The tab that the waiting one has opened."""
    while not page.alive:
        await asyncio.sleep(0.01)
    return await page.tab()
