"""What differs between accounts, browsers and weeks: long threads, long code, Enter, escaping, other names."""

import re

import pytest
from playwright.async_api import expect

from scraper.practice import Fault
from scraper.practice.fault import Kind
from tests.scraper.practice.person import ACTIVE, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCROLLER = f"{ACTIVE} [data-app-action-timeline-scroll]"


async def test_a_long_thread_mounts_a_few_turns(person: Person) -> None:
    """The newest; the older ones come when one scrolls up, and those below go."""
    person.site.window = 4
    await person.open()
    for n in range(7):
        await person.asked(f"say: answer {n}\n\n" + "line\n\n" * 12)
    await expect(person.turns).to_have_count(4)
    await expect(person.answers.first).to_contain_text("answer 3")
    await person.page.locator(SCROLLER).evaluate("s => s.scrollTop = -s.scrollHeight")
    await expect(person.answers.first).to_contain_text(re.compile("answer [01]"))
    await expect(person.turns).to_have_count(4)
    await person.page.locator(SCROLLER).evaluate("s => s.scrollTop = 0")
    await expect(person.answers.last).to_contain_text("answer 6")


async def test_a_conversation_is_loaded_in_parts(person: Person) -> None:
    """Ten turns at first; scrolling to the top asks for the earlier ones."""
    await person.open()
    for n in range(12):
        await person.asked(f"say: answer {n}\n\n" + "line\n\n" * 6)
    await person.page.reload()
    await expect(person.turns).to_have_count(10)
    async with person.page.expect_response("**/messages?before=*"):
        await person.page.locator(SCROLLER).evaluate("s => s.scrollTop = -s.scrollHeight")
    await expect(person.turns).to_have_count(12)


async def test_long_code_is_only_partly_in_the_page(person: Person) -> None:
    """A gap stands for the other lines; the JSON has them all."""
    person.site.code_lines = 3
    await person.open()
    await person.asked("code python")
    block = person.answers.locator('[aria-label="코드 편집"]')
    await expect(block.locator(".cm-line")).to_have_count(3)
    await expect(block.locator(".cm-gap")).to_have_count(1)


async def test_enter_may_send(person: Person) -> None:
    """Where the account has it so; Shift+Enter is a new line then."""
    person.site.enter = "sends"
    await person.open()
    await person.editor.click()
    await person.page.keyboard.type("one")
    await person.page.keyboard.press("Shift+Enter")
    await person.page.keyboard.type("two")
    async with person.page.expect_request("**/backend-api/f/conversation"):
        await person.page.keyboard.press("Enter")
    await person.finished()
    assert [post.text for post in person.site.posts] == ["one\\\ntwo"]


async def test_typed_signs_may_go_as_they_are(person: Person) -> None:
    """An account on which nothing is escaped."""
    person.site.escaping = False
    await person.open()
    await person.editor.click()
    await person.page.keyboard.insert_text("a_b *c*")
    assert await person.press_send() == "a_b *c*"


async def test_what_is_too_long_is_cut_off_without_a_word(person: Person) -> None:
    """Silently."""
    person.site.largest_prompt = 10
    await person.open()
    assert await person.ask("say: 123456789") == "say: 12345"


async def test_the_page_may_change_its_names(person: Person) -> None:
    """The form, the editor and Send are called otherwise; a person does not notice."""
    person.site.renamed_selectors = True
    await person.page.goto(person.site.url)
    form = person.page.locator("form[data-prompt-surface]")
    await form.locator('[role="textbox"]').click()
    await person.page.keyboard.insert_text("say: hello")
    await expect(person.page.locator("[data-chatgpt-composer], [data-composer-markdown]")).to_have_count(0)
    await expect(person.page.locator('[type="submit"]')).to_have_count(0)
    await form.locator("[data-prompt-submit]").click()
    await expect(person.answers).to_contain_text("hello")


@pytest.mark.parametrize("kind", ["handover", "handover_resume", "handover_silent", "legacy", "no_done"])
async def test_the_answer_comes_another_way(person: Person, kind: Kind) -> None:
    """On the WebSocket, at the resume endpoint, in the JSON, in whole frames, without its end."""
    person.site.faults.append(Fault(kind, seconds=0.01))
    await person.open()
    text = "one two three four five six seven eight nine ten " * 5
    assert await person.asked(f"say: {text}") == text.strip()
    await expect(person.turns).to_have_count(1)
    assert len(person.site.posts) == 1


async def test_every_answer_may_come_on_the_websocket(person: Person) -> None:
    """An account whose answers are all handed over."""
    person.site.transport = "ws"
    await person.open()
    assert await person.asked("think: say: first") == "first"
    assert await person.asked("say: second") == "second"


@pytest.mark.parametrize("hard", [False, True])
async def test_the_page_posts_again_by_itself(person: Person, hard: bool) -> None:
    """The same message, when the first POST came to nothing as far as it knows; one question, one answer."""
    person.site.faults.append(Fault("retry", hard=hard))
    await person.open()
    await person.put("say: hello")
    await person.send.click()
    assert await person.finished() == "hello"
    assert len(person.site.posts) == 1
    (conversation,) = person.site.conversations.values()
    assert conversation.answers == ["hello"]


async def test_policy_notices_stand_in_the_exchange(person: Person) -> None:
    """Instead of an answer, or beside one that was taken back."""
    for kind in ("policy", "moderated"):
        person.site.faults.append(Fault(kind))
        await person.open()
        await person.ask("say: something")
        await expect(person.turns.locator('[role="alert"]')).to_contain_text("정책을 위반")
        await expect(person.stop).to_have_count(0)
