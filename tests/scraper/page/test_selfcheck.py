"""The selectors on pages whose state is known: the practice site's, and captured ones where they are at hand."""

import pytest
from playwright.async_api import Page

from bridge.types import ConversationId
from scraper import generations
from scraper.page.selfcheck import Line, State, check, glance
from scraper.practice import PracticeSite
from tests.scraper.conftest import Open, a_turn, captured


async def show(tab: Page, name: str) -> None:
    """A captured page, with nothing fetched from anywhere."""
    await tab.route("**/*", lambda route: route.abort())
    await tab.set_content(captured(name).read_text("utf-8"), wait_until="commit")


def broken(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not line.holds]


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_the_practice_site(open_backend: Open, site: PracticeSite, language: str) -> None:
    """New chat and conversation, in both languages."""
    site.language = "ko" if language == "ko" else "en"
    known = generations.load()
    async with open_backend() as backend:
        async with backend._browser.lend(None) as page:
            await page.go(None)
            assert broken(await check(await page.tab(), known, "new chat")) == []
        async with backend.send(a_turn("code")) as events:
            async for _ in events:
                pass
        [conversation] = site.conversations
        async with backend._browser.lend(None) as page:
            await page.load(None)
            await page.go(ConversationId(conversation))
            assert broken(await check(await page.tab(), known, "conversation")) == []


async def test_a_captured_page_of_this_generation(tab: Page) -> None:
    """A real page of September 2026, Korean."""
    await show(tab, "pv-appshell-attachment.condensed.html")
    lines = await check(tab, generations.load(), "conversation")
    assert (lines[0].found, broken(lines)) == ("app shell", [])


async def test_a_captured_page_of_the_older_generation(tab: Page) -> None:
    """A real page of July 2026, Korean."""
    await show(tab, "pv-classic-short.html")
    lines = await check(tab, generations.load(), "conversation")
    assert (lines[0].found, broken(lines)) == ("classic", [])


async def test_a_captured_page_without_a_composer(tab: Page) -> None:
    """A shared conversation: its turns tell the generation, and it is said that nothing can be typed there."""
    await show(tab, "defuddle-extractor--chatgpt-citations.html")
    lines = await check(tab, generations.load(), "conversation")
    assert lines[0].found == "classic"
    assert "editor" in {line.name for line in broken(lines)}


@pytest.mark.parametrize("state", ["new chat", "conversation"])
async def test_a_page_that_changed_is_named_selector_by_selector(tab: Page, state: State) -> None:
    """An empty page holds nothing that one needs."""
    await tab.set_content("<main>hello</main>")
    names = {line.name for line in broken(await check(tab, generations.load(), state))}
    assert {"generation", "editor"} <= names


async def test_only_the_active_page_counts(tab: Page) -> None:
    """Hidden copies of other conversations have a composer and a Stop of their own."""
    form = '<form data-chatgpt-composer><div data-composer-markdown contenteditable="true" role="textbox">x</div>'
    stop = '<button type="button"><svg><path d="M4.5 5.75C4.5 5.05964 1 1"/></svg>stop</button>'
    await tab.set_content(
        f'<div data-app-shell-active-page="false">{form}{stop}</form></div>'
        f'<div data-app-shell-active-page="true">{form}</form></div>'
    )
    seen = await glance(tab, generations.load())
    assert (seen.count("editor"), seen.count("stop")) == (1, 0)
