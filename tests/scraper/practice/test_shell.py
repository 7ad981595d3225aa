"""What a driver finds on the page, in both languages, and where it finds no page."""

import pytest
from playwright.async_api import expect

from scraper.practice.tab import Language
from tests.scraper.practice.person import ACTIVE, FORM, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

LABELS = [
    ("ko", "ko-KR", "ChatGPT에게 물어보세요", "보내기", "중지", "음성 대화 시작", "파일 첨부", "ChatGPT 모델 선택"),
    (
        "en",
        "en-US",
        "Ask ChatGPT",
        "Send",
        "Stop",
        "Start voice conversation",
        "Attach files",
        "Select ChatGPT model",
    ),
]


@pytest.mark.parametrize(("language", "locale", "ask", "send", "stop", "voice", "files", "model"), LABELS)
async def test_the_composer_speaks_the_language_of_the_page(
    person: Person,
    language: Language,
    locale: str,
    ask: str,
    send: str,
    stop: str,
    voice: str,
    files: str,
    model: str,
) -> None:
    """Same attributes, other words."""
    person.site.language = language
    await person.open()
    await expect(person.page.locator("html.chatgpt-theme")).to_have_attribute("lang", locale)
    await expect(person.editor).to_have_attribute("aria-label", ask)
    await expect(person.editor.locator("p.placeholder")).to_have_attribute("data-placeholder", ask)
    await expect(person.voice).to_have_attribute("aria-label", voice)
    await expect(person.send).to_have_count(0)
    await expect(person.page.locator(f"{FORM} input[type=file]:not([accept])")).to_have_attribute(
        "aria-label", files
    )
    trigger = person.page.locator(f'{FORM} [data-codex-intelligence-trigger="true"]')
    await expect(trigger).to_have_attribute("aria-label", model)
    await expect(trigger).to_have_attribute("data-selected-reasoning-effort", "medium")
    await person.put("silent")
    await expect(person.send).to_have_attribute("aria-label", send)
    await person.press_send()
    await expect(person.stop).to_have_attribute("aria-label", stop)


async def test_a_turn_has_the_captured_structure(person: Person) -> None:
    """Keys, units, ids and the order of things in a finished exchange."""
    await person.open()
    await person.asked("say: hello *you*")
    (post,) = person.site.posts
    turn = person.page.locator(f'{ACTIVE} [data-turn-key="{post.message}"]')
    user = turn.locator('[data-chatgpt-search-unit-key="fallback-turn-0:0:user"]')
    await expect(user).to_have_attribute("data-chatgpt-search-message-ids", post.message)
    await expect(user.locator("[data-user-message-bubble] .whitespace-pre-wrap")).to_have_text("say: hello *you*")
    answer = person.site.conversations[post.conversation].messages[-1]
    unit = turn.locator('[data-content-search-unit-key="fallback-turn-0:2:assistant"]')
    await expect(unit).to_have_attribute("data-chatgpt-search-message-ids", f"{answer.id} {answer.id}")
    shown = unit.locator(
        f'[data-chatgpt-selection-conversation-id="{post.conversation}"] [data-markdown-text-style]'
    )
    await expect(shown).to_have_text("hello you")
    await expect(
        turn.locator('[data-content-search-unit-key$=":assistant"] ~ .turn-action-controls')
    ).to_be_visible()


async def test_reasoning_is_a_decoy_outside_the_answer(person: Person) -> None:
    """The captions carry the answer's attribute; the unit's key tells them apart."""
    await person.open()
    assert await person.asked("think: say: the answer") == "the answer"
    style = person.page.locator(f'{ACTIVE} [data-markdown-text-style="assistant-message"]')
    assert await style.count() > 1
    await expect(person.answers).to_have_count(1)
    await expect(person.answers).to_have_attribute("data-content-search-unit-key", "fallback-turn-0:3:assistant")


async def test_finished_code_is_an_editor_of_its_own(person: Person) -> None:
    """A bare contenteditable selector would find it."""
    await person.open()
    await person.asked("code python")
    block = person.page.locator(f'{ACTIVE} [data-markdown-copy="code-block"] [contenteditable][role="textbox"]')
    await expect(block).to_have_attribute("data-language", "python")
    await expect(person.editor).to_have_count(1)


async def test_the_stub_hands_over_what_was_typed(person: Person) -> None:
    """A plain field first; the real composer takes its text."""
    person.site.hydration = 1.5
    await person.page.goto(person.site.url)
    stub = person.page.locator("form > textarea#pending-home-input")
    await stub.fill("a_b early")
    assert await person.editor.count() == 0
    await expect(person.editor).to_have_text("a_b early")
    await expect(stub).to_have_count(0)
    assert await person.press_send() == "a\\_b early"


async def test_signed_out_there_is_a_guest_page(person: Person) -> None:
    """A composer proves nothing; the session does."""
    person.site.signed_in = False
    async with person.page.expect_response("**/api/auth/session") as answered:
        await person.page.goto(person.site.url)
    assert await (await answered.value).json() == {}
    await expect(person.page.locator('textarea[name="prompt"]')).to_have_attribute("aria-label", "ChatGPT와 채팅")
    await expect(person.page.get_by_test_id("signup-button")).to_be_visible()
    await person.page.get_by_test_id("login-button").click()
    await person.page.locator('button[type="submit"]').click()
    await expect(person.editor).to_be_visible()


@pytest.mark.parametrize(("language", "title"), [("en", "Just a moment..."), ("ko", "잠시만 기다리십시오…")])
async def test_the_human_check_stands_before_everything(person: Person, language: Language, title: str) -> None:
    """403 with the header that says so, and no app."""
    person.site.wall, person.site.language = "challenge", language
    answer = await person.page.goto(person.site.url)
    assert answer is not None
    assert (answer.status, answer.headers["cf-mitigated"]) == (403, "challenge")
    await expect(person.page).to_have_title(title)
    await expect(person.page.locator("#challenge-form")).to_be_visible()


async def test_too_many_requests_covers_the_composer(person: Person) -> None:
    """A dialog that swallows clicks until it is dismissed."""
    person.site.wall = "too_many_requests"
    await person.page.goto(person.site.url)
    dialog = person.page.locator('[role="dialog"]')
    await expect(dialog).to_contain_text("요청이 너무 많습니다")
    covered = await person.page.evaluate("document.elementFromPoint(innerWidth / 2, innerHeight - 5).className")
    assert covered == "overlay"
    await dialog.get_by_role("button").click()
    await expect(dialog).to_have_count(0)


async def test_an_unknown_conversation_leads_home_with_a_notice(person: Person) -> None:
    """Transient ids are unknown too."""
    person.site.language = "en"
    await person.open("/c/local-chatgpt%3A6a0e3a4e-0000-4000-8000-000000000000")
    await person.page.wait_for_url(person.site.url + "/")
    toast = person.page.locator(".codex-toast-area section")
    await expect(toast).to_contain_text("Unable to load conversation local-chatgpt:6a0e3a4e")
