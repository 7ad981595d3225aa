"""A person at work in the tab in which an answer is read: what they do never takes the place of what we read."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

from bridge.events import Cut, Event, Rewritten, Text
from scraper.backend import ChatGPT
from scraper.practice import PracticeSite, Rules
from tests.scraper.asked import look_like
from tests.scraper.conftest import a_turn
from tests.scraper.practice.person import Person
from tests.scraper.practice.visitor import Visitor
from tests.scraper.test_backend import ask

OURS = "our own words, " * 20
ANOTHER = "another answer of theirs"
ELSE = "say: something else of theirs"

Deeds = Callable[[Page, PracticeSite, Rules], Awaitable[None]]


async def in_the_app_shell(page: Page, site: PracticeSite, rules: Rules) -> None:
    """Stop, another answer, another question, as somebody does it there."""
    person = Person(page, site)
    await person.stop.click()
    rules.gate.set()
    await person.bar().get_by_role("button", name="응답 다시 생성").click()
    await page.get_by_role("menuitem", name="다시 시도").click()
    await person.answers.last.get_by_text(ANOTHER).wait_for()
    await person.finished()
    await person.asked(ELSE)


async def in_the_classic_page(page: Page, site: PracticeSite, rules: Rules) -> None:
    """The same there."""
    visitor = Visitor(page, site)
    await visitor.stop.click()
    rules.gate.set()
    await visitor.again()
    await visitor.replies.last.get_by_text(ANOTHER).wait_for()
    await visitor.finished()
    await visitor.asked(ELSE)


@pytest.mark.parametrize(("generation", "deeds"), [("B", in_the_app_shell), ("A2", in_the_classic_page)])
async def test_what_a_person_regenerates_and_asks_is_not_ours(
    backend: ChatGPT, site: PracticeSite, rules: Rules, generation: str, deeds: Deeds
) -> None:
    """While we read they stop ours, have another answer written and ask something else: ours is what came of it."""
    look_like(site, generation)
    rules.gate.clear()
    seen: list[Event] = []
    async with backend.send(a_turn(f"versions: {OURS}| {ANOTHER}")) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, Text) and len(site.posts) == 1:
                [page] = (await backend._browser.context()).pages
                await deeds(page, site, rules)
    text = "".join(event.more for event in seen if isinstance(event, Text))
    assert [post.action for post in site.posts] == ["next", "variant", "next"]
    assert text
    assert OURS.startswith(text)
    assert not any(isinstance(event, Rewritten) for event in seen)
    assert isinstance(seen[-1], Cut)


async def test_a_person_stops_the_answer(backend: ChatGPT, site: PracticeSite, rules: Rules) -> None:
    """In the same tab: what came until then is told, and the conversation goes on."""
    rules.gate.clear()
    text, pressed = "", False
    async with backend.send(a_turn("long 400")) as events:
        async for event in events:
            text += event.more if isinstance(event, Text) else ""
            if text and not pressed:
                pressed = True
                [tab] = (await backend._browser.context()).pages
                await tab.get_by_role("button", name="중지").first.click()
                rules.gate.set()
    [conversation] = site.conversations.values()
    assert conversation.answers[0].startswith(text)
    assert (await ask(backend, "say: next", conversation.id))[0] == "next"
