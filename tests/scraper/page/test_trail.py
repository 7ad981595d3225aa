"""What a page has asked for: enough to see what went wrong, nothing of anybody's, and nothing that piles up."""

import gc

from bridge.types import ConversationId
from scraper.backend import ChatGPT
from scraper.page.trail import masked
from tests.scraper.test_backend import ask


async def test_requests_and_their_answers(backend: ChatGPT) -> None:
    """Method, masked path and status; and how the page itself was answered."""
    _, conversation = await ask(backend, "say: hello")
    known = ConversationId(conversation)
    async with backend._browser.lend(known) as page:
        await page.load(known)
        await page.until_ready(known)
        passed = [str(one) for one in page.trail.passed]
        assert page.trail.document == 200
        assert "GET 127.0.0.1/ 200 text/html" in passed
        assert "GET 127.0.0.1/c/# 200 text/html" in passed
        assert "POST 127.0.0.1/backend-api/f/conversation 200 text/event-stream" in passed
        assert conversation not in "".join(passed)


async def test_nothing_is_kept_of_each_request(backend: ChatGPT) -> None:
    """Playwright keeps what it hands out; a follow-up in the same page makes it hand out nothing."""
    _, conversation = await ask(backend, "say: hello")
    await ask(backend, "say: hello", conversation)  # the first one may come before the page has its address
    before = handed_out()
    for _ in range(3):
        await ask(backend, "say: hello", conversation)
    assert 0 < handed_out() == before


def handed_out() -> int:
    gc.collect()
    kinds = [(type(one).__module__, type(one).__name__) for one in gc.get_objects()]
    module = "playwright._impl.network"
    return kinds.count((module, "Request")) + kinds.count((module, "Response"))


def test_ids_are_masked() -> None:
    """Whatever names something; words stay."""
    assert masked("/c/6abb4dfb-cd24-83e8-bd8c-a05017d483f5/edit") == "/c/#/edit"
    assert masked("/files/file-AbC123def456/download") == "/files/#/download"
