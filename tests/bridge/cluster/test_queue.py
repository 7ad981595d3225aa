"""DBOS over a real PostgreSQL: what is accepted has its place in the queue, and nothing else has one."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from sqlalchemy import URL, Connection

from bridge.cluster.holding import TAKE, Claim
from bridge.cluster.left import Left
from bridge.cluster.node import Node, conninfo, marked
from bridge.cluster.plan import Plan
from bridge.cluster.queue import Entering, Queue, migrate
from bridge.errors import StorageError
from bridge.tasks import ended
from bridge.types import Thread, Turn, TurnId
from storage.store import SqlStore, open_store
from tests.bridge.world import question

PLAN = Plan({"first": ("fake",), "second": ("other",)})


@pytest.fixture
async def address(postgres_url: str) -> URL:
    """With DBOS's tables beside the ledger's."""
    async with open_store(postgres_url):
        pass
    address = marked(postgres_url, Node("one"))
    await asyncio.to_thread(migrate, address)
    return address


@asynccontextmanager
async def ledger(address: URL) -> AsyncIterator[SqlStore]:
    entering = Entering(address)

    def enter(connection: Connection, turn: Turn, home: str) -> None:
        entering(connection, turn, "first")
        if turn.question.text == "fail":
            raise StorageError(what="the step can't be done")

    async with open_store(address.render_as_string(hide_password=False), entered=enter) as store:
        yield store
    entering.close()


def there(address: URL, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo(address), autocommit=True) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_a_turn_and_its_place_in_the_queue_come_together_or_not_at_all(address: URL) -> None:
    """Once: a message that is delivered again has none of its own."""
    async with ledger(address) as store:
        turn = await store.accept(question("hello", "1"), "fake")
        assert await store.accept(question("hello", "1"), "fake") is None
        with pytest.raises(StorageError):
            await store.accept(question("fail", "2"), "fake")
    assert turn is not None
    rows = there(address, "SELECT workflow_uuid, queue_name, status FROM dbos.workflow_status")
    assert rows == [(f"m{turn.id:012d}", "first", "ENQUEUED")]
    assert there(address, "SELECT count(*) FROM turns") == [(1,)]


async def test_the_queue_brings_each_thread_its_turns_in_order(address: URL) -> None:
    """One of a Thread at a time; what was under way when the slot was lost comes again to its next holder.

    What is over is deleted, and its parameters with it.
    """
    brought: list[int] = []
    going_on = asyncio.Event()

    async def bring(turn: TurnId, thread: Thread) -> None:
        brought.append(turn)
        if len(brought) == 1:
            await asyncio.Event().wait()  # until the slot is lost
        if len(brought) == 4:
            going_on.set()

    async with ledger(address) as store:
        asked = [await store.accept(question("hello", str(number)), "fake") for number in range(3)]
    ids = [turn.id for turn in asked if turn is not None]
    for epoch in (1, 2):
        with psycopg.connect(conninfo(address), autocommit=True) as connection:
            connection.execute(TAKE, {"slot": "first", "holder": "one", "life": "l", "now": 0})
        queue = Queue(address, Claim("first", epoch), bring, clean=0.05)
        running = asyncio.create_task(queue.run())
        while not brought:
            await asyncio.sleep(0.01)
        if epoch == 2:
            await going_on.wait()
            while there(address, "SELECT 1 FROM dbos.workflow_status"):
                await asyncio.sleep(0.01)
        await ended(running)
    assert brought == [ids[0], *ids]
    assert there(address, "SELECT 1 FROM dbos.workflow_input") == []


async def test_a_queue_ends_while_it_takes_turns_out(address: URL) -> None:
    """At once, and nothing that it had begun to hand over is left half done."""
    brought = asyncio.Event()

    async def bring(turn: TurnId, thread: Thread) -> None:
        brought.set()
        await asyncio.Event().wait()

    async with ledger(address) as store:
        for number in range(100):
            await store.accept(question("hello", str(number), Thread("fake", "W", "C", str(number))), "fake")
    for epoch in range(1, 4):
        with psycopg.connect(conninfo(address), autocommit=True) as connection:
            connection.execute(TAKE, {"slot": "first", "holder": "one", "life": "l", "now": 0})
        brought.clear()
        running = asyncio.create_task(Queue(address, Claim("first", epoch), bring).run())
        await brought.wait()
        async with asyncio.timeout(60):
            await ended(running)
        gc.collect()  # what was never awaited is a warning, and that is an error here


async def test_what_nobody_answers_for_finds_a_slot(address: URL) -> None:
    """Accepted before there was a cluster, or for a slot that is not configured any more."""
    async with ledger(address) as store:
        for number, backend in enumerate(("fake", "other", "fake")):
            asked = question("hello", str(number), Thread("fake", "W", "C", str(number)))
            await store.accept(asked, backend)
    with psycopg.connect(conninfo(address), autocommit=True) as connection:
        connection.execute(TAKE, {"slot": "held", "holder": "one", "life": "l", "now": 0})
        connection.execute("UPDATE turns SET slot = 'gone' WHERE id = 1")
        connection.execute("UPDATE turns SET slot = 'held' WHERE id = 3")
    left = Left(conninfo(address), PLAN)
    try:
        assert [thread.thread for thread in await left.threads("first")] == ["0"]
        assert [thread.thread for thread in await left.threads("second")] == ["1"]
        assert await left(TurnId(1))
        assert not await left(TurnId(99))
    finally:
        left.close()
    assert there(address, "SELECT slot FROM turns ORDER BY id") == [("first",), ("second",), ("held",)]


async def test_what_waits_for_a_backend_that_moved_goes_with_it(address: URL) -> None:
    """Its slot has another file now; the slot's own turns stay."""
    async with ledger(address) as store:
        for number, backend in enumerate(("fake", "other")):
            await store.accept(question("hello", str(number), Thread("fake", "W", "C", str(number))), backend)
    with psycopg.connect(conninfo(address), autocommit=True) as connection:
        connection.execute("UPDATE turns SET slot = 'first'")
    left = Left(conninfo(address), PLAN)
    try:
        assert [thread.thread for thread in await left.threads("first")] == ["0"]
        assert [thread.thread for thread in await left.threads("second")] == ["1"]
    finally:
        left.close()
