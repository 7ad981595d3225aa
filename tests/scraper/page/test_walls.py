"""Every state that the practice site can be in, as the driver meets it: passed, closed, or an error of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bridge import errors
from bridge.errors import BridgeError, UsageCap
from bridge.events import Event, Held, Opened, Text
from bridge.types import ConversationId
from scraper.backend import ChatGPT
from scraper.page.tab import ChatPage
from scraper.practice import PracticeSite
from scraper.practice.tab import Generation, Language, State
from tests.scraper.conftest import Open, a_turn
from tests.scraper.test_backend import ask
from tests.thorough import PAGES

NEW_CHAT: dict[State, type[BridgeError] | None] = {
    "guest": errors.GuestPage,
    "session_expired": errors.SessionExpired,
    "account_locked": errors.AccountLocked,
    "challenge": errors.HumanCheck,
    "too_many_requests": errors.RateLimited,
    "usage_cap": UsageCap,
    "maintenance": errors.Maintenance,
    "capacity": errors.Maintenance,
    "work_mode": errors.WorkMode,
    "unknown_dialog": errors.PageChanged,
    "weak_challenge": None,
    "login_flicker": None,
    "stub_slow": None,
    "cookie_banner": None,
    "onboarding": None,
    "upsell": None,
}
CONVERSATION: dict[State, type[BridgeError] | None] = {
    "full": errors.ConversationFull,
    "usage_cap": UsageCap,
    "rating": None,
    "weak_challenge": None,
}


@pytest_asyncio.fixture(loop_scope="session", params=PAGES, ids="-".join)
async def backend(request: pytest.FixtureRequest, site: PracticeSite, open_backend: Open) -> AsyncIterator[ChatGPT]:
    """On both generations, and in both languages."""
    generation: Generation
    language: Language
    generation, language = request.param
    site.generation, site.language = generation, language
    async with open_backend() as backend:
        yield backend


async def met(page: ChatPage, conversation: str | None, *, something: bool) -> BridgeError | None:
    """What stops us on the way there, and then in front of Send; a banner may come a little later."""
    known = ConversationId(conversation) if conversation else None
    try:
        await page.load(known)
        await page.until_ready(known)
    except BridgeError as error:
        return error
    wall = await page.wall()
    with suppress(TimeoutError):
        async with asyncio.timeout(10):
            while something and wall is None:
                await asyncio.sleep(0.05)
                wall = await page.wall()
    return wall


async def test_a_new_chat_in_every_state(backend: ChatGPT, site: PracticeSite) -> None:
    """What passes by itself or is harmless holds nothing up; everything else has its own error."""
    over = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=5)
    site.resets_after = over.isoformat()
    wrong: list[tuple[State, object]] = []
    async with backend._browser.lend(None) as page:
        for state, expected in NEW_CHAT.items():
            site.states = {state}
            error = await met(page, None, something=expected is not None)
            if type(error) is not (expected or type(None)):
                wrong.append((state, error))
            elif error is None:
                seen = await page.look()
                if not seen.ready or seen.sees("dialog"):
                    wrong.append((state, seen.states))
            elif isinstance(error, UsageCap) and (
                error.values["until"] == "?" or abs((error.over_at or 0) - over.timestamp()) > 60
            ):
                wrong.append((state, error))
    assert wrong == []


async def test_a_conversation_in_every_state(backend: ChatGPT, site: PracticeSite) -> None:
    """The same where there is something to read."""
    _, conversation = await ask(backend, "say: hello")
    wrong: list[tuple[State, object]] = []
    async with backend._browser.lend(ConversationId(conversation)) as page:
        for state, expected in CONVERSATION.items():
            site.states = {state}
            error = await met(page, conversation, something=expected is not None)
            if type(error) is not (expected or type(None)):
                wrong.append((state, error))
            elif state == "rating" and (await page.look()).state("rating"):
                wrong.append((state, "still there"))
    assert wrong == []


async def test_when_the_wall_is_gone_it_goes_on(backend: ChatGPT, site: PracticeSite) -> None:
    """Asked again, the question is answered; it was sent once."""
    site.states = {"account_locked"}
    with pytest.raises(errors.AccountLocked) as caught:
        await ask(backend, "say: hello")
    assert caught.value.report
    site.states = set()
    assert (await ask(backend, "say: hello"))[0] == "hello"
    assert len(site.posts) == 1


async def test_a_conversation_that_is_gone(backend: ChatGPT, site: PracticeSite) -> None:
    """The site leads elsewhere, and nothing is typed there."""
    with pytest.raises(errors.ConversationGone):
        async with asyncio.timeout(30):
            await ask(backend, "say: hello", "6abb4dfb-cd24-83e8-bd8c-a05017d483f5")
    assert site.posts == []


async def test_two_answers_of_which_one_has_to_be_chosen(backend: ChatGPT, site: PracticeSite) -> None:
    """The answer is read; the next question waits for a person, in that conversation."""
    site.states = {"ab_choice"}
    answer, conversation = await ask(backend, "say: hello")
    assert answer == "hello"
    with pytest.raises(errors.ChoiceWanted):
        await ask(backend, "say: more", conversation)
    assert len(site.posts) == 1


async def test_a_tool_asks_for_leave(open_backend: Open, site: PracticeSite) -> None:
    """It is told with a report and where to act; nothing is pressed, and the answer goes on when it may."""
    site.states = {"connector_permission"}
    told: list[Event] = []
    async with open_backend(silence=1.0) as backend, backend.send(a_turn("say: hello")) as events:
        async with asyncio.timeout(30):
            async for event in events:
                told.append(event)
                if isinstance(event, Held):
                    site.states = set()
    [held] = [event.why for event in told if isinstance(event, Held)]
    [opened] = [event.conversation for event in told if isinstance(event, Opened)]
    assert isinstance(held, errors.PermissionWanted)
    assert held.here == f"{site.url}/c/{opened}"
    assert held.report
    assert "".join(event.more for event in told if isinstance(event, Text)) == "hello"
    assert len(site.posts) == 1
