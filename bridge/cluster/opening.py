"""Where the parts of the cluster meet: what `bridge/app.py` opens where config.toml has ``[cluster]``."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import Connection

from bridge.bridge import Bridge
from bridge.cluster.guarded import Guarded, Opener, guarded
from bridge.cluster.holding import Claim, Holding, Timing
from bridge.cluster.node import Node, conninfo, marked, this_node
from bridge.cluster.plan import Plan, planned, refuse_shared
from bridge.cluster.scheduler import OwnLanes
from bridge.cluster.settings import ClusterSettings
from bridge.cluster.watchdog import Watchdog
from bridge.protocols import Backend, Scheduler, Work
from bridge.reading import ended
from bridge.types import Turn

logger = logging.getLogger(__name__)


async def prepared(settings: ClusterSettings, url: str, timing: Timing | None = None) -> "Cluster":
    """Nothing is connected yet. Raises BadConfig."""
    node, plan = this_node(settings.node), planned(settings.slots)
    return Cluster(node, plan, tuple(settings.takes) or tuple(plan.names), url, timing or Timing())


class Cluster:
    """What makes this process one of several."""

    def __init__(self, node: Node, plan: Plan, takes: tuple[str, ...], url: str, timing: Timing) -> None:
        self.node = node
        self.plan = plan
        address = marked(url, node)
        self.url = address.render_as_string(hide_password=False)
        """Of the ledger, with our name on its sessions."""
        self.conninfo = conninfo(address)
        self.guards: dict[str, Guarded] = {}
        """The backends of accounts, by name."""
        self._takes = takes
        self._timing = timing
        self._lanes: OwnLanes | None = None
        self._holding: asyncio.Task[None] | None = None

    @property
    def lanes(self) -> OwnLanes:
        assert self._lanes is not None
        return self._lanes

    def scheduler(self, work: Work) -> Scheduler:
        """The bridge's."""
        self._lanes = OwnLanes(work)
        return self._lanes

    def entered(self, connection: Connection, turn: Turn, home: str) -> None:
        """In the ledger's step that accepts a turn: whose it is."""

    @asynccontextmanager
    async def guarded(self, name: str, opening: Opener) -> AsyncIterator[Backend]:
        """The backend as the bridge gets it."""
        async with guarded(name, opening) as backend:
            if isinstance(backend, Guarded):
                self.guards[name] = backend
            yield backend

    @asynccontextmanager
    async def at_work(self, bridge: Bridge) -> AsyncIterator[None]:
        """Hold a slot where one is free, until the end. Raises BadConfig."""
        refuse_shared(self.plan, self.guards)
        watchdog = Watchdog(self._timing.deadly)
        holding = Holding(self.conninfo, self.node, self._takes, self._answering, watchdog, self._timing)
        watchdog.start()
        self._holding = asyncio.create_task(holding.run(), name="holding")
        try:
            yield
        finally:
            await ended(self._holding)
            watchdog.stop()

    async def failed(self) -> None:
        """Raises what ended the holding of slots, which nothing should."""
        assert self._holding is not None
        await asyncio.wait({self._holding})
        self._holding.result()

    @asynccontextmanager
    async def _answering(self, claim: Claim) -> AsyncIterator[None]:
        mine = self.plan.backends_of(claim.slot, set(self.guards))
        held = [guard for name, guard in self.guards.items() if name in mine]
        async with AsyncExitStack() as stack:
            for guard in held:
                guard.held = True
                stack.push_async_callback(guard.give_back)
            self.lanes.begin(claim.slot)
            stack.push_async_callback(self.lanes.sleep)
            for guard in held:
                stack.callback(guard.leave_off)
            yield
