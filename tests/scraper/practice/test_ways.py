"""Whichever way an answer goes, the app shell shows it whole: the site's two halves agree on the wire."""

import pytest
from playwright.async_api import expect

from scraper.practice import Fault
from scraper.practice.fault import Kind
from scraper.practice.settings import Transport
from tests.scraper.practice.person import Person

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


@pytest.mark.parametrize(("kind", "transport"), WAYS)
async def test_the_whole_answer_is_shown(person: Person, kind: Kind | None, transport: Transport) -> None:
    """One question, one answer."""
    person.site.transport = transport
    if kind is not None:
        person.site.faults.append(Fault(kind, seconds=0.01))
    await person.open()
    await person.put(f"say: {TEXT}")
    await person.send.click()
    await expect(person.bar()).to_be_visible()
    await expect(person.answers.last.locator("[data-markdown-text-style]")).to_have_text(TEXT)
    assert len(person.site.posts) == 1
