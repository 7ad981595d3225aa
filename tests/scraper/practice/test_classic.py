"""The classic page: its composer, its sections, the way of a question and its answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.async_api import expect

from scraper.practice import Rules
from scraper.practice.brain import Aside
from scraper.practice.tab import Language
from tests.scraper.practice.test_prompt import HARD, PASTE, TEXTS
from tests.scraper.practice.test_references import Script
from tests.scraper.practice.visitor import FORM, POST, Visitor
from tests.thorough import ON_A_PAGE

pytestmark = pytest.mark.asyncio(loop_scope="session")

LABELS = [
    ("ko", "ko-KR", "ChatGPT와 채팅", "ChatGPT에 물어봐", "프롬프트 보내기", "스트리밍 중지", "Voice 시작", "중간"),
    (
        "en",
        "en-US",
        "Chat with ChatGPT",
        "Ask anything",
        "Send prompt",
        "Stop streaming",
        "Start Voice",
        "Medium",
    ),
]


@pytest.mark.parametrize(("language", "locale", "ask", "placeholder", "send", "stop", "voice", "effort"), LABELS)
async def test_the_composer_has_its_own_names(
    visitor: Visitor,
    language: Language,
    locale: str,
    ask: str,
    placeholder: str,
    send: str,
    stop: str,
    voice: str,
    effort: str,
) -> None:
    """Attributes of 2026-07 in both languages, and nothing of the app shell."""
    visitor.site.language = language
    await visitor.open()
    page = visitor.page
    await expect(page.locator("html")).to_have_attribute("lang", locale)
    await expect(visitor.editor).to_have_attribute("aria-label", ask)
    await expect(visitor.editor.locator("p.placeholder")).to_have_attribute("data-placeholder", placeholder)
    await expect(visitor.voice).to_have_attribute("aria-label", voice)
    await expect(visitor.pill).to_have_text(effort)
    await expect(page.locator('textarea[name="prompt-textarea"]')).to_be_hidden()
    await expect(page.locator("#composer-plus-btn")).to_be_visible()
    await expect(page.locator(f"{FORM} input#upload-files[multiple]:not([accept])")).to_have_count(1)
    await expect(page.get_by_test_id("upload-photos-input")).to_have_attribute("accept", "image/*")
    await expect(page.locator("#upload-camera[capture]")).to_have_count(1)
    await expect(visitor.submit).to_have_count(0)
    await visitor.put("silent")
    await expect(visitor.send).to_have_attribute("aria-label", send)
    await visitor.send.click()
    await expect(visitor.stop).to_have_attribute("aria-label", stop)
    shell = "[data-turn-key], form[data-chatgpt-composer], [data-app-shell-active-page], html.chatgpt-theme"
    await expect(page.locator(shell)).to_have_count(0)


async def test_send_and_stop_are_one_node(visitor: Visitor) -> None:
    """What was pressed to send is what stops."""
    await visitor.open()
    await visitor.put("silent")
    node = await visitor.submit.element_handle()
    assert node is not None
    await visitor.submit.click()
    await expect(visitor.stop).to_be_visible()
    assert await node.get_attribute("data-testid") == "stop-button"
    await visitor.submit.click()
    await expect(visitor.voice).to_be_visible()
    assert visitor.site.stops == [visitor.site.posts[0].conversation]


async def test_a_text_is_posted_as_it_is(visitor: Visitor) -> None:
    """Here nothing is escaped, typed or not."""
    for text in HARD:
        await visitor.open()
        assert await visitor.ask(text) == text
        await visitor.finished()


@given(start=TEXTS, end=TEXTS)
@settings(max_examples=ON_A_PAGE, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_is_posted_as_it_is(visitor: Visitor, start: str, end: str) -> None:
    """The same, for texts nobody thought of."""
    await visitor.open()
    text = f"{start}x{end}"
    assert await visitor.ask(text) == text


async def test_enter_sends_and_shift_enter_is_a_new_line(visitor: Visitor) -> None:
    """Unlike in the app shell."""
    await visitor.open()
    await visitor.editor.click()
    await visitor.page.keyboard.type("one")
    await visitor.page.keyboard.press("Shift+Enter")
    await visitor.page.keyboard.type("two")
    assert visitor.site.posts == []
    async with visitor.page.expect_request(POST):
        await visitor.page.keyboard.press("Enter")
    await visitor.finished()
    assert [post.text for post in visitor.site.posts] == ["one\ntwo"]


async def test_a_long_paste_becomes_a_file(visitor: Visitor) -> None:
    """More than 10,000 characters; less stays in the line."""
    await visitor.open()
    await visitor.editor.click()
    await visitor.page.evaluate(PASTE, "a_b\nc")
    await visitor.page.evaluate(PASTE, "x" * 10_001)
    await expect(visitor.chips).to_have_count(1)
    async with visitor.page.expect_response(POST):
        await visitor.send.click()
    await visitor.finished()
    (post,) = visitor.site.posts
    assert post.text == "a_b\nc"
    assert len(post.files) == 1
    assert visitor.site.uploads[0].data == b"x" * 10_001


async def test_the_address_passes_through_a_transient_one(visitor: Visitor) -> None:
    """Home, the id of the request, the server's id; the transient one leads home."""
    seen: list[str] = []
    visitor.page.on("framenavigated", lambda frame: seen.append(frame.url.removeprefix(visitor.site.url)))
    await visitor.open()
    await visitor.asked("say: hello")
    await visitor.settled()
    assert [path.split(":")[0] for path in seen] == ["/", "/c/WEB", f"/c/{visitor.site.posts[0].conversation}"]
    await visitor.open(seen[1])
    await visitor.page.wait_for_url(visitor.site.url + "/")
    await expect(visitor.page.get_by_test_id("toast-error")).to_contain_text("WEB:")


SAID = [("ko", "나의 말:", "ChatGPT의 말:"), ("en", "You said:", "ChatGPT said:")]


@pytest.mark.parametrize(("language", "mine", "yours"), SAID)
async def test_an_exchange_is_two_sections(visitor: Visitor, language: Language, mine: str, yours: str) -> None:
    """Ids, roles, model and order as captured 2026-07."""
    visitor.site.language = language
    await visitor.open()
    await visitor.asked("say: hello *you*")
    (post,) = visitor.site.posts
    asked = visitor.page.locator('section[data-testid="conversation-turn-1"][data-turn="user"]')
    await expect(asked).to_have_attribute("data-turn-id", post.message)
    await expect(asked.locator("h4.sr-only")).to_have_text(mine)
    said = asked.locator(
        f'[data-message-author-role="user"][data-message-id="{post.message}"] .whitespace-pre-wrap'
    )
    await expect(said).to_have_text("say: hello *you*")
    reply = visitor.page.locator('section[data-testid="conversation-turn-2"][data-turn="assistant"]')
    stored = visitor.site.conversations[post.conversation].messages[-1]
    message = reply.locator(f'.agent-turn [data-message-author-role="assistant"][data-message-id="{stored.id}"]')
    await expect(message).to_have_attribute("data-message-model-slug", "gpt-5-6-thinking")
    await expect(message).to_have_attribute("data-turn-start-message", "true")
    await expect(message.locator(".markdown.prose > p[data-start][data-end]")).to_have_text("hello you")
    await expect(reply.locator("h4.sr-only")).to_have_text(yours)
    containers = visitor.page.locator("div[data-turn-id-container]")
    ids = [await each.get_attribute("data-turn-id-container") for each in await containers.all()]
    assert ids[:2] == ["client-created-root", post.message]
    assert str(ids[2]).startswith("request-WEB:")


async def test_an_answer_in_progress_is_marked(visitor: Visitor, rules: Rules) -> None:
    """Marks while it is written; its buttons and nothing of the marks at the end."""
    rules.gate.clear()
    marks = visitor.page.locator(".result-streaming, .result-thinking, [data-is-streaming], [aria-busy=true]")
    await visitor.open()
    await visitor.ask("say: " + "one two three four " * 6)
    await expect(visitor.answer()).to_contain_text("one two three")
    await expect(visitor.page.locator("[data-scroll-root][data-stream-active]")).to_have_count(1)
    assert await marks.count() >= 2
    await expect(visitor.bar()).to_have_count(0)
    rules.gate.set()
    await visitor.finished()
    await expect(marks).to_have_count(0)
    await expect(visitor.page.locator("[data-stream-active]")).to_have_count(0)
    await expect(visitor.page.locator("#aria-notify-live-region-polite")).to_have_text("응답이 완료되었습니다")


async def test_what_comes_before_the_answer_stands_apart(visitor: Visitor) -> None:
    """Reasoning and preamble look like answers, inside a part of their own."""
    visitor.site.brain = Script(Aside("Let me look."), "The answer.")
    await visitor.open()
    assert await visitor.asked("anything") == "The answer."
    before = visitor.replies.locator('[data-testid^="cot-v5"][data-streaming-response-status="complete"]')
    await expect(before.locator('[data-message-author-role="assistant"] .markdown')).to_have_text("Let me look.")
    await expect(visitor.replies.locator('[data-message-author-role="assistant"]')).to_have_count(2)


async def test_code_is_shown_in_a_viewer(visitor: Visitor) -> None:
    """Tokens and line breaks as text, below a bar with words."""
    await visitor.open()
    await visitor.asked("code python")
    block = visitor.replies.locator(".markdown > pre")
    await expect(
        block.locator("#code-block-viewer.cm-editor .cm-scroller > pre.cm-content > code")
    ).to_contain_text("def fibonacci(count: int)")
    await expect(block.locator("button").last).to_have_attribute("aria-label", "코드 돌리기")


async def test_long_code_is_only_partly_in_the_document(visitor: Visitor) -> None:
    """A window of lines between two gaps; the stored text is whole."""
    visitor.site.code_lines = 12
    source = "\n".join(f"line {n}" for n in range(80))
    await visitor.open()
    await visitor.asked(f"say: ```text\n{source}\n```")
    lines = visitor.replies.locator(".cm-content[contenteditable] .cm-line")
    await expect(lines).to_have_count(12)
    await expect(visitor.replies.locator(".cm-gap")).to_have_count(1)
    await visitor.replies.locator(".cm-scroller").evaluate("scroller => { scroller.scrollTop = 99999; }")
    await expect(lines.last).to_have_text("line 79")


async def test_stop_keeps_what_was_written(visitor: Visitor, rules: Rules) -> None:
    """Partial, and free for the next question."""
    rules.gate.clear()
    await visitor.open()
    await visitor.ask("say: " + "abc " * 50)
    await expect(visitor.answer()).to_contain_text("abc abc")
    async with visitor.page.expect_response("**/backend-api/stop_conversation"):
        await visitor.stop.click()
    await expect(visitor.voice).to_be_visible()
    assert visitor.site.stops == [visitor.site.posts[0].conversation]


async def test_a_reload_shows_the_running_answer(visitor: Visitor, rules: Rules) -> None:
    """It is followed through the conversation's own JSON, in the older shape."""
    rules.gate.clear()
    await visitor.open()
    await visitor.ask("say: " + "abc " * 50)
    await expect(visitor.answer()).to_contain_text("abc")
    path = await visitor.settled()
    async with visitor.page.expect_response(f"**/backend-api/conversation/{visitor.site.posts[0].conversation}"):
        await visitor.open(path)
    await expect(visitor.stop).to_be_visible()
    rules.gate.set()
    assert await visitor.finished() == ("abc " * 50).strip()


async def test_far_sections_leave_the_document(visitor: Visitor) -> None:
    """Their containers stay; scrolling brings them back."""
    visitor.site.window = 4
    await visitor.open()
    for n in range(5):
        await visitor.asked(f"say: answer {n}\n\n" + "line\n\n" * 20)
    await visitor.open(await visitor.settled())
    sections = visitor.page.locator("section[data-turn-id]")
    await expect(sections).to_have_count(4)
    await expect(visitor.page.locator("div[data-turn-id-container]:not(:has(section))")).to_have_count(7)
    await expect(sections.last).to_have_attribute("data-testid", "conversation-turn-10")
    await visitor.page.locator("[data-scroll-root]").evaluate("root => { root.scrollTop = 0; }")
    await expect(sections.first).to_have_attribute("data-testid", "conversation-turn-1")
    await expect(sections).to_have_count(4)


async def test_a_temporary_chat_has_no_address(visitor: Visitor) -> None:
    """Nor a row in the sidebar."""
    await visitor.open("/?temporary-chat=true")
    await expect(visitor.page).to_have_title("Temporary Chat")
    assert await visitor.asked("say: hello") == "hello"
    assert visitor.page.url == f"{visitor.site.url}/?temporary-chat=true"
    await expect(visitor.page.locator("#history a")).to_have_count(0)
    assert visitor.site.posts[0].temporary
