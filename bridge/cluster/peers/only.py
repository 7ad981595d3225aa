"""What one process at a time may do, held like a slot; and what is done but once by whoever comes first."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bridge.cluster.holding import Claim, Holding, Timing
from bridge.cluster.line import GONE
from bridge.cluster.node import Node
from bridge.cluster.peers.wire import Wire
from bridge.cluster.watchdog import Watchdog
from bridge.log import first_line
from bridge.tasks import ended

logger = logging.getLogger(__name__)

T = TypeVar("T")

FIRST = """
INSERT INTO firsts (what, at) VALUES (%s, extract(epoch FROM now())) ON CONFLICT (what) DO NOTHING RETURNING what
"""
TIDY = "DELETE FROM firsts WHERE at < extract(epoch FROM now()) - 86400 RETURNING what"

OFTEN = 500
"""So many are written before those of yesterday are cleared away."""


class Only:
    """Of one node."""

    def __init__(self, conninfo: str, node: Node, timing: Timing) -> None:
        self._conninfo = conninfo
        self._node = node
        self._timing = timing

    async def do(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        """Whenever this node is the one, until it is done or fails."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        @asynccontextmanager
        async def doing(claim: Claim) -> AsyncIterator[None]:
            task = asyncio.create_task(self._done(work, done), name=f"only one: {what}")
            try:
                yield
            finally:
                await ended(task)

        nobody = Watchdog(self._timing.deadly, end=lambda: None)  # who stood still is told by its next beat
        holding = Holding(self._conninfo, self._node, {f"only {what}": ()}, doing, nobody, self._timing)
        held = asyncio.create_task(holding.run(), name=f"waiting for {what}")
        try:
            done.add_done_callback(lambda _: held.cancel())
            await asyncio.wait({held})
            if not done.done():
                held.result()
            return done.result()
        finally:
            await ended(held)

    async def _done(self, work: Callable[[], Awaitable[T]], done: "asyncio.Future[T]") -> None:
        try:
            result = await work()
        except Exception as error:
            if not done.done():
                done.set_exception(error)
        else:
            if not done.done():
                done.set_result(result)


class Firsts:
    """What was begun by some node or other, for a day."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._written = 0

    async def first(self, what: str) -> bool:
        """Whether it is begun here. Where nobody can know: rather twice than never."""
        try:
            if self._written % OFTEN == 0:
                await self._wire.run(TIDY, ())
            self._written += 1
            return bool(await self._wire.run(FIRST, (what,)))
        except GONE as trouble:
            logger.warning("whether another node does it is not known: %s", first_line(trouble))
            return True
