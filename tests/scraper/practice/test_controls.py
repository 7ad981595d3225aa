"""What a person can do with an exchange: another answer, another question, more of it, a new name."""

import pytest
from playwright.async_api import Locator, expect

from scraper.practice import Fault, Rules
from tests.scraper.practice.person import ACTIVE, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def again(person: Person) -> None:
    """Regenerate, then Try again in its menu."""
    await person.turns.last.get_by_role("button", name="응답 다시 생성").click()
    async with person.page.expect_request("**/backend-api/f/conversation"):
        await person.page.get_by_role("menuitem", name="다시 시도").click()


async def begun(person: Person, text: str = "versions: one | two") -> str:
    """A conversation with one answer; its id."""
    await person.open()
    await person.asked(text)
    (post,) = person.site.posts
    await person.page.wait_for_url(f"**/c/{post.conversation}")
    return post.conversation


def versions(where: Locator) -> Locator:
    return where.locator(".versions > span")


async def test_another_answer_is_a_branch(person: Person) -> None:
    """The question stays the same one; one can go from version to version, also after a reload."""
    conversation = await begun(person)
    await again(person)
    await expect(person.answers).to_have_text("ChatGPT 답변:two")
    await expect(versions(person.turns)).to_have_text("2/2")
    first, second = person.site.posts
    assert (second.action, second.message) == ("variant", first.message)
    assert len(person.site.conversations[conversation].questions) == 1
    await person.page.get_by_role("button", name="이전 응답").click()
    await expect(person.answers).to_have_text("ChatGPT 답변:one")
    await expect(versions(person.turns)).to_have_text("1/2")
    await person.page.reload()
    await expect(versions(person.turns)).to_have_text("2/2")


async def test_going_on_from_an_older_version(person: Person) -> None:
    """The next question hangs below the answer that is shown."""
    conversation = await begun(person)
    await again(person)
    await expect(versions(person.turns)).to_have_text("2/2")
    await person.page.get_by_role("button", name="이전 응답").click()
    await person.asked("say: further")
    assert person.site.conversations[conversation].answers == ["one", "further"]


async def test_a_question_can_be_written_anew(person: Person) -> None:
    """In a form of its own inside the user unit; the new question is a sibling of the old one."""
    conversation = await begun(person, "say: old")
    await person.asked("say: later")
    await person.turns.first.get_by_role("button", name="메시지 편집").click()
    form = person.turns.first.locator("[data-chatgpt-search-unit-key] form")
    field = form.locator('[data-composer-markdown][contenteditable="true"]')
    await expect(field).to_have_text("say: old")
    assert await form.evaluate("form => form.getAttributeNames()") == []
    await field.click()
    await person.page.keyboard.press("Control+a")
    await person.page.evaluate("document.execCommand('insertText', false, 'say: new')")
    await form.locator('button[type="submit"]').click()
    assert await person.finished() == "new"
    await expect(person.turns).to_have_count(1)
    await expect(versions(person.turns)).to_have_text("2/2")
    first, _, third = person.site.posts
    assert (third.action, third.text) == ("next", "say: new")
    nodes = person.site.conversations[conversation].nodes
    assert nodes[third.message].parent == nodes[first.message].parent
    assert person.site.conversations[conversation].answers == ["new"]
    await person.page.get_by_role("button", name="이전 메시지").click()
    await expect(person.answers).to_have_text(["ChatGPT 답변:old", "ChatGPT 답변:later"])


async def test_editing_can_be_left(person: Person) -> None:
    """Cancel, and nothing has happened."""
    await begun(person, "say: old")
    await person.turns.get_by_role("button", name="메시지 편집").click()
    await person.turns.get_by_role("button", name="취소").click()
    await expect(person.turns.locator("form")).to_have_count(0)
    await expect(person.turns.locator("[data-user-message-bubble]")).to_be_visible()


async def test_an_answer_that_ran_into_its_limit_goes_on(person: Person) -> None:
    """A button below it, once; the rest comes in the same message."""
    person.site.faults.append(Fault("length"))
    await person.open()
    text = "one two three four five six seven eight nine ten"
    await person.ask(f"say: {text}")
    more = person.turns.locator('[data-testid*="continue-generating"]')
    await expect(more).to_have_text("계속 생성하기")
    half = await person.answers.locator("[data-markdown-text-style]").inner_text()
    assert text.startswith(half)
    assert half != text
    await more.click()
    await expect(person.answers.locator("[data-markdown-text-style]")).to_have_text(text)
    await expect(more).to_have_count(0)
    assert [post.action for post in person.site.posts] == ["next", "continue"]


async def test_a_failed_answer_can_be_tried_again(person: Person) -> None:
    """Retry is another answer to the same question."""
    person.site.faults.append(Fault("error"))
    await person.open()
    await person.ask("say: " + "abc " * 20)
    await person.turns.get_by_role("button", name="다시 시도").click()
    assert await person.finished() == ("abc " * 20).strip()
    await expect(person.turns.locator('[role="alert"]')).to_have_count(0)
    assert [post.action for post in person.site.posts] == ["next", "variant"]


async def test_renaming_in_the_list(person: Person) -> None:
    """The row's menu, a field, Enter; the title changes everywhere."""
    conversation = await begun(person)
    row = person.page.locator(f'nav [data-sidebar-chatgpt-conversation-key$="{conversation}"]')
    await row.hover()
    await row.locator('button[aria-haspopup="menu"]').click()
    await person.page.get_by_role("menuitem", name="이름 바꾸기").click()
    await expect(person.page.locator("nav input")).to_be_focused()
    await person.page.keyboard.type("#일반 · 제목")
    await person.page.keyboard.press("Enter")
    await expect(row.locator("a")).to_have_attribute("aria-label", "#일반 · 제목")
    await expect(person.page).to_have_title("#일반 · 제목")
    assert list(person.site.renames) == [(conversation, "#일반 · 제목")]


async def test_renaming_at_the_top(person: Person) -> None:
    """The same by the conversation's own menu; Escape leaves the name."""
    conversation = await begun(person)
    header = person.page.locator("[data-app-shell-main-titlebar]")
    for key in ("Escape", "Enter"):
        await header.locator('button[aria-haspopup="menu"]').click()
        await person.page.get_by_role("menuitem", name="이름 바꾸기").click()
        await expect(header.locator("input")).to_be_focused()
        await person.page.keyboard.type("new name")
        await person.page.keyboard.press(key)
        await expect(header.locator("input")).to_have_count(0)
    await expect(person.page).to_have_title("new name")
    assert list(person.site.renames) == [(conversation, "new name")]


async def test_between_thinking_and_answering_all_looks_finished(person: Person, rules: Rules) -> None:
    """For a moment: the bar is there and Stop is not."""
    await person.open()
    await person.page.evaluate(
        """active => { window.seen = []; new MutationObserver(() => {
            const at = (s) => document.querySelectorAll(`${active} ${s}`).length;
            window.seen.push([at('.block-reply .turn-action-controls'), at('form button.round[type=button]'),
              at('[data-content-search-unit-key$=":assistant"]')].join());
        }).observe(document.querySelector('main'), { subtree: true, childList: true }); }""",
        ACTIVE,
    )
    rules.gate.clear()
    await person.ask("think: say: " + "abc " * 40)
    await expect(person.answers).to_contain_text("abc")
    await expect(person.stop).to_be_visible()
    rules.gate.set()
    await person.finished()
    seen = await person.page.evaluate("window.seen")
    assert "1,0,0" in seen
