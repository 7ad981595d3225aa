"""A real Chromium and a practice site; one event loop for all, because the browser is shared."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page

from scraper.practice import PracticeSite, Rules
from tests.scraper.one_browser import OneChromium
from tests.scraper.practice.person import Person
from tests.scraper.practice.visitor import Visitor


@pytest.fixture
def rules() -> Rules:
    return Rules()


@pytest_asyncio.fixture(loop_scope="session")
async def site(rules: Rules) -> AsyncIterator[PracticeSite]:
    async with PracticeSite(rules, hydration=0.01, settle=0.01, poll=0.02) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def tab(chromium: OneChromium, site: PracticeSite) -> AsyncIterator[Page]:
    """Alone in the browser, and without an error at the end."""
    context = await chromium.context()
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    await chromium.blank()
    await chromium.forget(site.url)
    assert not errors


@pytest.fixture
def person(tab: Page, site: PracticeSite) -> Person:
    return Person(tab, site)


@pytest.fixture
def visitor(tab: Page, site: PracticeSite) -> Visitor:
    """Someone at the classic page."""
    site.generation = "A2"
    return Visitor(tab, site)
