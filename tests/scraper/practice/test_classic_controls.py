"""What a person can do at the classic page besides asking: again, in other words, more, another model, files."""

import pytest
from playwright.async_api import FilePayload, expect

from scraper.practice import Fault, Rules
from scraper.practice.models import Family
from tests.scraper.practice.visitor import POST, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENU = '[data-testid="composer-intelligence-picker-content"]'


def text_file(name: str, text: str = "hello") -> FilePayload:
    return FilePayload(name=name, mimeType="text/plain", buffer=text.encode())


@pytest.mark.parametrize(("language", "words"), [("ko", "다시 생성"), ("en", "Try again")])
async def test_another_answer_is_another_version(visitor: Visitor, language: str, words: str) -> None:
    """Same question, no second message, and a way back to the first answer."""
    visitor.site.language = "ko" if language == "ko" else "en"
    await visitor.open()
    await visitor.asked("say: first")
    await visitor.bar().locator('button[aria-haspopup="menu"]').first.click()
    await expect(visitor.page.locator('[role="menu"] [role="menuitem"]').first).to_have_text(words)
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.page.locator('[role="menu"]')).to_have_count(0)
    await visitor.again()
    await visitor.finished()
    first, second = visitor.site.posts
    assert (second.action, second.message, second.conversation) == ("variant", first.message, first.conversation)
    await expect(visitor.bar()).to_contain_text("2/2")
    await expect(visitor.questions).to_have_count(1)
    await visitor.bar().locator("button").first.click()
    await expect(visitor.bar()).to_contain_text("1/2")
    assert len(visitor.site.conversations[first.conversation].children(first.message)) == 2


async def test_a_question_in_other_words_is_a_branch(visitor: Visitor) -> None:
    """The earlier one is a step away, with its own answer."""
    await visitor.open()
    await visitor.asked("say: one")
    await visitor.asked("say: two")
    await visitor.edit("say: three")
    assert await visitor.finished() == "three"
    one, two, three = visitor.site.posts
    assert (three.action, three.parent) == ("next", two.parent)
    assert three.message not in {one.message, two.message}
    bar = visitor.questions.last.locator('[role="group"]')
    await expect(bar).to_contain_text("2/2")
    await bar.locator("button").nth(2).click()
    await expect(visitor.answer()).to_have_text("two")
    await expect(visitor.questions).to_have_count(2)


async def test_a_long_answer_goes_on(visitor: Visitor) -> None:
    """The button stands above the composer, only where the length was the reason."""
    visitor.site.faults.append(Fault("length"))
    text = "word " * 40
    await visitor.open()
    await visitor.ask(f"say: {text.strip()}")
    more = visitor.page.get_by_test_id("continue-generating-button")
    await expect(more).to_have_text("계속 생성하기")
    async with visitor.page.expect_response(POST):
        await more.click()
    await visitor.finished()
    await expect(more).to_have_count(0)
    assert [post.action for post in visitor.site.posts] == ["next", "continue"]
    messages = visitor.replies.locator('[data-message-author-role="assistant"] .markdown')
    shown = "".join(await messages.all_inner_texts())
    assert shown.count("word") == 40


async def test_a_failed_answer_can_be_tried_again(visitor: Visitor) -> None:
    """An error box with a button; the server knows the question, so it is another version."""
    visitor.site.faults.append(Fault("error"))
    await visitor.open()
    await visitor.ask("say: " + "abc " * 50)
    retry = visitor.page.get_by_test_id("regenerate-thread-error-button")
    await expect(retry).to_be_visible()
    await expect(visitor.page.locator("#thread-bottom-container[data-has-thread-error]")).to_have_count(1)
    await expect(visitor.replies.locator('[class*="text-token-text-error"]')).to_be_visible()
    await retry.click()
    assert await visitor.finished() == ("abc " * 50).strip()
    await expect(visitor.page.locator("[data-has-thread-error]")).to_have_count(0)
    assert [post.action for post in visitor.site.posts] == ["next", "variant"]


async def test_a_refused_question_is_sent_again_as_itself(visitor: Visitor) -> None:
    """The server has never had it: the same message once more, not another version."""
    visitor.site.states, visitor.site.longest_message = {"too_long"}, 5
    await visitor.open()
    await visitor.ask("say: hello")
    await expect(visitor.replies.locator('[class*="text-token-text-error"]')).to_contain_text("너무 깁니다")
    visitor.site.states = set()
    await visitor.page.get_by_test_id("regenerate-thread-error-button").click()
    assert await visitor.finished() == "hello"
    assert [post.action for post in visitor.site.posts] == ["next"]
    assert len({attempt.message for attempt in visitor.site.attempts}) == 1


async def test_the_pill_chooses_effort_and_version(visitor: Visitor) -> None:
    """Radios for the one, a menu of its own for the other; the choice stays and is POSTed."""
    await visitor.open()
    await visitor.pill.click()
    menu = visitor.page.locator(MENU)
    efforts = menu.locator('[role="group"] [role="menuitemradio"]')
    await expect(efforts).to_have_text(["즉시", "중간✓", "높음", "Pro"])
    await expect(efforts.nth(1)).to_have_attribute("aria-checked", "true")
    await expect(efforts.nth(3)).to_have_attribute("aria-disabled", "true")
    await efforts.nth(2).click()
    await expect(menu).to_have_count(0)
    await expect(visitor.pill).to_have_text("높음")
    await visitor.pill.click()
    version = menu.locator('[role="menuitem"][aria-haspopup="menu"]')
    await expect(version).to_contain_text("GPT-5.6 Sol")
    await version.click()
    await menu.locator('[role="menu"] [role="menuitemradio"]').filter(has_text="GPT-5.5").click()
    await visitor.asked("say: hello")
    (post,) = visitor.site.posts
    assert (post.model, post.effort) == ("gpt-5-5-thinking", "high")
    await visitor.open()
    await expect(visitor.pill).to_have_text("높음")


async def test_the_pill_offers_what_the_account_has(visitor: Visitor) -> None:
    """Other families, other words."""
    visitor.site.models = (Family("7", "GPT-7", "gpt-7", ("low", "xhigh")),)
    visitor.site.language = "en"
    await visitor.open("/?model=gpt-7-thinking")
    await visitor.pill.click()
    efforts = visitor.page.locator(f'{MENU} [role="group"] [role="menuitemradio"]')
    await expect(efforts.locator("span:first-child")).to_have_text(["Low", "Extra High"])


async def test_files_are_chips_until_they_are_there(visitor: Visitor) -> None:
    """Send waits; the field is emptied at once; one can be taken away again."""
    visitor.site.upload_delay = 0.3
    await visitor.open()
    await visitor.page.locator("#upload-files").set_input_files([text_file("a.txt"), text_file("b.txt")])
    await expect(visitor.chips).to_have_count(2)
    await expect(visitor.chips.locator('[aria-busy="true"]')).to_have_count(2)
    await expect(visitor.send).to_be_disabled()
    assert await visitor.page.locator("#upload-files").evaluate("input => input.files.length") == 0
    await expect(visitor.send).to_be_enabled()
    await visitor.chips.filter(has_text="b.txt").get_by_label("b.txt 제거").click()
    await visitor.asked("say: hello")
    assert visitor.site.posts[0].files == ("a.txt",)
    assert visitor.site.uploads[0].data == b"hello"
    await expect(visitor.questions.locator('[class~="group/resource-card"]')).to_have_text("▤a.txt")


async def test_a_file_that_fails_says_so(visitor: Visitor) -> None:
    """Its chip goes and an error stands at the upper edge."""
    visitor.site.upload_fails = {"a.txt"}
    await visitor.open()
    await visitor.page.locator("#upload-files").set_input_files(text_file("a.txt"))
    await expect(visitor.page.get_by_test_id("toast-error")).to_contain_text("a.txt")
    await expect(visitor.chips).to_have_count(0)


async def test_a_conversation_is_renamed_in_its_row(visitor: Visitor) -> None:
    """By the row's menu, and by the header's."""
    await visitor.open()
    await visitor.asked("say: hello")
    await visitor.settled()
    await expect(visitor.page.get_by_test_id("accounts-profile-button")).to_be_visible()
    row = visitor.page.locator('#history a[href^="/c/"].__menu-item')
    await row.hover()
    await row.get_by_test_id("history-item-0-options").click()
    await visitor.page.get_by_test_id("rename-chat-menu-item").click()
    field = visitor.page.locator('input[name="title-editor"]')
    await field.fill("#fruit · mango")
    await field.press("Enter")
    await expect(row).to_contain_text("#fruit · mango")
    await expect(visitor.page).to_have_title("#fruit · mango")
    await visitor.page.get_by_test_id("conversation-options-button").click()
    await visitor.page.locator('[role="menu"] [role="menuitem"]').first.click()
    await field.fill("other")
    await field.press("Escape")
    await expect(row).to_contain_text("#fruit · mango")
    assert [title for _, title in visitor.site.renames] == ["#fruit · mango"]


async def test_a_handed_over_answer_arrives(visitor: Visitor, rules: Rules) -> None:
    """By the WebSocket, by the resume endpoint, or only in the conversation itself."""
    for fault in (Fault("handover", 0.05), Fault("handover_resume", 0.05), Fault("handover_silent", 0.05)):
        visitor.site.faults.append(fault)
        await visitor.open()
        assert await visitor.asked("say: " + "abc " * 50) == ("abc " * 50).strip()


async def test_changed_names_hide_the_composer(visitor: Visitor) -> None:
    """A page that was changed overnight still works for a person."""
    visitor.site.renamed_selectors = True
    await visitor.page.goto(visitor.site.url)
    editor = visitor.page.locator("#prompt-input")
    await expect(editor).to_be_visible()
    await expect(visitor.editor).to_have_count(0)
    await editor.click()
    await visitor.page.keyboard.insert_text("say: hello")
    await visitor.page.locator("#composer-go-button").click()
    assert await visitor.finished() == "hello"
