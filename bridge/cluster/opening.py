"""Where the parts of the cluster meet: what `bridge/app.py` opens where config.toml has ``[cluster]``."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import Connection

from bridge.bridge import Bridge
from bridge.cluster.fencing import Fence
from bridge.cluster.guarded import Guarded, Opener, guarded
from bridge.cluster.holding import Claim, Holding, Timing
from bridge.cluster.left import Left
from bridge.cluster.node import Node, conninfo, marked, this_node
from bridge.cluster.peers.peers import Nodes
from bridge.cluster.plan import Plan, planned, refuse_shared
from bridge.cluster.queue import Entering, Queue, migrate
from bridge.cluster.scheduler import OwnLanes
from bridge.cluster.settings import ClusterSettings
from bridge.cluster.watchdog import Watchdog
from bridge.errors import StorageError
from bridge.log import first_line
from bridge.protocols import Backend, Scheduler, Work
from bridge.tasks import ended
from bridge.types import Thread, Turn, TurnId
from bridge.waiting.patience import Patience

OVERLOOKED = 15.0
"""Seconds between two looks at what is left."""
TRIES = 5
"""How often the queue's tables are made or looked at, until the program ends."""

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
        self.fence = Fence()
        self.nodes = Nodes(self.conninfo, node, timing)
        """The others."""
        self.guards: dict[str, Guarded] = {}
        """The backends of accounts, by name."""
        self._address = address
        self._entering = Entering(address)
        self._left = Left(self.conninfo, plan)
        self._takes = takes
        self._timing = timing
        self._watchdog = Watchdog(timing.deadly)
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
        """In the ledger's step that accepts a turn: whose it is, and into whose queue it goes."""
        slot = self.plan.slot_of(turn.backend, home)
        connection.exec_driver_sql("UPDATE turns SET slot = %s WHERE id = %s", (slot, turn.id))
        self._entering(connection, turn, slot)

    @asynccontextmanager
    async def guarded(self, name: str, opening: Opener) -> AsyncIterator[Backend]:
        """The backend as the bridge gets it."""
        async with guarded(name, opening) as backend:
            if isinstance(backend, Guarded):
                self.guards[name] = backend
                backend.elsewhere = self.nodes
            yield backend

    @asynccontextmanager
    async def at_work(self, bridge: Bridge) -> AsyncIterator[None]:
        """Hold a slot where one is free, until the end. Raises BadConfig."""
        refuse_shared(self.plan, self.guards)
        await self._migrate()
        watchdog = self._watchdog
        slots = {slot: self.plan.backends_of(slot, set(self.guards)) for slot in self._takes}
        holding = Holding(self.conninfo, self.node, slots, self._answering, watchdog, self._timing)
        watchdog.start()
        self._holding = asyncio.create_task(holding.run(), name="holding")
        try:
            yield
        finally:
            await ended(self._holding)
            watchdog.stop()
            self._left.close()
            self._entering.close()

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
            self.fence.claim = claim
            stack.callback(setattr, self.fence, "claim", None)
            queue = Queue(self._address, claim, self._bring)
            stack.push_async_callback(self._ended, asyncio.create_task(queue.run(), name="queue"))
            stack.callback(self._watchdog.rest)  # what is left is the queue, which takes its time and is fenced
            for guard in held:
                guard.held = True
                stack.push_async_callback(guard.give_back)
            self.lanes.begin(claim.slot)
            stack.push_async_callback(self.lanes.sleep)
            stack.push_async_callback(self._ended, asyncio.create_task(self._see_to(claim), name="left"))
            for guard in held:
                stack.callback(guard.leave_off)
            yield

    async def _see_to(self, claim: Claim) -> None:
        """What was left, at once, and from time to time what may have been overlooked."""
        while True:
            for thread in await self._left.threads(claim.slot):
                self.lanes.wake(thread)
            await asyncio.sleep(OVERLOOKED)

    async def _bring(self, turn: TurnId, thread: Thread) -> None:
        await self.lanes.bring(turn, thread, self._left)

    async def _ended(self, task: asyncio.Task[None]) -> None:
        await ended(task)

    async def _migrate(self) -> None:
        """The ledger could be reached just now, so a database that is away will be there again."""
        patience = Patience()
        for _ in range(TRIES - 1):
            try:
                return await self._migrated()
            except StorageError as error:
                logger.warning("again in %.0f s: %s", patience.seconds, error)
            await patience.wait()
        return await self._migrated()

    async def _migrated(self) -> None:
        try:
            await asyncio.to_thread(migrate, self._address)
        except Exception as error:
            raise StorageError(what=f"The queue's tables can't be made: {first_line(error)}") from error
