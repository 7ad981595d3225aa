"""Temporary chats, titles, and conversations begun elsewhere: in a real Chromium in front of the practice site."""

import pytest

from bridge.errors import BadQuestion, ConversationGone, TemporaryGone, Uncertain
from bridge.events import Opened
from scraper.backend import ChatGPT
from scraper.practice import PracticeSite
from tests.scraper.asked import GENERATIONS, a_question, answered, first, look_like, resumed
from tests.scraper.conftest import Open
from tests.thorough import PAGES


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_a_temporary_chat_goes_on_while_its_page_is_open(
    open_backend: Open, site: PracticeSite, generation: str
) -> None:
    """In no list and no history; when the page is closed it is gone, and that is said."""
    look_like(site, generation)
    async with open_backend() as backend:
        _, seen = await answered(backend, a_question("say: one", temporary=True))
        [opened] = [event for event in seen if isinstance(event, Opened)]
        answer, _ = await answered(backend, a_question("say: two", opened.conversation, temporary=True))
        assert answer == "two"
    assert [(post.temporary, post.conversation) for post in site.posts] == [(True, opened.conversation)] * 2
    assert site.listed() == []
    async with open_backend() as later:
        with pytest.raises(TemporaryGone, match="temporary chat is closed"):
            await answered(later, a_question("say: three", opened.conversation, temporary=True))
        with pytest.raises(Uncertain):
            await answered(later, resumed(a_question("say: four", temporary=True), 1.0))
    assert len(site.posts) == 2


@pytest.mark.parametrize(("generation", "language"), PAGES)
async def test_a_conversation_gets_a_title(
    backend: ChatGPT, site: PracticeSite, generation: str, language: str
) -> None:
    """Through the page's menu, and read back."""
    look_like(site, generation)
    site.language = "ko" if language == "ko" else "en"
    _, conversation, _ = await first(backend, "say: one")
    await backend.rename(conversation, "#요리 · Mango\npie")  # type: ignore[arg-type]
    assert site.renames == [(conversation, "#요리 · Mango pie")]
    assert site.conversations[conversation].title == "#요리 · Mango pie"
    answer, _ = await answered(backend, a_question("say: two", conversation))
    assert answer == "two"


async def test_a_conversation_begun_elsewhere(open_backend: Open, site: PracticeSite) -> None:
    """By its link or its id, once the account is seen to have it."""
    async with open_backend() as backend:
        _, conversation, _ = await first(backend, "say: one")
    async with open_backend() as backend:
        link = f"<https://chatgpt.com/c/{conversation.upper()}?model=auto>"
        assert await backend.adopt(link) == await backend.adopt(conversation) == conversation
        with pytest.raises(ConversationGone):
            await backend.adopt("https://chatgpt.com/c/00000000-0000-4000-8000-000000000000")
        for word in ("", "hello", "https://chatgpt.com/", f"https://chatgpt.com/share/{conversation}", "../../x"):
            with pytest.raises(BadQuestion):
                await backend.adopt(word)
