"""The selectors on pages whose state is known: the practice site's, and captured ones where they are at hand."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright

from bridge.types import ConversationId
from scraper import look, selectors
from scraper.executable import installed
from scraper.practice import PracticeSite
from scraper.selfcheck import Line, State, check
from tests.scraper.conftest import Open, a_turn, captured


@pytest.fixture
async def tab() -> AsyncIterator[Page]:
    """An empty tab of a real Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed(), chromium_sandbox=False)
        yield await browser.new_page()
        await browser.close()


def broken(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not line.holds]


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_the_practice_site(open_backend: Open, site: PracticeSite, language: str) -> None:
    """New chat and conversation, in both languages."""
    site.language = "ko" if language == "ko" else "en"
    generation = selectors.load()
    async with open_backend() as backend:
        async with backend._browser.lend(None) as page:
            await page.go(None)
            assert broken(await check(await page.tab(), generation, "new chat")) == []
        async with backend.send(a_turn("code")) as events:
            async for _ in events:
                pass
        [conversation] = site.conversations
        async with backend._browser.lend(None) as page:
            await page.load(None)
            await page.go(ConversationId(conversation))
            assert broken(await check(await page.tab(), generation, "conversation")) == []


async def test_a_captured_page_of_this_generation(tab: Page) -> None:
    """A real page of September 2026, Korean."""
    await tab.set_content(captured("pv-appshell-attachment.condensed.html").read_text("utf-8"))
    assert broken(await check(tab, selectors.load(), "conversation")) == []


@pytest.mark.parametrize("name", ["pv-classic-short.html", "defuddle-extractor--chatgpt-citations.html"])
async def test_a_captured_page_of_an_older_generation_is_not_taken_for_this_one(tab: Page, name: str) -> None:
    """Unknown is said, not guessed."""
    await tab.route("**/*", lambda route: route.abort())
    await tab.set_content(captured(name).read_text("utf-8"), wait_until="commit")
    lines = await check(tab, selectors.load(), "conversation")
    assert lines[0] == Line("generation", False, "unknown")


@pytest.mark.parametrize("state", ["new chat", "conversation"])
async def test_a_page_that_changed_is_named_selector_by_selector(tab: Page, state: State) -> None:
    """An empty page holds nothing that one needs."""
    await tab.set_content("<main>hello</main>")
    names = {line.name for line in broken(await check(tab, selectors.load(), state))}
    assert {"generation", "editor"} <= names


async def test_only_the_active_page_counts(tab: Page) -> None:
    """Hidden copies of other conversations have a composer and a Stop of their own."""
    form = '<form data-chatgpt-composer><div data-composer-markdown contenteditable="true" role="textbox">x</div>'
    stop = '<button type="button"><svg><path d="M4.5 5.75C4.5 5.05964 1 1"/></svg>stop</button>'
    await tab.set_content(
        f'<div data-app-shell-active-page="false">{form}{stop}</form></div>'
        f'<div data-app-shell-active-page="true">{form}</form></div>'
    )
    seen = look.parse(await tab.evaluate(look.PROBE, look.arguments(selectors.load())))
    assert (seen.count("editor"), seen.count("stop")) == (1, 0)
