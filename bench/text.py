"""From the page receiving a piece of text to the bridge yielding it, beside reading the DOM every 100 ms.

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
from typing import Any

from playwright.async_api import Page

from bench.figures import line, quantile
from bridge.types import MessageId, Question, State, Text, Thread, Turn, TurnId
from scraper.backend import ChatGPT, opened
from scraper.practice import PracticeSite
from scraper.settings import ChatGPTSettings

PIECES, PAUSE = 300, 0.033  # a page gives about 30 pieces a second
POLL = 0.1
NUMBER = re.compile(r"<(\d+)>")
ANSWER = '[data-content-search-unit-key$=":assistant"]'

Times = dict[str, float]
"""When a piece was first seen, in seconds of the monotonic clock."""


class Numbers:
    """A brain that counts."""

    async def answer(self, messages: Sequence[object]) -> AsyncIterator[str]:
        for number in range(PIECES):
            yield f"<{number}> "
            await asyncio.sleep(PAUSE)


async def main() -> None:
    async with PracticeSite(Numbers()) as site:
        settings = ChatGPTSettings(address=site.url, headless=True)
        with tempfile.TemporaryDirectory() as folder:
            async with opened(settings, Path(folder)) as backend:
                await report(backend)


async def report(backend: ChatGPT) -> None:
    received: Times = {}
    polled: Times = {}
    yielded: Times = {}
    async with backend._browser.lend(None) as page:
        await page.go(None)
        tab = await page.tab()
        await watch(tab, received)
    thread = Thread("bench", "", "", "text")
    turn = Turn(TurnId(1), Question(thread, MessageId("1"), "bench", "go"), "chatgpt", State.ACCEPTED)
    async with backend.send(turn) as events:
        polling = asyncio.create_task(poll(tab, polled))
        async for event in events:
            if isinstance(event, Text):
                see(yielded, event.more)
        polling.cancel()
        await asyncio.wait({polling})
    for share, goal in ((0.5, "≤ 6 ms, ≥ 10×"), (0.99, "")):
        ours, dom = quantile(delays(yielded, received), share), quantile(delays(polled, received), share)
        what = f"text: received by the page → yielded, p{share * 100:.0f}"
        line(what, f"{ours:.1f} ms", f"DOM every 100 ms: {dom:.1f} ms", dom / ours, goal)


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
        see(polled, await tab.evaluate("s => document.querySelector(s)?.innerText ?? ''", ANSWER))
        await asyncio.sleep(POLL)


def see(times: Times, text: str, now: float | None = None) -> None:
    moment = time.monotonic() if now is None else now
    for number in NUMBER.findall(text):
        times.setdefault(number, moment)


def delays(seen: Times, received: Times) -> list[float]:
    """Milliseconds, for the pieces that both saw."""
    return [(seen[number] - received[number]) * 1000 for number in seen if number in received]
