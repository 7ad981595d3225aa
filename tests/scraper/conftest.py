"""The practice site and the real scraper in a real Chromium in front of it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from bridge.types import ConversationId, MessageId, Question, State, Thread, Turn, TurnId
from scraper.backend import ChatGPT, opened
from scraper.practice import PracticeSite, Rules
from scraper.settings import ChatGPTSettings
from tests.scraper.one_browser import KeptChrome, OneChromium, opened_in

SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "chatgpt"
"""Captured pages and streams, where somebody has them; never part of this project."""

Open = Callable[..., AbstractAsyncContextManager[ChatGPT]]


def a_turn(
    text: str,
    conversation: str | None = None,
    *,
    state: State = State.ACCEPTED,
    number: int = 1,
    instructions: str = "",
    asking_since: float = 0.0,
) -> Turn:
    """A turn as the ledger would give it."""
    thread = Thread("test", "", "", f"thread {number}")
    question = Question(thread, MessageId(str(number)), "ana", text, instructions)
    known = ConversationId(conversation) if conversation else None
    return Turn(TurnId(number), question, "chatgpt", state, conversation=known, asking_since=asking_since)


def captured(name: str) -> Path:
    """A captured file; skips the test where it is not at hand."""
    if not (path := SHARED / name).is_file():
        pytest.skip(f"the captured {name} is not on this machine")
    return path


def quick(site: PracticeSite, settings: Mapping[str, object]) -> ChatGPTSettings:
    """In front of the site, and as impatient as a test may be."""
    impatient = {"address": site.url, "headless": True, "check": 1.0, "look_again": 0.3, **settings}
    return ChatGPTSettings.model_validate(impatient)


@pytest.fixture
def rules() -> Rules:
    """What answers behind the site; its gate holds an answer in the middle."""
    return Rules()


@pytest_asyncio.fixture(loop_scope="session")
async def site(rules: Rules, chromium: OneChromium) -> AsyncIterator[PracticeSite]:
    async with PracticeSite(rules, hydration=0.1, settle=0.05, poll=0.2) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def open_backend(chromium: OneChromium, site: PracticeSite, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the scraper on the site; a second time with what the page has stored, as after a restart."""
    chrome = KeptChrome(chromium)

    @asynccontextmanager
    async def open_it(**settings: object) -> AsyncIterator[ChatGPT]:
        async with opened_in(chrome, quick(site, settings), tmp_path) as backend:
            yield backend

    yield open_it
    await chromium.forget(site.url)


@pytest_asyncio.fixture(loop_scope="session")
async def backend(open_backend: Open) -> AsyncIterator[ChatGPT]:
    async with open_backend() as backend:
        yield backend


@pytest.fixture
def open_own(site: PracticeSite, tmp_path: Path) -> Open:
    """The same with a browser of its own on a profile; a second time on the same profile."""

    @asynccontextmanager
    async def open_it(**settings: object) -> AsyncIterator[ChatGPT]:
        async with opened(quick(site, settings), tmp_path) as backend:
            yield backend

    return open_it


@pytest_asyncio.fixture(loop_scope="session")
async def own_backend(open_own: Open) -> AsyncIterator[ChatGPT]:
    async with open_own() as backend:
        yield backend


@pytest_asyncio.fixture(loop_scope="session")
async def tab(chromium: OneChromium) -> AsyncIterator[Page]:
    """An empty tab of a real Chromium."""
    tab = await (await chromium.context()).new_page()
    yield tab
    await tab.close()
