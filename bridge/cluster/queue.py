"""DBOS: what was accepted on any node comes to the node that answers it.

With the step that accepts a turn goes a workflow into the queue of the turn's slot, in the same transaction.
Whoever holds the slot takes it out, one for a Thread at a time, and it is over when the ledger says that the turn
is. It does nothing itself: a workflow that comes twice, late or never changes only when somebody looks.

DBOS 3.4 has one instance in a process and threads of its own; it is kept out of our loop.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from dbos._serialization import WorkflowSerializationFormat
from sqlalchemy import URL, Connection, create_engine, event

from bridge.cluster.fencing import Fence
from bridge.cluster.holding import Claim
from bridge.log import first_line
from bridge.types import Thread, Turn, TurnId
from bridge.waiting.patience import Patience

T = TypeVar("T")

logger = logging.getLogger(__name__)

NAME = "threadbridge"
VERSION = "threadbridge-1"
"""Of what the workflows hold, not of the program: nodes of two versions work off the same queue."""
SCHEMA = "dbos"
WORKFLOW = "turn"

LOOK = 0.25
"""Seconds between two looks into the queue. A turn that was accepted where it is answered does not wait for it."""
ATTEMPTS = 1_000_000
"""How often a workflow may be begun: attempts at a turn are counted in the ledger."""
OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
MOST = 1000
"""Workflows that are deleted at once."""
CLEAN = 5.0
"""Seconds between two of those."""
JOINED = 2.0
"""Seconds in which what takes turns out of the queue comes to its end, unless the database doesn't answer."""

Bring = Callable[[TurnId, Thread], Coroutine[None, None, None]]
"""Returns when the turn is at its end."""


class _NotOurs(logging.Filter):
    """What DBOS says of ends that are as they should be."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        return "cancelled for workflow" not in said and "is not the latest version" not in said


def quiet() -> None:
    """DBOS logs as everybody does here, not to a handler of its own."""
    theirs = logging.getLogger("dbos")
    if not theirs.handlers:
        theirs.addHandler(logging.NullHandler())
        theirs.addFilter(_NotOurs())
    theirs.setLevel(logging.WARNING)
    theirs.propagate = True


def migrate(address: URL) -> None:
    """Make or change DBOS's tables, in a schema beside ours."""
    quiet()
    DBOS.migrate(address.render_as_string(hide_password=False), schema=SCHEMA)


class Entering:
    """Into the queue, from any node."""

    def __init__(self, address: URL) -> None:
        quiet()
        self._client = DBOSClient(
            system_database_url=address.render_as_string(hide_password=False),
            dbos_system_schema=SCHEMA,
            application_name=NAME,
            system_database_pool_size=1,
            lazy=True,
        )

    def __call__(self, connection: Connection, turn: Turn, slot: str) -> None:
        """In the ledger's own transaction."""
        thread = turn.thread
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": slot,
            "workflow_id": f"m{turn.id:012d}",  # in their order; the same one is no second one
            "app_version": VERSION,
            "queue_partition_key": "/".join((thread.platform, thread.workspace, thread.channel, thread.thread)),
            "serialization_type": WorkflowSerializationFormat.PORTABLE,
        }
        place = [thread.platform, thread.workspace, thread.channel, thread.thread]
        self._client.enqueue_in_transaction(connection, options, turn.id, place)

    def close(self) -> None:
        self._client.destroy()


class Queue:
    """Out of the queue, where the slot is held."""

    def __init__(self, address: URL, claim: Claim, bring: Bring, clean: float = CLEAN) -> None:
        self._pause = clean
        self._claim = claim
        self._bring = bring
        self._loop = asyncio.get_running_loop()
        self._stops: list[threading.Event] = []
        self._engine = create_engine(address, pool_size=4, max_overflow=2, pool_pre_ping=True, hide_parameters=True)
        event.listen(self._engine, "connect", Fence(claim))

    async def run(self) -> None:
        """Until cancelled; returns when nothing of DBOS is at work any more."""
        patience = Patience(longest=15.0)
        try:
            while not await self._there(self._launched):
                await patience.wait()
            while True:
                await asyncio.sleep(self._pause)
                await self._there(self._clean)
        finally:
            await self._there(self._end)

    async def _there(self, do: Callable[[], T]) -> T:
        """In a thread; a step is not left behind half done."""
        step = asyncio.ensure_future(asyncio.to_thread(do))
        try:
            return await asyncio.shield(step)
        except asyncio.CancelledError:
            await asyncio.wait({step})
            raise

    def _launched(self) -> bool:
        """Until it is, only what is accepted here, and what was left, is answered."""
        try:
            self._launch()
        except Exception as error:
            logger.warning("the queue can't be had yet: %s", first_line(error))
            self._end_dbos()
            return False
        return True

    def _launch(self) -> None:
        quiet()
        config: DBOSConfig = {
            "name": NAME,
            "system_database_engine": self._engine,
            "dbos_system_schema": SCHEMA,
            "executor_id": self._claim.slot,
            "application_version": VERSION,
            "run_migrations": False,
            "log_level": "WARNING",
            "enable_otlp": False,
            "scheduler_polling_interval_sec": 3600.0,
        }
        self._stops = DBOS(config=config).background_thread_stop_events

        async def turn(id: int, place: list[str]) -> None:  # DBOS wants a function, and writes on it
            await self._workflow(TurnId(id), Thread(*place))

        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=ATTEMPTS)(turn)
        DBOS.listen_queues([self._claim.slot])
        DBOS.launch()
        DBOS.register_queue(
            self._claim.slot, partition_concurrency=1, polling_interval_sec=LOOK, on_conflict="always_update"
        )

    async def _workflow(self, turn: TurnId, thread: Thread) -> None:
        """In DBOS's loop; the turn is in ours."""
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._bring(turn, thread), self._loop))

    def _clean(self) -> None:
        """What is over is of no use to anybody."""
        try:
            over = DBOS.list_workflows(
                queue_name=self._claim.slot, status=OVER, limit=MOST, load_input=False, load_output=False
            )
            if over:
                DBOS.delete_workflows([one.workflow_id for one in over])
        except Exception as error:
            logger.warning("finished workflows could not be deleted: %s", first_line(error))

    def _end(self) -> None:
        self._end_dbos()
        self._engine.dispose()

    def _end_dbos(self) -> None:
        """Its loop ends last: a thread that is handing a workflow over to that loop would wait for ever."""
        logging.getLogger("dbos").setLevel(logging.CRITICAL)  # of what it is interrupted in
        for stop in self._stops:
            stop.set()
        for thread in threading.enumerate():
            if thread.name.startswith("queue-worker-"):
                thread.join(JOINED)
        with suppress(Exception):
            DBOS.destroy(destroy_registry=True)
