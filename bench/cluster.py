"""The cluster: what two nodes answer beside one, how long nobody answers when a holder ends, and what a night of
kills costs. Every node is a process of its own over a PostgreSQL of this run.

    TURNS=10000 PARTS=kills python -m bench cluster
"""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bench.figures import line, quantile
from bridge.cluster.opening import prepared
from bridge.cluster.settings import ClusterSettings
from bridge.types import MessageId, Question, Thread
from storage.store import open_store
from tests.bridge.cluster.nodes import Node, Nodes, nodes
from tests.postgres import Server, anywhere, server

PARTS = os.environ.get("PARTS", "rate takeover kills")
SECONDS, PAGES = 0.2, 3
"""Of an answer, and how many at once an account can give."""
SOME = 300
"""Turns for the rates."""
TURNS = int(os.environ.get("TURNS", "1000"))
THREADS = 100
KILL_EVERY = float(os.environ.get("KILL_EVERY", "5"))
SEED = int(os.environ.get("SEED", "1"))
TAKEOVERS = 5

SLOTS = {"first": ["one"], "second": ["two"]}
BACKENDS = ["one", "two"]

Accept = Callable[[str, int, str], Coroutine[None, None, None]]
"""A question of this Thread, with this number, for this backend."""


async def main() -> None:
    with anywhere() as folder, server(folder) as running:
        for part in PARTS.split():
            await {"rate": _two_beside_one, "takeover": _takeovers, "kills": _a_night_of_kills}[part](running)


async def _two_beside_one(running: Server) -> None:
    """The same turns: for one account on one node, and half of them for another account on another node."""
    rates = []
    for count in (1, 2):
        slots = dict(list(SLOTS.items())[:count])
        with _nodes(running, slots=slots, backends=BACKENDS[:count], seconds=SECONDS, pages=PAGES) as there:
            for number in range(count):
                there.start(f"node{number}")
            _each_holds(there, count)
            async with _accepting(there) as accept:
                began = time.time()
                asked = [(f"t{number % THREADS}", number, BACKENDS[number % count]) for number in range(SOME)]
                await asyncio.gather(*(accept(thread, number, backend) for thread, number, backend in asked))
            await asyncio.to_thread(there.wait, [str(number) for number in range(SOME)], 600)
            rates.append(SOME / (max(one["at"] for one in there.shown) - began))
    what = f"{SOME} turns of {SECONDS} s, {PAGES} at once by an account: 2 nodes"
    line(what, f"{rates[1]:.0f} turns/s", f"1 node {rates[0]:.0f} turns/s", rates[1] / rates[0], "≥ 1.60")


async def _takeovers(running: Server) -> None:
    """From the holder's end until the spare asks something that came after it."""
    for how, goal in (("kill -9", 1.0), ("a freeze", 10.0)):
        took = []
        with _nodes(running, seconds=0.0) as there:
            holder = there.start("node0")
            _each_holds(there, 1)
            for number in range(TAKEOVERS if how == "kill -9" else 2):
                spare = there.start(f"node{number + 1}")
                await asyncio.sleep(1.0)  # it has seen the holder by then, as in life
                began = time.time()
                _end(holder, how)
                spare.ask((f"t{number}", str(number)))
                took.append(there.wait_asked(str(number))["at"] - began)
                holder = spare
        what = f"takeover after {how}, until the next question is asked"
        worst = f"worst of {len(took)}: {max(took):.2f} s, wanted: {goal:.0f} s"
        line(what, f"{quantile(took, 0.5):.2f} s", worst, max(took) / goal, "≤ 1.00")


async def _a_night_of_kills(running: Server) -> None:
    """Two nodes for one account, and every few seconds one of them is killed and started again."""
    dice = random.Random(SEED)  # noqa: S311
    with _nodes(running, seconds=0.05, pages=20) as there:
        alive = [there.start("node0"), there.start("node1")]
        wanted = [str(number) for number in range(TURNS)]
        kills, began = 0, time.monotonic()
        async with _accepting(there) as accept:
            asking = asyncio.create_task(_steadily(accept))
            while not asking.done() or {one["message"] for one in there.shown} < set(wanted):
                await asyncio.sleep(KILL_EVERY)
                victim = dice.choice(alive)
                victim.kill()
                kills += 1
                alive[alive.index(victim)] = await asyncio.to_thread(there.start, victim.life.name)
                if time.monotonic() - began > 3600:
                    break
            await asking
        lost = len(set(wanted) - {one["message"] for one in there.shown})
        what = f"{TURNS} turns with {kills} kills: lost, asked twice, out of order"
        bad = (lost, len(there.twice()), there.out_of_order())
        seconds = time.monotonic() - began
        line(what, " ".join(map(str, bad)), f"in {seconds:.0f} s, seed {SEED}", float(sum(bad)), "0 0 0")


async def _steadily(accept: Accept) -> None:
    """A hundred questions at once, and then the next."""
    for first in range(0, TURNS, THREADS):
        numbers = range(first, min(first + THREADS, TURNS))
        await asyncio.gather(*(accept(f"t{number % THREADS}", number, "fake") for number in numbers))


@contextmanager
def _nodes(running: Server, **life: object) -> Iterator[Nodes]:
    with tempfile.TemporaryDirectory() as folder, nodes(running.new(), Path(folder), **life) as there:
        yield there


def _each_holds(there: Nodes, count: int) -> None:
    """Until every slot has its node."""
    while there.logs().count("answers for the slot") < count:
        time.sleep(0.05)


def _end(node: Node, how: str) -> None:
    if how == "kill -9":
        node.kill()
    else:
        node.stand_still()


@asynccontextmanager
async def _accepting(there: Nodes) -> AsyncIterator[Accept]:
    """A node that only accepts: this process, which holds no slot."""
    slots = there.life.get("slots", {})
    cluster = await prepared(ClusterSettings(slots=slots), there.url)
    async with open_store(cluster.url, entered=cluster.entered) as store:

        async def accept(thread: str, number: int, backend: str) -> None:
            place = Thread("fake", "W", backend, thread)
            await store.accept(Question(place, MessageId(str(number)), "U", f"question {number}"), backend)

        yield accept
