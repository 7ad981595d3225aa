"""Nodes as the program puts them together, two of them in one process: real sockets, a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from bridge.bridge import Bridge
from bridge.cluster.guarded import Guarded
from bridge.cluster.holding import Timing
from bridge.cluster.opening import prepared
from bridge.cluster.settings import ClusterSettings
from bridge.protocols import Backend, Platform, Site
from bridge.tasks import ended
from storage.store import SqlStore, open_store
from tests.fakes import rules_for

UNHURRIED = Timing(look=0.1, beat=0.2, step=20, patient=40, deadly=60, frozen=80, grace=0.2)
"""On a machine that is busy nobody is taken for dead; who has ended is replaced at once."""

Opens = Callable[[Site], AbstractAsyncContextManager[Platform]]


@dataclass
class At:
    """One that is at work."""

    bridge: Bridge
    store: SqlStore
    guard: Guarded
    platforms: Mapping[str, Platform]

    async def holds(self) -> None:
        """Until it answers."""
        while not self.guard.held:
            await asyncio.sleep(0.01)

    async def knows(self, others: int = 1) -> None:
        """Until it hears so many others."""
        wire = getattr(self.bridge.peers, "wire")  # noqa: B009
        await wire.listens.wait()
        while len(wire.others) < others:
            await asyncio.sleep(0.01)


@asynccontextmanager
async def node(url: str, folder: Path, name: str, backend: Backend, **opens: Opens) -> AsyncIterator[At]:
    """Its platforms receive; it answers once it holds the slot."""
    cluster = await prepared(ClusterSettings(node=name), url, UNHURRIED)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(
            open_store(cluster.url, entered=cluster.entered, connected=cluster.fence)
        )
        site = Site(store, lambda _: rules_for(), folder, store)
        opening = cluster.guarded("fake", lambda: nullcontext(backend))
        guard = await stack.enter_async_context(opening)
        assert isinstance(guard, Guarded)
        platforms = {kind: await stack.enter_async_context(open(site)) for kind, open in opens.items()}
        bridge = Bridge(
            store, {"fake": guard}, platforms, site.rules, scheduler=cluster.scheduler, peers=cluster.nodes
        )
        stack.push_async_callback(bridge.close)
        await stack.enter_async_context(cluster.nodes.at_work(bridge))
        await stack.enter_async_context(cluster.at_work(bridge))
        for kind, platform in platforms.items():
            running = asyncio.create_task(platform.run(bridge), name=f"{kind} at {name}")
            stack.push_async_callback(ended, running)
        await bridge.resume()
        yield At(bridge, store, guard, platforms)
