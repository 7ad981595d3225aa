"""What stands in a person's way on the page: each state, in both languages, and how it goes away."""

import pytest
from playwright.async_api import expect

from scraper.practice import Fault, Rules
from scraper.practice.tab import Language, State
from tests.scraper.practice.person import ACTIVE, FORM, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

DIALOGS: list[tuple[State, str, str]] = [
    ("session_expired", "Your session has expired", "세션이 만료되었습니다"),
    ("account_locked", "Suspicious activity detected", "의심스러운 활동이 감지되었습니다"),
    ("unknown_dialog", "Our terms are changing", "이용약관이 변경됩니다"),
    ("too_many_requests", "Too many requests", "요청이 너무 많습니다"),
    ("cookie_banner", "We use cookies", "저희는 쿠키를 사용합니다"),
    ("onboarding", "Welcome to the new ChatGPT", "새로워진 ChatGPT에 오신 것을 환영합니다"),
    ("upsell", "Do more with Pro", "Pro로 더 많은 일을"),
]
BANNER = f'{FORM} [data-above-composer-portal] [role="status"]'


@pytest.mark.parametrize(("state", "english", "korean"), DIALOGS)
async def test_dialogs_speak_both_languages(person: Person, state: State, english: str, korean: str) -> None:
    """A role that says what it is, and the words of the page's language."""
    person.site.states.add(state)
    for language, words in (("en", english), ("ko", korean)):
        await person.page.goto(f"{person.site.url}/?lang={language}")
        await expect(person.page.locator('[role="dialog"], [role="alertdialog"]')).to_contain_text(words)


@pytest.mark.parametrize(
    ("state", "button"),
    [
        ("cookie_banner", "비필수사항 거부"),
        ("onboarding", "닫기"),
        ("onboarding", "건너뛰기"),
        ("upsell", "나중에"),
        ("upsell", "닫기"),
    ],
)
async def test_harmless_dialogs_can_be_closed(person: Person, state: State, button: str) -> None:
    """Closed once, they stay closed in this tab."""
    person.site.states.add(state)
    await person.open()
    dialog = person.page.locator('[role="dialog"]')
    await dialog.get_by_role("button", name=button, exact=True).click()
    await expect(dialog).to_have_count(0)
    await person.open()
    await expect(dialog).to_have_count(0)
    assert await person.asked("say: hello") == "hello"


async def test_a_dialog_goes_when_its_reason_has_gone(person: Person) -> None:
    """The page hears of it with its next call."""
    person.site.states.add("unknown_dialog")
    await person.open()
    dialog = person.page.locator('[role="dialog"]')
    await expect(dialog).to_be_visible()
    person.site.states.clear()
    await person.page.evaluate("history.pushState(null, '', '/'); dispatchEvent(new PopStateEvent('popstate'))")
    await expect(dialog).to_have_count(0)


async def test_an_expired_session_leads_back_through_the_account_chooser(person: Person) -> None:
    """Calls are refused, the page says so, Welcome back asks which account, and all is well."""
    person.site.states.add("session_expired")
    await person.open()
    await person.page.get_by_role("dialog").get_by_role("button", name="로그인").click()
    await expect(person.page.locator("h1")).to_have_text("다시 오신 것을 환영합니다")
    await person.page.locator("form button").click()
    await expect(person.editor).to_be_visible()
    assert await person.asked("say: hello") == "hello"


@pytest.mark.parametrize(("language", "words"), [("en", "Your limit resets"), ("ko", "한도는 2026.")])
async def test_a_reached_limit_is_said_above_the_composer(person: Person, language: Language, words: str) -> None:
    """With the time when it ends; nothing can be sent, what was written stays."""
    person.site.language = language
    person.site.states.add("usage_cap")
    await person.open()
    await expect(person.page.locator(BANNER)).to_contain_text(words)
    await person.leave_unsent("hello")
    await expect(person.send).to_be_disabled()
    person.site.states.clear()
    await person.open()
    await expect(person.send).to_be_enabled()


async def test_a_limit_may_come_with_the_stream(person: Person) -> None:
    """The question is taken, the answer is a banner."""
    person.site.states.add("usage_cap_stream")
    await person.open()
    await person.ask("say: hello")
    await expect(person.page.locator(BANNER)).to_contain_text("사용 한도에 도달")
    await expect(person.answers).to_have_count(0)


async def test_a_full_conversation_offers_a_new_one(person: Person) -> None:
    """No more can be sent there; the banner's button leads to a new chat, where one can."""
    await person.open()
    await person.asked("say: hello")
    await person.page.wait_for_url(f"**/c/{person.site.posts[0].conversation}")
    person.site.states.add("full")
    await person.page.reload()
    await expect(person.page.locator(BANNER)).to_contain_text("이 대화의 최대 길이에 도달")
    await person.put("more")
    await expect(person.send).to_be_disabled()
    await person.page.locator(BANNER).get_by_role("button").click()
    assert await person.asked("say: anew") == "anew"


async def test_a_refusal_as_full_or_too_long_is_said(person: Person) -> None:
    """When the page did not know before: in the exchange, and above the composer."""
    await person.open()
    await person.asked("say: hello")
    person.site.states.add("full")
    await person.ask("more")
    await expect(person.turns.last.locator('[role="alert"]')).to_contain_text("최대 길이에 도달")
    await expect(person.page.locator(BANNER)).to_be_visible()
    person.site.states = {"too_long"}
    await person.open()
    await person.ask("much too long")
    await expect(person.turns.last.locator('[role="alert"]')).to_contain_text("너무 깁니다")


async def test_two_answers_wait_for_a_choice(person: Person) -> None:
    """Until one is chosen nothing can be sent; a page's script can't choose."""
    person.site.states.add("ab_choice")
    await person.open()
    await person.ask("say: hello")
    prefer = person.page.locator(ACTIVE).get_by_role("button", name="이 응답이 더 좋습니다")
    await expect(prefer).to_have_count(2)
    await person.put("next")
    await expect(person.send).to_be_disabled()
    await prefer.first.evaluate("button => button.click()")
    await expect(prefer).to_have_count(2)
    await prefer.first.click()
    await expect(prefer).to_have_count(0)
    await expect(person.send).to_be_enabled()


async def test_a_rating_is_asked_for_without_an_answer(person: Person) -> None:
    """It stands in the exchange before any answer does, and can be dismissed."""
    person.site.states.add("rating")
    await person.open()
    await person.ask("silent")
    await expect(person.turns.last).to_contain_text("지금까지 대화가 도움이 되었나요?")
    await expect(person.answers).to_have_count(0)
    await person.page.get_by_role("button", name="평가 요청 닫기").click()
    await expect(person.turns.last).not_to_contain_text("도움이 되었나요")


async def test_a_connector_waits_for_permission(person: Person) -> None:
    """The question is sent, the answer comes when a person allows it."""
    person.site.states.add("connector_permission")
    await person.open()
    await person.ask("say: found it")
    card = person.turns.last.locator('[role="alertdialog"]')
    await expect(card).to_contain_text("Sample Drive")
    await expect(person.stop).to_be_visible()
    await card.get_by_role("button", name="허용").click()
    assert await person.finished() == "found it"


async def test_work_is_another_surface(person: Person) -> None:
    """The switch says which one; Chat can be chosen."""
    person.site.states.add("work_mode")
    await person.open()
    chat = person.page.locator(f'{FORM} [role="group"][aria-label="Composer mode"] button[aria-pressed]').first
    await expect(chat).to_have_attribute("aria-pressed", "false")
    await expect(person.editor).to_have_attribute("aria-label", "ChatGPT와 함께 작업하기")
    await chat.click()
    await expect(chat).to_have_attribute("aria-pressed", "true")
    await expect(person.editor).to_have_attribute("aria-label", "ChatGPT에게 물어보세요")


async def test_login_buttons_may_flash_while_the_page_loads(person: Person) -> None:
    """They go before the composer comes, and mean nothing."""
    person.site.states.add("login_flicker")
    await person.page.goto(person.site.url)
    await expect(person.page.get_by_test_id("login-button")).to_be_visible()
    await expect(person.editor).to_be_visible()
    await expect(person.page.get_by_test_id("login-button")).to_have_count(0)


async def test_a_lost_connection_is_the_pages_own_trouble(person: Person) -> None:
    """The page stands still and says so, Stop stays; the server goes on, and opening the address shows it."""
    person.site.states.add("connection_lost")
    await person.open()
    await person.ask("say: " + "abc " * 50)
    await expect(person.page.locator(".codex-toast-area")).to_contain_text("연결이 해제되었습니다")
    await expect(person.stop).to_be_visible()
    (post,) = person.site.posts
    await person.open(f"/c/{post.conversation}")
    await expect(person.answers).to_contain_text("abc " * 49 + "abc")


async def test_some_accounts_have_temporary_chats_only(person: Person) -> None:
    """Whatever the address says."""
    person.site.states.add("temporary_only")
    await person.open()
    await person.asked("say: hello")
    assert [post.temporary for post in person.site.posts] == [True]
    assert "/c/local-chatgpt%3A" in person.page.url


async def test_the_switch_for_temporary_chats(person: Person) -> None:
    """On, off, and gone where a conversation has begun."""
    await person.open()
    switch = person.page.get_by_role("button", name="임시 채팅")
    await switch.click()
    await expect(switch).to_have_attribute("aria-pressed", "true")
    assert "temporary-chat=true" in person.page.url
    await switch.click()
    await expect(switch).to_have_attribute("aria-pressed", "false")
    await person.asked("say: hello")
    await expect(switch).to_be_hidden()


@pytest.mark.parametrize("state", ["maintenance", "capacity"])
async def test_a_closed_site_has_no_app(person: Person, state: State) -> None:
    """503 and a page of its own."""
    person.site.states.add(state)
    answer = await person.page.goto(person.site.url)
    assert answer is not None
    assert answer.status == 503
    await expect(person.page.locator("h1")).to_be_visible()
    await expect(person.page.locator("form")).to_have_count(0)


async def test_a_lost_connection_can_be_stopped(person: Person, rules: Rules) -> None:
    """Stop works without the connection, too."""
    rules.gate.clear()
    person.site.states.add("connection_lost")
    await person.open()
    await person.ask("say: " + "abc " * 50)
    await expect(person.page.locator(".codex-toast-area")).to_contain_text("연결이 해제되었습니다")
    await person.stop.click()
    await expect(person.stop).to_have_count(0)
    assert len(person.site.stops) == 1


async def test_what_was_refused_is_asked_anew(person: Person) -> None:
    """Retry below a question that the site never took sends that question, with its id."""
    person.site.faults.append(Fault("rate_429"))
    await person.open()
    await person.ask("say: hello")
    await person.page.get_by_role("dialog").get_by_role("button", name="확인").click()
    await person.turns.get_by_role("button", name="다시 시도").click()
    assert await person.finished() == "hello"
    assert [post.action for post in person.site.posts] == ["next"]


async def test_a_limit_that_the_page_did_not_know_of(person: Person) -> None:
    """The refusal stands in the exchange, then the banner comes."""
    await person.open()
    person.site.states.add("usage_cap")
    await person.ask("say: hello")
    await expect(person.turns.locator('[role="alert"]')).to_contain_text("사용 한도에 도달")
    await expect(person.page.locator(BANNER)).to_contain_text("초기화됩니다")


async def test_a_check_in_the_middle_fails_the_answer(person: Person) -> None:
    """A call answered with the human check's page is an error like any other to the page."""
    person.site.faults.append(Fault("forbidden_403"))
    await person.open()
    await person.ask("say: hello")
    await expect(person.turns.locator('[role="alert"]')).to_be_visible()
    await expect(person.stop).to_have_count(0)


async def test_a_script_of_the_human_check_is_no_wall(person: Person) -> None:
    """Healthy pages have it too."""
    person.site.states.add("weak_challenge")
    await person.open()
    await expect(person.page.locator('script[src*="/cdn-cgi/challenge-platform/"]')).to_have_count(1)
    assert await person.asked("say: hello") == "hello"


async def test_the_stub_may_stay_for_long(person: Person) -> None:
    """What is typed into it meanwhile is carried over."""
    person.site.states.add("stub_slow")
    await person.page.goto(person.site.url)
    await person.page.locator("#pending-home-input").fill("early")
    await expect(person.editor).to_have_text("early")
