"""A real Chromium and a practice site; one event loop for all, because the browser is shared."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from scraper.practice import PracticeSite, Rules
from tests.scraper.practice.person import Person
from tests.scraper.practice.visitor import Visitor

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = next((path for name in INSTALLED if (path := shutil.which(name))), None)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"] if root else [])
        yield opened
        await opened.close()


@pytest.fixture
def rules() -> Rules:
    return Rules()


@pytest_asyncio.fixture(loop_scope="session")
async def site(rules: Rules) -> AsyncIterator[PracticeSite]:
    async with PracticeSite(rules, hydration=0.01, settle=0.01, poll=0.02) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def person(browser: Browser, site: PracticeSite) -> AsyncIterator[Person]:
    context = await browser.new_context()
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Person(page, site)
    await context.close()
    assert not errors


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, site: PracticeSite) -> AsyncIterator[Visitor]:
    """Someone at the classic page."""
    site.generation = "A2"
    context = await browser.new_context()
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Visitor(page, site)
    await context.close()
    assert not errors
