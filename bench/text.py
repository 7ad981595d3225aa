"""From a piece of text leaving the practice site to the bridge yielding it, beside reading the DOM every 100 ms.

Both read the same answer in the same page at the same time. A piece names the moment at which the site wrote it, so
the figure includes the site and the network besides the page and the bridge.
"""

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from bench.figures import line, quantile
from bridge.types import MessageId, Question, State, Text, Thread, Turn, TurnId
from scraper.backend import ChatGPT, opened
from scraper.practice import PracticeSite
from scraper.settings import ChatGPTSettings

PIECES, PAUSE = 300, 0.033  # a page gives about 30 pieces a second
POLL = 0.1
STAMP = re.compile(r"<(\d+)>")
ANSWER = '[data-content-search-unit-key$=":assistant"]'


class Stamped:
    """A brain whose pieces say when they were written, in nanoseconds."""

    async def answer(self, messages: Sequence[object]) -> AsyncIterator[str]:
        for _ in range(PIECES):
            yield f"<{time.perf_counter_ns()}> "
            await asyncio.sleep(PAUSE)


async def main() -> None:
    async with PracticeSite(Stamped()) as site:
        settings = ChatGPTSettings(address=site.url, headless=True)
        with tempfile.TemporaryDirectory() as folder:
            async with opened(settings, Path(folder)) as backend:
                await report(backend)


async def report(backend: ChatGPT) -> None:
    thread = Thread("bench", "", "", "text")
    turn = Turn(TurnId(1), Question(thread, MessageId("1"), "bench", "go"), "chatgpt", State.ACCEPTED)
    yielded: list[float] = []
    polled: list[float] = []
    async with backend.send(turn) as events:
        polling = asyncio.create_task(poll(backend, polled))
        async for event in events:
            if isinstance(event, Text):
                now = time.perf_counter_ns()
                yielded += [(now - int(stamp)) / 1e6 for stamp in STAMP.findall(event.more)]
        polling.cancel()
        await asyncio.wait({polling})
    for share, goal in ((0.5, "≤ 6 ms, ≥ 10×"), (0.99, "")):
        ours, dom = quantile(yielded, share), quantile(polled, share)
        what = f"text: written by the site → yielded, p{share * 100:.0f}"
        line(what, f"{ours:.1f} ms", f"DOM every 100 ms: {dom:.1f} ms", dom / ours, goal)


async def poll(backend: ChatGPT, delays: list[float]) -> None:
    """What reading the page's text would give, in milliseconds."""
    [tab] = (await backend._browser.context()).pages
    known = 0
    while True:
        text = await tab.evaluate("s => document.querySelector(s)?.innerText ?? ''", ANSWER)
        now = time.perf_counter_ns()
        stamps = STAMP.findall(text)
        delays.extend((now - int(stamp)) / 1e6 for stamp in stamps[known:])
        known = len(stamps)
        await asyncio.sleep(POLL)
