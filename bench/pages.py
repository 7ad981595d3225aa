"""How quick a question is on its way, beside a bare script that types and clicks in the same page without a look.

Warm: from `send` to the page's own request, for a follow-up in the page that its Thread has had before. Cold: until
a stored conversation can be typed into, beside the moment at which the page itself had built it.
"""

import json
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Literal

from playwright.async_api import Page

from bench.figures import line, quantile
from bridge.events import Opened
from bridge.types import ConversationId, MessageId, Question, State, Thread, Turn, TurnId
from scraper.backend import ChatGPT, opened
from scraper.practice import PracticeSite
from scraper.settings import ChatGPTSettings

TURNS, OPENINGS = 20, 12
EDITOR = '[contenteditable="true"][role="textbox"], #prompt-textarea'
SEND = '[type="submit"], [data-testid="send-button"]'
TURN = '[data-turn-key], section[data-testid^="conversation-turn-"]'
BUILT = """every => new MutationObserver(() => {
  if (!window.built && every.every(one => document.querySelector(one)))
    window.built = performance.timeOrigin + performance.now();
}).observe(document, { childList: true, subtree: true })"""
"""Notes when all of these are in the page, in milliseconds since 1970."""


class Clock:
    """A brain that notes when it is asked."""

    def __init__(self) -> None:
        self.asked = 0.0

    async def answer(self, messages: Sequence[object]) -> AsyncIterator[str]:
        self.asked = time.perf_counter()
        yield "yes"


async def main() -> None:
    for generation in ("B", "A2"):
        await report("A2" if generation == "A2" else "B")


async def report(generation: Literal["A2", "B"]) -> None:
    clock = Clock()
    async with PracticeSite(clock, generation=generation) as site:
        settings = ChatGPTSettings(address=site.url, headless=True)
        with tempfile.TemporaryDirectory() as folder:
            async with opened(settings, Path(folder)) as backend:
                conversation = await asked(backend, None)
                peer = "bare Playwright, no look"
                ours, bare = await warm(backend, conversation, clock)
                say(f"{generation}: warm follow-up, send → POST, p50", ours, peer, bare, "≤ 400 ms")
                ours, own = await cold(backend, conversation)
                say(f"{generation}: cold open, p50", ours, "the page itself", own, "≤ 300 ms more")


def say(what: str, ours: Sequence[float], peer: str, theirs: Sequence[float], goal: str) -> None:
    mine, other = quantile(ours, 0.5) * 1000, quantile(theirs, 0.5) * 1000
    line(what, f"{mine:.0f} ms", f"{peer}: {other:.0f} ms", mine / other, goal)


async def asked(backend: ChatGPT, conversation: ConversationId | None) -> ConversationId:
    """One turn to its end; gives its conversation."""
    question = Question(Thread("bench", "", "", "pages"), MessageId("1"), "bench", "How are you?")
    turn = Turn(TurnId(1), question, "chatgpt", State.ACCEPTED, conversation=conversation)
    async with backend.send(turn) as events:
        async for event in events:
            conversation = event.conversation if isinstance(event, Opened) else conversation
    assert conversation is not None
    return conversation


async def warm(
    backend: ChatGPT, conversation: ConversationId, clock: Clock
) -> tuple[Sequence[float], Sequence[float]]:
    ours, bare = [], []
    for _ in range(TURNS):
        begin = time.perf_counter()
        await asked(backend, conversation)
        ours.append(clock.asked - begin)
    async with backend._browser.lend(conversation) as page:
        tab = await page.tab()
        for _ in range(TURNS):
            begin = time.perf_counter()
            await typed(tab)
            bare.append(clock.asked - begin)
            await page.go(conversation)
    return ours, bare


async def typed(tab: Page) -> None:
    async with tab.expect_response(lambda response: response.url.endswith("/f/conversation")):
        await tab.locator(EDITOR).locator("visible=true").last.click()
        await tab.keyboard.insert_text("How are you?")
        await tab.locator(SEND).locator("visible=true").last.click()


async def cold(backend: ChatGPT, conversation: ConversationId) -> tuple[Sequence[float], Sequence[float]]:
    """Seconds until one can type there, and until the page had built it."""
    ours, own = [], []
    async with backend._browser.lend(conversation) as page:
        tab = await page.tab()
        await tab.add_init_script(f"({BUILT})({json.dumps([TURN, EDITOR])})")
        for _ in range(OPENINGS):
            await tab.goto("about:blank")
            begin = time.time()
            await page.go(conversation)
            ours.append(time.time() - begin)
            own.append(await tab.evaluate("built") / 1000 - begin)
    return ours, own
