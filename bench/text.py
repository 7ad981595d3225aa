"""From the page receiving a piece of text to the bridge yielding it, beside reading the DOM every 100 ms.

On both generations of the page, with three pages at work at once.

Both read the same answer in the same page at the same time. Each piece is a number; the moment at which the page
received it is the browser's own timestamp of its bytes (CLOCK_MONOTONIC, which is time.monotonic on Linux).
"""

import asyncio
import base64
import re
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Page

from bench.figures import line, quantile
from bridge.events import Opened, Text
from bridge.types import ConversationId, MessageId, Question, State, Thread, Turn, TurnId
from scraper.backend import ChatGPT, opened
from scraper.practice import PracticeSite
from scraper.settings import ChatGPTSettings

PIECES, PAUSE = 300, 0.033  # a page gives about 30 pieces a second
PAGES = 3
POLL = 0.1
NUMBER = re.compile(r"<(\d+)>")
ANSWER = '[data-content-search-unit-key$=":assistant"], section [data-message-author-role="assistant"]'
LAST = "s => [...document.querySelectorAll(s)].at(-1)?.innerText ?? ''"

Times = dict[str, float]
"""When a piece was first seen, in seconds of the monotonic clock."""


class Numbers:
    """A brain that counts."""

    async def answer(self, messages: Sequence[object]) -> AsyncIterator[str]:
        exchange = len(messages)  # no number comes twice in a conversation
        for number in range(PIECES if exchange > 1 else 1):
            yield f"<{exchange * PIECES + number}> "
            await asyncio.sleep(PAUSE)


async def main() -> None:
    for generation in ("B", "A2"):
        await on_page("A2" if generation == "A2" else "B")


async def on_page(generation: Literal["A2", "B"]) -> None:
    async with PracticeSite(Numbers(), generation=generation) as site:
        settings = ChatGPTSettings(address=site.url, headless=True)
        with tempfile.TemporaryDirectory() as folder:
            async with opened(settings, Path(folder)) as backend:
                await report(generation, backend)


async def report(generation: str, backend: ChatGPT) -> None:
    begun = await asyncio.gather(*(conversation_of(backend, a_turn(number, None)) for number in range(PAGES)))
    every = await asyncio.gather(*(measured(backend, one, number) for number, one in enumerate(begun)))
    for share, goal in ((0.5, "≤ 6 ms, ≥ 10×"), (0.99, "≤ 40 ms")):
        ours = quantile([delay for mine, _ in every for delay in mine], share)
        dom = quantile([delay for _, polled in every for delay in polled], share)
        what = f"{generation}, {PAGES} pages: text received → yielded, p{share * 100:.0f}"
        line(what, f"{ours:.1f} ms", f"DOM every 100 ms: {dom:.1f} ms", dom / ours, goal)


def a_turn(number: int, conversation: ConversationId | None) -> Turn:
    question = Question(Thread("bench", "", "", f"text {number}"), MessageId("1"), "bench", "go")
    return Turn(TurnId(number), question, "chatgpt", State.ACCEPTED, conversation=conversation)


async def conversation_of(backend: ChatGPT, turn: Turn) -> ConversationId:
    """A first turn to its end, so that its page is warm."""
    found: ConversationId | None = None
    async with backend.send(turn) as events:
        async for event in events:
            found = event.conversation if isinstance(event, Opened) else found
    assert found is not None
    return found


async def measured(backend: ChatGPT, conversation: ConversationId, number: int) -> tuple[list[float], list[float]]:
    """The delays of one follow-up: as it was yielded, and as the page showed it."""
    received: Times = {}
    polled: Times = {}
    yielded: Times = {}
    async with backend._browser.lend(conversation) as page:
        tab = await page.tab()
        await watch(tab, received)
    turn = a_turn(number, conversation)
    async with backend.send(turn) as events:
        polling = asyncio.create_task(poll(tab, polled))
        async for event in events:
            if isinstance(event, Text):
                see(yielded, event.more)
        polling.cancel()
        await asyncio.wait({polling})
    return delays(yielded, received), delays(polled, received)


async def watch(tab: Page, received: Times) -> None:
    """Note the browser's own time of each piece's bytes."""
    cdp = await tab.context.new_cdp_session(tab)
    text = ""
    opening: list[asyncio.Future[Any]] = []

    def on_response(event: dict[str, Any]) -> None:
        if event["response"]["mimeType"] == "text/event-stream":
            request = {"requestId": event["requestId"]}
            opening.append(asyncio.ensure_future(cdp.send("Network.streamResourceContent", request)))

    def on_data(event: dict[str, Any]) -> None:
        nonlocal text
        text += base64.b64decode(event.get("data", "")).decode("utf-8", "replace")
        see(received, text, event["timestamp"])

    cdp.on("Network.responseReceived", on_response)
    cdp.on("Network.dataReceived", on_data)
    await cdp.send("Network.enable")


async def poll(tab: Page, polled: Times) -> None:
    """What reading the page's text would give."""
    while True:
        see(polled, await tab.evaluate(LAST, ANSWER))
        await asyncio.sleep(POLL)


def see(times: Times, text: str, now: float | None = None) -> None:
    moment = time.monotonic() if now is None else now
    for number in NUMBER.findall(text):
        times.setdefault(number, moment)


def delays(seen: Times, received: Times) -> list[float]:
    """Milliseconds, for the pieces that both saw."""
    return [(seen[number] - received[number]) * 1000 for number in seen if number in received]
