"""Whichever way an answer goes, both pages show it whole: the two halves of the site agree on the wire."""

import pytest
from playwright.async_api import expect

from scraper.practice import Fault, PracticeSite
from scraper.practice.fault import Kind
from scraper.practice.settings import Transport
from tests.scraper.practice.person import Person
from tests.scraper.practice.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT = "강물은 🌧️ 서두르지 않고 흐릅니다. " * 6 + "끝."
WAYS: list[tuple[Kind | None, Transport]] = [
    ("handover", "sse"),
    ("handover_resume", "sse"),
    ("handover_silent", "sse"),
    (None, "ws"),
    ("legacy", "sse"),
    ("truncated", "sse"),
    ("cut", "sse"),
    ("cut_hard", "sse"),
    ("no_done", "sse"),
    ("no_done", "ws"),
    ("retry", "sse"),
]


def prepared(site: PracticeSite, kind: Kind | None, transport: Transport) -> None:
    site.transport = transport
    if kind is not None:
        site.faults.append(Fault(kind, seconds=0.01))


@pytest.mark.parametrize(("kind", "transport"), WAYS)
async def test_the_app_shell_shows_it(person: Person, kind: Kind | None, transport: Transport) -> None:
    """One question, one answer."""
    prepared(person.site, kind, transport)
    await person.open()
    await person.put(f"say: {TEXT}")
    await person.send.click()
    await expect(person.bar()).to_be_visible()
    await expect(person.answers.last.locator("[data-markdown-text-style]")).to_have_text(TEXT)
    assert len(person.site.posts) == 1


@pytest.mark.parametrize(("kind", "transport"), WAYS)
async def test_the_classic_page_shows_it(visitor: Visitor, kind: Kind | None, transport: Transport) -> None:
    """The same there."""
    prepared(visitor.site, kind, transport)
    await visitor.open()
    await visitor.put(f"say: {TEXT}")
    await visitor.send.click()
    await expect(visitor.bar()).to_be_visible()
    await expect(visitor.answer()).to_have_text(TEXT)
    assert len(visitor.site.posts) == 1
