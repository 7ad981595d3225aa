"""The classic page beside a captured one, where somebody has it: what a driver looks for is found in both."""

import pytest

from tests.scraper.conftest import captured
from tests.scraper.practice.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

IN_BOTH = [
    'html[lang="ko-KR"][data-build][data-seq]',
    "[data-testid=blocking-initial-modals-done]",
    "#stage-slideover-sidebar [data-testid=accounts-profile-button][role=button]",
    "[data-scroll-root] > * header#page-header, [data-scroll-root] > header#page-header",
    "#conversation-header-actions [data-testid=share-chat-button]",
    '[data-testid=conversation-options-button][id^="conversation-options-"]',
    "main#main #thread .composer-parent[role=presentation]",
    'div[data-turn-id-container="client-created-root"][data-is-intersecting]',
    'section[data-turn-id][data-testid="conversation-turn-1"][data-turn=user][dir=auto]',
    'section[data-turn-id][data-testid="conversation-turn-2"][data-turn=assistant][dir=auto]',
    'div[data-turn-id-container^="request-WEB:"] > section[data-turn-id^="request-WEB:"][data-turn-id-container]',
    "section > h4.sr-only.select-none",
    "section .agent-turn[data-conversation-screenshot-content], section .agent-turn [data-message-author-role]",
    "[data-message-author-role=user][data-message-id][dir=auto] .user-message-bubble-color .whitespace-pre-wrap",
    "[data-message-author-role=assistant][data-message-id][data-turn-start-message=true][data-message-model-slug]",
    "[data-message-author-role=assistant] .markdown.prose.markdown-new-styling > p[data-start][data-end]",
    '.markdown > pre[class="overflow-visible! px-0!"][data-start]',
    "#code-block-viewer.cm-editor[dir=ltr] > .cm-scroller > pre.cm-content > code > span",
    '[role=group][aria-label="내 메시지 작업"] [data-testid=copy-turn-action-button][aria-label="메시지 복사"]',
    '[role=group][aria-label="내 메시지 작업"] [aria-label="메시지 편집"]',
    '[role=group][aria-label="응답 작업"] [data-testid=copy-turn-action-button][aria-label="응답 복사"]',
    '[role=group][aria-label="응답 작업"] [data-testid=good-response-turn-action-button][aria-pressed=false]',
    '[role=group][aria-label="응답 작업"] [aria-label="모델 바꾸기"][aria-haspopup=menu]',
    '[role=group][aria-label="응답 작업"] [aria-label="더 많은 액션"][aria-haspopup=menu]',
    '[aria-label="평가 요청 닫기"]',
    "#thread-bottom-container #thread-bottom [data-prompt-textarea-header]",
    "[data-testid=thread-disclaimer]",
    'form[data-type="unified-composer"] input#upload-files[type=file][multiple]:not([accept])',
    "form [data-composer-surface=true] [data-composer-transition-slot=leading] #composer-plus-btn",
    'form textarea[name="prompt-textarea"][class$="allbackTextarea"]',
    "form #prompt-textarea.ProseMirror[contenteditable=true][role=textbox] > p.placeholder[data-placeholder]",
    "form [data-composer-transition-slot=trailing] button.__composer-pill[aria-haspopup=menu]",
    "input#upload-photos[data-testid=upload-photos-input][accept='image/*']",
    "input#upload-camera[accept='image/*'][capture]",
    "#aria-notify-live-region-polite[role=status]",
]
NEITHER = ["[data-turn-key]", "form[data-chatgpt-composer]", "#composer-submit-button", ".result-streaming"]


async def test_the_page_has_the_captured_structure(visitor: Visitor) -> None:
    """Both hold one finished exchange with code, in Korean."""
    source = captured("pv-classic-short.html").read_text("utf-8")
    visitor.site.states = {"rating"}
    await visitor.open()
    await visitor.asked("code python")
    await visitor.settled()
    real = await visitor.page.context.new_page()
    await real.route("**/*", lambda route: route.abort())
    await real.set_content(source, wait_until="commit")
    await real.locator("#prompt-textarea").wait_for(state="attached")
    for page in (visitor.page, real):
        missing = [each for each in IN_BOTH if await page.locator(each).count() == 0]
        assert missing == []
        assert [each for each in NEITHER if await page.locator(each).count()] == []
