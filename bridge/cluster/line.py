"""A connection to the database that is no engine's: in a thread of its own, and nobody waits for it for long.

psycopg can't be awaited in the loop that starts browsers on Windows.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import psycopg

T = TypeVar("T")
Connection = psycopg.Connection[Any]

SETTINGS = """
SET statement_timeout = '3s';
SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3
"""
"""The server's side of keeping alive: it gives our locks free when this computer is gone."""

GONE = (psycopg.Error, OSError, TimeoutError)
"""What a word with the database may raise; its connection is closed then."""


class Line:
    """Made when it is used, and again when it was lost."""

    def __init__(self, conninfo: str, seconds: float) -> None:
        self._conninfo = conninfo
        self._seconds = seconds
        self._session: _Session | None = None

    async def __call__(self, do: Callable[[Connection], T]) -> T:
        """Raises one of `GONE`. Who is cancelled, or has waited too long, leaves the connection behind."""
        session = self._session = self._session or _Session(self._conninfo)
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.wrap_future(session.thread.submit(session.do, do))
        except BaseException as error:
            if not isinstance(error, Exception) or isinstance(error, GONE):
                self.hang_up()
            raise

    def hang_up(self) -> None:
        """Whatever it holds is free then, at once or as soon as its thread is."""
        session, self._session = self._session, None
        if session is not None:
            session.end()


class _Session:
    def __init__(self, conninfo: str) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="line")
        self._conninfo = conninfo
        self._connection: Connection | None = None

    def do(self, do: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = psycopg.connect(self._conninfo, autocommit=True)
            self._connection.execute(SETTINGS)
        return do(self._connection)

    def end(self) -> None:
        self.thread.submit(self._close)
        self.thread.shutdown(wait=False)

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error, OSError):
                self._connection.close()
