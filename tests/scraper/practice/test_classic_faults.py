"""The classic page when something goes wrong with an answer: what is shown in the end is what the server has."""

import pytest
from playwright.async_api import expect

from scraper.practice import Fault, Rules
from scraper.practice.fault import Kind
from tests.scraper.practice.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT = ("abc " * 50).strip()
MENDED: list[Kind] = ["retry", "legacy", "cut", "no_done", "silent_s", "truncated"]


@pytest.mark.parametrize("kind", MENDED)
async def test_the_whole_answer_is_shown(visitor: Visitor, kind: Kind) -> None:
    """However it came: repeated, broken off, in whole frames, too long at first."""
    visitor.site.faults.append(Fault(kind, 0.05))
    await visitor.open()
    await visitor.ask(f"say: {TEXT}")
    await expect(visitor.bar()).to_be_visible()
    stored = visitor.site.conversations[visitor.site.posts[0].conversation].answers[-1]
    await expect(visitor.answer()).to_have_text(stored)
    assert len(visitor.site.posts) == 1


async def test_a_reset_connection_is_followed_to_the_end(visitor: Visitor, rules: Rules) -> None:
    """The page has the conversation's id by then, and reads on in its JSON."""
    rules.gate.clear()
    await visitor.open()
    await visitor.ask(f"broken hard: say: {TEXT}")
    await expect(visitor.answer()).to_contain_text("abc")
    rules.gate.set()
    assert await visitor.finished() == TEXT


@pytest.mark.parametrize("transport", ["sse", "ws"])
async def test_both_transports_bring_the_same(visitor: Visitor, transport: str) -> None:
    """Some accounts get every answer by the WebSocket."""
    visitor.site.transport = "ws" if transport == "ws" else "sse"
    await visitor.open()
    assert await visitor.asked(f"say: {TEXT}") == TEXT
    assert await visitor.asked("say: more") == "more"


@pytest.mark.parametrize("kind", ["error", "error_frame"])
async def test_an_error_is_an_error(visitor: Visitor, kind: Kind) -> None:
    """A box with words and a way to try again."""
    visitor.site.language = "en"
    visitor.site.faults.append(Fault(kind))
    await visitor.open()
    await visitor.ask(f"say: {TEXT}")
    box = visitor.replies.locator('[class*="border-token-surface-error"]')
    await expect(box).to_contain_text("wrong")
    await expect(visitor.page.get_by_test_id("regenerate-thread-error-button")).to_have_text("Retry")
    await expect(visitor.voice).to_be_visible()


async def test_what_may_not_be_said_is_marked(visitor: Visitor) -> None:
    """Blocked before the answer, or replaced after it."""
    visitor.site.faults += [Fault("policy"), Fault("moderated")]
    await visitor.open()
    await visitor.ask(f"say: {TEXT}")
    await expect(visitor.replies.last.locator(".policy-box")).to_be_visible()
    await visitor.ask(f"say: {TEXT}")
    await expect(visitor.replies).to_have_count(2)
    await expect(visitor.replies.last.locator(".policy-box")).to_be_visible()
    await expect(visitor.answer()).not_to_have_text(TEXT)


async def test_an_answer_stopped_elsewhere_is_over_here_too(visitor: Visitor) -> None:
    """What was written stays."""
    visitor.site.faults.append(Fault("stopped_there"))
    await visitor.open()
    await visitor.ask(f"say: {TEXT}")
    await expect(visitor.voice).to_be_visible()
    stored = visitor.site.conversations[visitor.site.posts[0].conversation].answers[-1]
    assert 0 < len(stored) < len(TEXT)
    await expect(visitor.answer()).to_have_text(stored.strip())


async def test_too_many_requests_cover_the_page(visitor: Visitor) -> None:
    """429 on the POST: a dialog, and the question not taken."""
    visitor.site.faults.append(Fault("rate_429"))
    await visitor.open()
    await visitor.ask("say: hello")
    await expect(visitor.page.locator('[role="dialog"]')).to_contain_text("요청이 너무 많습니다")
    assert visitor.site.posts == []


async def test_two_tabs_are_two_conversations(visitor: Visitor) -> None:
    """Both answers come, each in its own."""
    other = Visitor(await visitor.page.context.new_page(), visitor.site)
    await visitor.open()
    await visitor.ask("say: one")
    await other.open()
    assert await other.asked("say: two") == "two"
    await visitor.page.bring_to_front()
    assert await visitor.finished() == "one"
    assert len(visitor.site.conversations) == 2
