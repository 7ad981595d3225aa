"""The ledger: accept, and whole turns through the lanes with null ends, beside bare SQLite in the same run."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.figures import line, quantile
from bridge.bridge import Bridge
from bridge.events import Event, Opened, Sent, Shown, Text
from bridge.types import Anchor, Channel, ConversationId, Health, MessageId, Model, Question, Rules, Thread, Turn
from storage.store import open_store

TURNS, THREADS = 3000, 100
RATE = 100  # questions a second, for the latency of accept
STEPS = 6  # commits that a turn needs: accepted, asking, opened, sent, answered, delivered


class NullBackend:
    """Answers at once."""

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        async def events() -> AsyncIterator[Event]:
            yield Sent(Anchor(str(turn.id)))
            yield Opened(ConversationId(str(turn.thread)))
            yield Text("yes")

        yield events()

    async def models(self) -> Sequence[Model]:
        return ()

    async def check(self) -> Health:
        return Health(True, "")


class NullPlatform:
    """Shows to nobody."""

    async def run(self, bridge: Bridge) -> None:
        await asyncio.Event().wait()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        async for _ in events:
            pass


def rules(_: Channel) -> Rules:
    return Rules("every", "null", "", "", "en")


def question(number: int) -> Question:
    thread = Thread("null", "", "bench", str(number % THREADS))
    return Question(thread, MessageId(str(number)), "bench", "question")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare = bare_commits(Path(folder, "bare.db"))
        async with open_store(f"sqlite+aiosqlite:///{folder}/ledger.db") as store:
            bridge = Bridge(store, {"null": NullBackend()}, {"null": NullPlatform()}, rules)
            delays = await steady(bridge)
            rate = await all_at_once(bridge)
            await bridge.close()
    bare_p99, bare_rate = quantile(bare, 0.99) * 1000, len(bare) / sum(bare) / STEPS
    p99 = quantile(delays, 0.99) * 1000
    beside = f"bare sqlite3 commit {bare_p99:.2f} ms"
    line(f"accept → committed, p99, at {RATE}/s", f"{p99:.1f} ms", beside, p99 / bare_p99, "≤ 20 ms")
    beside = f"bare sqlite3, {STEPS} commits each: {bare_rate:.0f} /s"
    line("turns through accept and lanes", f"{rate:.0f} /s", beside, rate / bare_rate, "≥ 300 /s")


def bare_commits(file: Path) -> list[float]:
    """Seconds for one insert and its commit, with the ledger's own pragmas and nothing around it."""
    database = sqlite3.connect(file)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a INTEGER, b TEXT)")
    times = []
    for number in range(2000):
        begin = time.perf_counter()
        database.execute("INSERT INTO t VALUES (?, ?)", (number, "question"))
        database.commit()
        times.append(time.perf_counter() - begin)
    database.close()
    return times


async def steady(bridge: Bridge) -> list[float]:
    """Seconds that accept takes while questions come at a steady rate and are answered."""
    delays = []

    async def one(number: int) -> None:
        begin = time.perf_counter()
        await bridge.accept(question(number))
        delays.append(time.perf_counter() - begin)

    begin = time.perf_counter()
    tasks = []
    for number in range(5 * RATE):
        tasks.append(asyncio.create_task(one(number)))
        await asyncio.sleep(max(0, begin + (number + 1) / RATE - time.perf_counter()))
    await asyncio.gather(*tasks)
    await bridge.idle()
    return delays


async def all_at_once(bridge: Bridge) -> float:
    """Turns a second, accepted as quickly as the ledger takes them, until the last is delivered."""
    begin = time.perf_counter()
    for start in range(TURNS, 2 * TURNS, THREADS):
        await asyncio.gather(*(bridge.accept(question(number)) for number in range(start, start + THREADS)))
    await bridge.idle()
    return TURNS / (time.perf_counter() - begin)
