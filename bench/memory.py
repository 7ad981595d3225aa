"""What very many turns on one profile leave in memory: Chromium with all its processes, and the bridge itself.

``python -m bench memory``; TURNS=500 by default. After turn 50 and after the last one.
"""

import asyncio
import os
import tempfile
from pathlib import Path

import psutil

from bench.figures import line
from bridge.cli.demo import practice
from bridge.events import Opened
from bridge.types import ConversationId, MessageId, Question, State, Thread, Turn, TurnId
from scraper.backend import ChatGPT, opened
from scraper.settings import ChatGPTSettings

TURNS, EARLY = int(os.environ.get("TURNS", "500")), 50
OF_A_THREAD = 10
THREADS_AT_ONCE = 3
SETTLES = 3.0  # seconds after which what is not needed any more was given back


async def main() -> None:
    async with practice("rules", "en") as site:  # a process of its own, which keeps every conversation
        settings = ChatGPTSettings(address=site.address, headless=True)
        with tempfile.TemporaryDirectory() as folder:
            async with opened(settings, Path(folder)) as backend:
                early, late = await grown(backend)
    for what, begin, end in zip(("Chromium, all processes", "the bridge"), early, late, strict=True):
        beside = f"after {EARLY}: {begin:.0f} MB"
        line(f"memory of {what} after {TURNS} turns", f"{end:.0f} MB", beside, end / begin, "≤ 1.15")


async def grown(backend: ChatGPT) -> tuple[tuple[float, float], tuple[float, float]]:
    await some(backend, 0, EARLY)
    await asyncio.sleep(SETTLES)
    early = weights()
    await some(backend, EARLY, TURNS)
    await asyncio.sleep(SETTLES)
    return early, weights()


async def some(backend: ChatGPT, begin: int, end: int) -> None:
    numbers = iter(range(begin, end))

    async def worker() -> None:
        conversation: ConversationId | None = None
        for done, number in enumerate(numbers):
            conversation = await asked(backend, number, conversation if done % OF_A_THREAD else None)

    await asyncio.gather(*(worker() for _ in range(THREADS_AT_ONCE)))


async def asked(backend: ChatGPT, number: int, conversation: ConversationId | None) -> ConversationId | None:
    question = Question(
        Thread("bench", "", "", str(number)), MessageId(str(number)), "bench", f"long {1000 + number}"
    )
    turn = Turn(TurnId(number), question, "chatgpt", State.ACCEPTED, conversation=conversation)
    async with backend.send(turn) as events:
        async for event in events:
            conversation = event.conversation if isinstance(event, Opened) else conversation
    return conversation


def weights() -> tuple[float, float]:
    """Megabytes: what the browser's processes have for themselves; and the bridge's own."""
    ours = psutil.Process()
    browsers = [child for child in ours.children(recursive=True) if "chrom" in child.name()]
    return sum(map(private, browsers)), private(ours)


def private(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().uss) / 1e6
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0
