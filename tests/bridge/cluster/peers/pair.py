"""Two nodes over one ledger in PostgreSQL: one accepts, the other holds the account and answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass

import psycopg

from bridge.bridge import Bridge
from bridge.cluster.guarded import Guarded, guarded
from bridge.cluster.holding import Timing
from bridge.cluster.node import Node, conninfo, marked
from bridge.cluster.peers.peers import Nodes
from bridge.cluster.peers.wire import Spans
from bridge.protocols import Backend, Scheduler, Work
from bridge.types import Thread, Turn
from bridge.waiting.lanes import Lanes
from storage.store import SqlStore, open_store
from tests.bridge.world import Pauses
from tests.fakes import FakeBackend, FakePlatform, rules_for

HASTY = Timing(look=0.05, beat=0.1, frozen=1.0, grace=0.3)
CALM = Spans(looks=0.05, comes_back=30, quiet=30)
"""On a machine that is busy nobody is given up."""
SOON = Spans(looks=0.05, comes_back=0.3, quiet=0.2)

Wake = Callable[[Thread], None]


class Elsewhere:
    """A Scheduler that brings no turn to its end: whatever wakes a Thread is passed on."""

    def __init__(self, wake: Wake) -> None:
        self._wake = wake

    def __len__(self) -> int:
        return 0

    def takes(self, turn: Turn) -> bool:
        return False

    def wake(self, thread: Thread) -> None:
        self._wake(thread)

    async def idle(self) -> None:
        """Nothing is ever at work here."""

    async def close(self) -> None:
        """Nothing is ever at work here."""


_scheduler: type[Scheduler] = Elsewhere


@dataclass
class OneNode:
    """A process of a cluster, in this one."""

    node: Node
    url: str
    store: SqlStore
    nodes: Nodes
    backend: Backend
    guard: Guarded
    bridge: Bridge
    scheduler: Scheduler
    stack: AsyncExitStack

    async def cut(self) -> None:
        """End all of its sessions, as PostgreSQL does when it is started anew."""
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
                (self.node.application,),
            )

    async def dies(self) -> None:
        """It neither does nor says anything any more."""
        await self.scheduler.close()
        await self.nodes.wire.close()

    async def knows(self, others: int) -> None:
        """Until so many others are there, as far as it knows."""
        while len(self.nodes.wire.others) != others:
            await asyncio.sleep(0.01)


@asynccontextmanager
async def one_node(
    url: str, backend: Backend, wake: Wake | None = None, spans: Spans = CALM
) -> AsyncIterator[OneNode]:
    """It answers itself, unless it wakes Threads elsewhere."""
    node = Node("n")
    address = marked(url, node)
    async with open_store(address.render_as_string(hide_password=False)) as store, AsyncExitStack() as stack:
        nodes = Nodes(conninfo(address), node, HASTY, spans)
        guard = await stack.enter_async_context(guarded("fake", lambda: nullcontext(backend)))
        assert isinstance(guard, Guarded)
        guard.elsewhere, guard.held = nodes, wake is None
        made = list[Scheduler]()

        def scheduler(work: Work) -> Scheduler:
            made.append(Lanes(work) if wake is None else Elsewhere(wake))
            return made[0]

        platforms = {"fake": FakePlatform()}
        bridge = Bridge(
            store,
            {"fake": guard},
            platforms,
            lambda _: rules_for(),
            Pauses(),
            scheduler=scheduler,
            peers=nodes,
        )
        stack.push_async_callback(bridge.close)
        await stack.enter_async_context(nodes.at_work(bridge))
        await nodes.wire.listens.wait()
        yield OneNode(node, url, store, nodes, backend, guard, bridge, made[0], stack)


@dataclass
class Pair:
    """The one that accepts is `here`, the one that answers `there`."""

    here: OneNode
    there: OneNode


@asynccontextmanager
async def pair(url: str, backend: Backend | None = None, spans: Spans = CALM) -> AsyncIterator[Pair]:
    """Both know of each other."""
    async with (
        one_node(url, backend or FakeBackend(), spans=spans) as there,
        one_node(url, FakeBackend(), there.scheduler.wake, spans) as here,
    ):
        await here.knows(1)
        await there.knows(1)
        yield Pair(here, there)
