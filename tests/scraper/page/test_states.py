"""Every state of the page, in both generations and both languages, on small pages; answers never count."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Page

from bridge import errors
from bridge.errors import BridgeError, PageChanged, UsageCap
from scraper import generations
from scraper.page import look
from scraper.page.selfcheck import glance
from tests.scraper.small import KINDS, Kind, dialog, notice, page, prompt

KNOWN = generations.load()

HARMLESS = {
    *("Got it", "OK", "확인", "알겠습니다"),
    *("Reject non-essential", "Reject all", "비필수사항 거부", "비필수 사항 거부", "모두 거부"),
    *("Maybe later", "Not now", "No thanks", "나중에", "지금은 안 함", "다음에", "괜찮습니다"),
    *("Skip", "Skip tour", "건너뛰기", "Close", "닫기", "Dismiss"),
    *("Dismiss rating prompt", "평가 요청 닫기"),
    'css:[data-testid="close-button"]',
}
"""All that Threadbridge may ever press to take something away. To add one is a decision, so it is made here too."""


@dataclass(frozen=True, slots=True)
class Case:
    """One state on one page; ``error`` None: it only has to be closed, by ``close``."""

    state: str
    error: type[BridgeError] | None
    where: str
    html: str
    close: str = ""


def over(state: str, error: type[BridgeError] | None, text: str, *buttons: str, close: str = "") -> Case:
    return Case(state, error, "over", dialog(text, *buttons), close)


CASES = [
    over("account_locked", errors.AccountLocked, "Suspicious activity detected", "Secure account"),
    over("account_locked", errors.AccountLocked, "의심스러운 활동이 감지되었습니다", "계정 보호하기"),
    over("session_expired", errors.SessionExpired, "Your session has expired", "Log in"),
    over("session_expired", errors.SessionExpired, "세션이 만료되었습니다", "로그인"),
    over("session_expired", errors.SessionExpired, "Welcome back", "ana@example.com"),
    over("too_many_requests", errors.RateLimited, "Too many requests", "Got it", close="Got it"),
    over("too_many_requests", errors.RateLimited, "요청이 너무 많습니다", "확인", close="확인"),
    Case("capacity", errors.Maintenance, "over", notice("ChatGPT is at capacity right now")),
    Case(
        "full", errors.ConversationFull, "banner", prompt("You've reached the maximum length for this conversation")
    ),
    Case("full", errors.ConversationFull, "banner", prompt("이 대화의 최대 길이에 도달했습니다.", "새 채팅 시작")),
    Case("usage_cap", UsageCap, "banner", prompt("You've hit your Plus limit for GPT-5.6. It resets at 9:00 PM.")),
    Case(
        "usage_cap",
        UsageCap,
        "banner",
        prompt("GPT-5.6 사용 한도에 도달했습니다. 한도는 오후 9:00에 초기화됩니다."),
    ),
    Case("ab_choice", errors.ChoiceWanted, "beside", prompt("Which response do you prefer?", "Response 1")),
    Case("ab_choice", errors.ChoiceWanted, "beside", prompt("어떤 응답이 더 마음에 드시나요?", "응답 1")),
    Case(
        "connector_permission",
        errors.PermissionWanted,
        "beside",
        prompt("It wants to use Drive", "Allow", "Deny"),
    ),
    Case("connector_permission", errors.PermissionWanted, "beside", prompt("Drive", "허용", "거부")),
    over("connector_permission", errors.PermissionWanted, "Send this to Drive?", "Confirm", "Not now"),
    Case("conversation_gone", errors.ConversationGone, "over", notice("Unable to load conversation 6bc0530b")),
    Case("conversation_gone", errors.ConversationGone, "over", notice("대화를 불러올 수 없습니다: 6bc0530b")),
    Case(
        "work_mode",
        errors.WorkMode,
        "banner",
        '<div role="group" aria-label="Composer mode"><button aria-pressed="false">Chat</button>'
        '<button aria-pressed="true">Work</button></div>',
    ),
    Case(
        "work_mode",
        errors.WorkMode,
        "banner",
        '<div><button role="radio" aria-checked="false">채팅</button>'
        '<button role="radio" aria-checked="true">작업</button></div>',
    ),
    over(
        "cookie_banner",
        None,
        "We use cookies",
        "Manage",
        "Accept all",
        "Reject non-essential",
        close="Reject non-essential",
    ),
    over(
        "cookie_banner", None, "저희는 쿠키를 사용합니다", "모두 허용", "비필수사항 거부", close="비필수사항 거부"
    ),
    over("upsell", None, "Do more with Pro", "Upgrade to Pro", "Maybe later", close="Maybe later"),
    over("upsell", None, "Pro로 더 많은 일을", "Pro로 업그레이드", "나중에", close="나중에"),
    over("onboarding", None, "Shall we show you around?", "Show me", "Skip", close="Skip"),
    over("onboarding", None, "둘러보시겠어요?", "둘러보기", "건너뛰기", close="건너뛰기"),
    Case(
        "rating", None, "beside", prompt("Has this conversation been helpful so far?", "Yes", "Dismiss"), "Dismiss"
    ),
    Case(
        "rating",
        None,
        "beside",
        prompt("대화가 지금까지 도움이 되었나요?", "예, 도움이 됩니다", "평가 요청 닫기"),
        "평가 요청 닫기",
    ),
]


async def shown(tab: Page, kind: Kind, case: Case) -> look.Look:
    put: Any = {case.where: case.html}
    await tab.set_content(page(kind, **put))
    return await glance(tab, KNOWN)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_state_is_told(tab: Page, kind: Kind) -> None:
    """By its own name, as its own error; nothing else stands in the way."""
    for case in CASES:
        seen = await shown(tab, kind, case)
        error = look.wall(seen, patient=True)
        told = [one.state.name for one in seen.states]
        assert (told, seen.strange, type(error)) == ([case.state], False, case.error or type(None)), case


@pytest.mark.parametrize("kind", KINDS)
async def test_what_takes_a_state_away(tab: Page, kind: Kind) -> None:
    """The one control that costs, agrees and chooses nothing; where there is none, nothing is pressed."""
    for case in CASES:
        seen = await shown(tab, kind, case)
        handle = await tab.evaluate_handle(look.PROBE, look.arguments(KNOWN, press=case.state))
        control = handle.as_element()
        assert (control is not None, bool(seen.closable)) == (bool(case.close), bool(case.close)), case
        if control is not None:
            await control.click()
            assert await tab.title() == case.close


@pytest.mark.parametrize("kind", KINDS)
async def test_words_in_questions_answers_and_titles_are_no_state(tab: Page, kind: Kind) -> None:
    """People talk about errors, too."""
    words = " ".join(word for state in KNOWN.states.all for word in state.words)
    await tab.set_content(page(kind, answer=words, title=words))
    seen = await glance(tab, KNOWN)
    assert (seen.states, seen.strange) == ([], False)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_dialog_that_nobody_knows(tab: Page, kind: Kind) -> None:
    """Is not touched, whatever its buttons say."""
    await tab.set_content(page(kind, over=dialog("Our terms are changing", "Agree and continue", "Close", "OK")))
    seen = await glance(tab, KNOWN)
    assert (seen.states, seen.strange) == ([], True)
    assert isinstance(look.wall(seen), PageChanged)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_dialog_that_wants_a_choice_is_no_onboarding(tab: Page, kind: Kind) -> None:
    """Not even when it can be skipped."""
    for buttons in ("Allow", "Skip"), ("동의하고 계속", "동의", "건너뛰기"), ("Delete", "Not now"):
        await tab.set_content(page(kind, over=dialog("Hello", *buttons)))
        seen = await glance(tab, KNOWN)
        assert seen.closable == [], buttons
        assert look.wall(seen) is not None, buttons


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("You've hit your limit. It resets at 9:00 PM.", "9:00 PM"),
        ("Your limit resets Nov 22, 2026, 9:00 PM.", "Nov 22, 2026, 9:00 PM"),
        ("You've reached our limit of messages per hour. Please try again after 3:05 AM.", "3:05 AM"),
        ("사용 한도에 도달했습니다. 한도는 2026. 11. 22. 오후 9:00에 초기화됩니다.", "2026. 11. 22. 오후 9:00"),
        ("사용 한도에 도달했습니다. 오후 9:00 이후 다시 시도하세요.", "오후 9:00"),
        ("You're out of messages", "?"),
    ],
)
def test_when_the_limit_is_over(text: str, until: str) -> None:
    """In the site's own words."""
    cap = KNOWN.states.named("usage_cap")
    assert cap is not None
    error = cap.raised(text)
    assert isinstance(error, UsageCap)
    assert error.values == {"until": until}


def test_all_that_may_be_pressed() -> None:
    """Is written down a second time, and has nothing in it that the probe would refuse."""
    assert set(KNOWN.states.pressable()) == HARMLESS
    named = [name.lower() for name in HARMLESS if not name.startswith("css:")]
    assert [name for name in named if any(word in name for word in KNOWN.states.never)] == []


def test_only_one_wall_is_closed() -> None:
    """Everything else that is closed is no error."""
    assert [state.name for state in KNOWN.states.all if state.close and state.error] == ["too_many_requests"]


async def test_the_human_check(tab: Page) -> None:
    """Often passes by itself, so it counts only after a while."""
    for title in "Just a moment...", "잠시만 기다리십시오…", "Attention Required! | Cloudflare":
        await tab.set_content(f"<title>{title}</title><h1>chatgpt.com</h1>")
        seen = await glance(tab, KNOWN)
        assert look.wall(seen) is None, title
        assert isinstance(look.wall(seen, patient=True), errors.HumanCheck), title


@pytest.mark.parametrize("kind", KINDS)
async def test_the_human_checks_script_on_a_healthy_page(tab: Page, kind: Kind) -> None:
    """Is no wall; on a page that does not come it is."""
    script = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    await tab.set_content(page(kind, over=script))
    assert look.wall(await glance(tab, KNOWN), patient=True) is None
    await tab.set_content(f"<main></main>{script}")
    seen = await glance(tab, KNOWN)
    assert look.wall(seen, patient=True) is None
    assert isinstance(look.unknown(seen), errors.HumanCheck)


async def test_a_document_that_has_only_begun(tab: Page) -> None:
    """In its first moments there is nothing at all in it; that is no state and no error."""
    await tab.set_content("<title>Just a moment…</title>")
    await tab.evaluate("document.body.remove()")
    assert (await glance(tab, KNOWN)).states == []
    await tab.evaluate("document.documentElement.remove()")
    seen = await glance(tab, KNOWN)
    assert (seen.known, seen.states, seen.language) == (False, [], "")
