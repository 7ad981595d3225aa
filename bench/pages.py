"""How quick a question is on its way, beside a bare script that types and clicks in the same page without a look.

Warm: from `send` to the page's own request, for a follow-up in the page that its Thread has had before. Cold: until
a stored conversation can be typed into, beyond the time that its page itself takes.
"""

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
                ours, bare = await warm(backend, conversation, clock)
                say(f"{generation}: warm follow-up, send → POST, p50", ours, bare, "≤ 400 ms")
                ours, bare = await cold(backend, conversation, site.url)
                say(f"{generation}: cold open of a conversation, p50", ours, bare, "≤ 300 ms more")


def say(what: str, ours: Sequence[float], bare: Sequence[float], goal: str) -> None:
    mine, theirs = quantile(ours, 0.5) * 1000, quantile(bare, 0.5) * 1000
    line(what, f"{mine:.0f} ms", f"bare Playwright, no look: {theirs:.0f} ms", mine / theirs, goal)


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


async def cold(
    backend: ChatGPT, conversation: ConversationId, address: str
) -> tuple[Sequence[float], Sequence[float]]:
    ours, bare = [], []
    async with backend._browser.lend(conversation) as page:
        tab = await page.tab()
        for _ in range(OPENINGS):
            await tab.goto("about:blank")
            begin = time.perf_counter()
            await page.go(conversation)
            ours.append(time.perf_counter() - begin)
            await tab.goto("about:blank")
            begin = time.perf_counter()
            await tab.goto(f"{address}/c/{conversation}", wait_until="commit")
            await tab.locator(TURN).last.wait_for()
            await tab.locator(EDITOR).locator("visible=true").last.wait_for()
            bare.append(time.perf_counter() - begin)
    return ours, bare
