"""The ledger on SQLite and on PostgreSQL: accept, and whole turns through the lanes with null ends.

Beside each stand bare commits on the same database in the same run.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import psycopg

from bench.figures import console, line, quantile
from bridge.bridge import Bridge
from bridge.events import Event, Opened, Sent, Shown, Text
from bridge.types import Anchor, Channel, ConversationId, Health, MessageId, Model, Question, Rules, Thread, Turn
from storage.store import open_store
from tests.postgres import anywhere, programs, server

TURNS, THREADS = 3000, 100
QUEUED = 10_000
RATE = 100  # questions a second, for the latency of accept
STEPS = 6  # commits that a turn needs: accepted, asking, opened, sent, answered, delivered


class NullBackend:
    """Answers at once."""

    def __init__(self, asked: Callable[[Turn], None] = lambda _: None) -> None:
        self._asked = asked

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self._asked(turn)

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
        bare = bare_sqlite(Path(folder, "bare.db"))
        await figures("sqlite", f"sqlite:///{folder}/ledger.db", bare)
        await drained("sqlite", f"sqlite:///{folder}/queue.db")
    if programs() is None:
        console.print("PostgreSQL: its programs are not on this machine.")
        return
    with anywhere() as place, server(place, fsync="on", full_page_writes="on") as running:
        bare = bare_postgres(running.new())
        await figures("postgresql", running.new(), bare)
        await drained("postgresql", running.new())


async def figures(kind: str, url: str, bare: list[float]) -> None:
    """``bare``: seconds of commits without anything around them."""
    async with open_store(url) as store:
        bridge = Bridge(store, {"null": NullBackend()}, {"null": NullPlatform()}, rules)
        delays = await steady(bridge)
        rate = await all_at_once(bridge)
        await bridge.close()
    bare_p99, bare_rate = quantile(bare, 0.99) * 1000, len(bare) / sum(bare) / STEPS
    p99 = quantile(delays, 0.99) * 1000
    beside = f"bare commit {bare_p99:.2f} ms"
    line(f"{kind}: accept → committed, p99, at {RATE}/s", f"{p99:.1f} ms", beside, p99 / bare_p99, "≤ 20 ms")
    beside = f"bare, {STEPS} commits each: {bare_rate:.0f} /s"
    line(f"{kind}: turns through accept and lanes", f"{rate:.0f} /s", beside, rate / bare_rate, "≥ 300 /s")


class Asked:
    """Writes down what it was asked in each Thread, and how much memory that took."""

    def __init__(self) -> None:
        self.of_threads: defaultdict[str, list[int]] = defaultdict(list)
        self.count = 0
        self.early = 0.0
        """Megabytes after a tenth of them."""

    def __call__(self, turn: Turn) -> None:
        self.of_threads[turn.thread.thread].append(turn.id)
        self.count += 1
        if self.count == QUEUED // 10:
            self.early = megabytes()


async def drained(kind: str, url: str) -> None:
    """Many that were accepted before anybody answers: after a wall, or a night."""
    async with open_store(url) as store:
        for start in range(0, QUEUED, THREADS):
            await asyncio.gather(*(store.accept(question(start + one), "null") for one in range(THREADS)))
        asked = Asked()
        bridge = Bridge(store, {"null": NullBackend(asked)}, {"null": NullPlatform()}, rules)
        begin = time.perf_counter()
        await bridge.resume()
        await bridge.idle()
        rate = QUEUED / (time.perf_counter() - begin)
        left = len(await store.unfinished())
        await bridge.close()
    late = megabytes()
    wrong = sum(ids != sorted(set(ids)) for ids in asked.of_threads.values()) + abs(QUEUED - asked.count) + left
    beside = f"out of order, twice or left: {wrong}"
    line(f"{kind}: {QUEUED} that waited, drained", f"{rate:.0f} /s", beside, wrong, "0")
    beside = f"after a tenth {asked.early:.0f} MB"
    line(f"{kind}: … memory at the end", f"{late:.0f} MB", beside, late / asked.early, "≤ 1.15")


def megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def bare_sqlite(file: Path) -> list[float]:
    """Seconds for one insert and its commit, with the ledger's own pragmas and nothing around it."""
    database = sqlite3.connect(file)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a INTEGER, b TEXT)")
    times = timed(
        lambda number: database.execute("INSERT INTO t VALUES (?, ?)", (number, "question")), database.commit
    )
    database.close()
    return times


def bare_postgres(url: str) -> list[float]:
    with psycopg.connect(url) as database:
        database.execute("CREATE TABLE t (a INTEGER, b TEXT)")
        insert = "INSERT INTO t VALUES (%s, 'question')"
        return timed(lambda number: database.execute(insert, (number,)), database.commit)


def timed(insert: Callable[[int], object], commit: Callable[[], None]) -> list[float]:
    times = []
    for number in range(2000):
        begin = time.perf_counter()
        insert(number)
        commit()
        times.append(time.perf_counter() - begin)
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
