"""The classic page on other days: walls, limits, dialogs, prompts, in both languages."""

import pytest
from playwright.async_api import expect

from scraper.practice import Rules
from scraper.practice.tab import Language, State
from tests.scraper.practice.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

DIALOGS: list[tuple[State, Language, str]] = [
    ("too_many_requests", "en", "Too many requests"),
    ("too_many_requests", "ko", "요청이 너무 많습니다"),
    ("session_expired", "en", "Your session has expired"),
    ("session_expired", "ko", "세션이 만료되었습니다"),
    ("account_locked", "en", "Suspicious activity detected"),
    ("account_locked", "ko", "의심스러운 활동"),
    ("cookie_banner", "en", "Reject non-essential"),
    ("cookie_banner", "ko", "비필수사항 거부"),
    ("onboarding", "ko", "건너뛰기"),
    ("upsell", "en", "Maybe later"),
    ("unknown_dialog", "ko", "이용약관"),
]


@pytest.mark.parametrize(("state", "language", "words"), DIALOGS)
async def test_a_dialog_stands_before_the_page(
    visitor: Visitor, state: State, language: Language, words: str
) -> None:
    """By role, in the language of the page, also where the state comes from the address."""
    visitor.site.language = language
    await visitor.page.goto(f"{visitor.site.url}/?state={state}")
    dialog = visitor.page.locator('[role="dialog"], [role="alertdialog"]')
    await expect(dialog).to_contain_text(words)
    await expect(visitor.page.get_by_test_id("blocking-initial-modals-done")).to_have_count(
        0 if state == "onboarding" else 1
    )


@pytest.mark.parametrize(("state", "words"), [("cookie_banner", "비필수사항 거부"), ("onboarding", "건너뛰기")])
async def test_a_harmless_dialog_goes_for_good(visitor: Visitor, state: State, words: str) -> None:
    """Closed once, it is not there on the next load."""
    visitor.site.states = {state}
    await visitor.open()
    dialog = visitor.page.locator('[role="dialog"]')
    await dialog.get_by_role("button", name=words).click()
    await expect(dialog).to_have_count(0)
    await visitor.open()
    assert await visitor.asked("say: hello") == "hello"
    await expect(dialog).to_have_count(0)


@pytest.mark.parametrize(("language", "words"), [("en", "limit"), ("ko", "사용 한도")])
async def test_a_cap_stands_above_the_composer(visitor: Visitor, language: Language, words: str) -> None:
    """The page hears of it at its start; nothing can be sent until it is over."""
    visitor.site.language, visitor.site.states = language, {"usage_cap"}
    await visitor.open()
    await expect(visitor.page.locator("[data-prompt-textarea-header]")).to_contain_text(words)
    await visitor.put("hello")
    await expect(visitor.send).to_be_disabled()
    assert visitor.site.posts == []


async def test_a_cap_that_comes_while_the_page_is_open(visitor: Visitor) -> None:
    """The question is refused, and the banner says why; later it can be asked anew."""
    await visitor.open()
    await visitor.asked("say: hello")
    await visitor.put("say: more")
    visitor.site.states = {"usage_cap"}
    await visitor.send.click()
    await expect(visitor.page.locator("[data-prompt-textarea-header]")).to_contain_text("사용 한도")
    visitor.site.states = set()
    await visitor.page.get_by_test_id("regenerate-thread-error-button").click()
    assert await visitor.finished() == "more"
    assert [post.action for post in visitor.site.posts] == ["next", "next"]


async def test_a_cap_on_the_stream(visitor: Visitor) -> None:
    """stream_quota_check instead of an answer."""
    visitor.site.states = {"usage_cap_stream"}
    await visitor.open()
    await visitor.ask("say: hello")
    await expect(visitor.page.locator("[data-prompt-textarea-header]")).to_contain_text("사용 한도")


@pytest.mark.parametrize(("language", "words"), [("en", "Start new chat"), ("ko", "새 채팅 시작")])
async def test_a_full_conversation_says_so(visitor: Visitor, language: Language, words: str) -> None:
    """A banner with a way out, and no more questions here."""
    visitor.site.language = language
    await visitor.open()
    await visitor.asked("say: hello")
    visitor.site.states = {"full"}
    await visitor.open(await visitor.settled())
    await visitor.put("more")
    await expect(visitor.send).to_be_disabled()
    await visitor.page.get_by_role("button", name=words).click()
    await visitor.page.wait_for_url(f"{visitor.site.url}/")


@pytest.mark.parametrize(("language", "words"), [("en", "Which response do you prefer?"), ("ko", "어떤 응답이 더")])
async def test_two_answers_wait_for_a_choice(visitor: Visitor, language: Language, words: str) -> None:
    """Nothing can be sent before it."""
    visitor.site.language, visitor.site.states = language, {"ab_choice"}
    await visitor.open()
    await visitor.ask("say: hello")
    chooser = visitor.replies.locator(".chooser")
    await expect(chooser).to_contain_text(words)
    await expect(chooser.locator(".markdown")).to_have_text(["hello", "hello(2)"])
    await visitor.put("more")
    await expect(visitor.send).to_be_disabled()
    await chooser.get_by_role("button").first.click()
    await expect(visitor.send).to_be_enabled()


async def test_a_rating_prompt_is_no_answer(visitor: Visitor) -> None:
    """It stands in the last exchange, and closes."""
    visitor.site.states = {"rating"}
    await visitor.open()
    assert await visitor.asked("say: hello") == "hello"
    await visitor.page.get_by_label("평가 요청 닫기").click()
    await expect(visitor.page.locator(".rating")).to_have_count(0)


async def test_a_connector_waits_for_permission(visitor: Visitor) -> None:
    """The answer goes on when somebody allows it."""
    visitor.site.states = {"connector_permission"}
    await visitor.open()
    await visitor.ask("say: hello")
    card = visitor.page.locator('[role="alertdialog"]')
    await expect(card).to_be_visible()
    await card.get_by_role("button", name="허용").click()
    assert await visitor.finished() == "hello"


async def test_a_lost_connection_leaves_the_server_at_work(visitor: Visitor, rules: Rules) -> None:
    """An error at the upper edge, Stop still there; a reload has the answer."""
    rules.gate.clear()
    visitor.site.states = {"connection_lost"}
    await visitor.open()
    await visitor.ask("say: " + "abc " * 50)
    await expect(visitor.page.get_by_test_id("toast-error")).to_have_text("연결이 해제되었습니다")
    await expect(visitor.stop).to_be_visible()
    rules.gate.set()
    await visitor.open(f"/c/{visitor.site.posts[0].conversation}")
    assert await visitor.finished() == ("abc " * 50).strip()


async def test_two_surfaces_are_told_apart(visitor: Visitor) -> None:
    """Radios in the header; Work has another placeholder."""
    visitor.site.states, visitor.site.language = {"work_mode"}, "en"
    await visitor.open()
    placeholder = visitor.editor.locator("p.placeholder")
    await expect(placeholder).to_have_attribute("data-placeholder", "Work with ChatGPT")
    await expect(visitor.page.get_by_role("radio", name="Work")).to_have_attribute("aria-checked", "true")
    await visitor.page.get_by_role("radio", name="Chat").click()
    await expect(placeholder).to_have_attribute("data-placeholder", "Ask anything")


async def test_healthy_pages_have_weak_signs_too(visitor: Visitor) -> None:
    """A script of the human check, and log-in buttons that flash up, on a page that works."""
    visitor.site.states = {"weak_challenge", "login_flicker", "stub_slow"}
    await visitor.page.goto(visitor.site.url)
    await expect(visitor.page.get_by_test_id("login-button")).to_be_visible()
    await expect(visitor.page.locator('script[src*="/cdn-cgi/challenge-platform/"]')).to_have_count(1)
    early = visitor.page.locator('form > textarea[name="prompt-textarea"]')
    await early.fill("say: early")
    await expect(visitor.editor).to_have_text("say: early")
    await expect(visitor.page.get_by_test_id("login-button")).to_have_count(0)
    await visitor.send.click()
    assert await visitor.finished() == "early"


async def test_the_human_check_and_the_guest_page_are_the_same(visitor: Visitor) -> None:
    """Before the app there is no generation."""
    visitor.site.states = {"challenge"}
    answer = await visitor.page.goto(visitor.site.url)
    assert answer is not None
    assert answer.status == 403
    visitor.site.states = {"guest"}
    await visitor.page.goto(visitor.site.url)
    await expect(visitor.page.locator('textarea[name="prompt"]')).to_be_visible()


async def test_a_slow_menu_comes_in_the_end(visitor: Visitor) -> None:
    """The pill is pressed once; the menu takes its time."""
    visitor.site.states = {"model_menu_slow"}
    await visitor.open()
    await visitor.pill.click()
    await expect(visitor.page.get_by_test_id("composer-intelligence-picker-content")).to_be_visible()
