"""What is notified arrives here: a connection that listens, in a thread of its own, made anew when it was lost."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence

import psycopg
from psycopg import sql

from bridge.cluster.line import GONE, SETTINGS, Connection
from bridge.log import first_line

logger = logging.getLogger(__name__)

SOONEST, LONGEST = 0.1, 5.0
"""Seconds between two tries to connect."""

BREATH = 0.5
"""Seconds for which it listens before it looks whether it is to end."""

END = "SELECT pg_terminate_backend(%s)"
LOCK = "SELECT pg_try_advisory_lock(%s, %s)"


class Ear:
    """Of one node. While it listens it holds a lock, by which others know that the node is there."""

    def __init__(
        self,
        conninfo: str,
        channels: Sequence[str],
        lock: tuple[int, int],
        heard: Callable[[str], None],
        listens: Callable[[bool], None],
    ) -> None:
        self._conninfo = conninfo
        self._channels = channels
        self._lock = lock
        self._heard = heard
        self._listens = listens
        self._loop = asyncio.get_running_loop()
        self._over = threading.Event()
        self._session = 0
        self._thread = threading.Thread(target=self._run, name="hearing nodes", daemon=True)

    def open(self) -> None:
        self._thread.start()

    async def close(self) -> None:
        self._over.set()
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        pause = SOONEST
        while not self._over.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    self._begin(connection)
                    pause = SOONEST
                    self._listen(connection)
            except GONE as error:
                logger.warning("nothing is heard of the other nodes: %s", first_line(error))
            self._tell(self._listens, False)
            self._over.wait(pause)
            pause = min(2 * pause, LONGEST)

    def _begin(self, connection: Connection) -> None:
        """One session at a time says that this node is there: what is left of an earlier one is ended."""
        connection.execute(SETTINGS)
        if self._session:
            connection.execute(END, (self._session,))
        self._session = connection.info.backend_pid
        for channel in self._channels:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        while not self._over.is_set():
            row = connection.execute(LOCK, self._lock).fetchone()
            if row and row[0]:
                break
            self._over.wait(SOONEST / 2)
        self._tell(self._listens, True)

    def _listen(self, connection: Connection) -> None:
        while not self._over.is_set():
            for notification in connection.notifies(timeout=BREATH):
                self._tell(self._heard, notification.payload)

    def _tell(self, what: Callable[..., None], value: object) -> None:
        if not self._over.is_set():
            self._loop.call_soon_threadsafe(what, value)
