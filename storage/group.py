"""Group commit: steps that wait at the same time share one transaction.

SQLite has one writer at a time and a commit costs a disk flush; together they cost one. All statements of a group
run in one thread, without a way there and back for each of them: that was a third of what a turn cost.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bridge.errors import StorageError
from storage.troubles import trouble

T = TypeVar("T")
Step = Callable[[Connection], T]

LARGEST_GROUP = 200

MOMENTARY = ("40001", "40P01")
"""PostgreSQL's codes for a serialization failure and a deadlock."""

TOO_MUCH = "54"
"""How those begin that are about one statement: it holds more than the server takes."""

NUMBER = "transaction"
"""Where a connection remembers its transaction's number, on a server that can be asked later what became of it."""

BECAME = text("SELECT pg_xact_status(CAST(:number AS xid8))")


class Group:
    """Runs steps in the order they came; each is durable before its caller goes on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: list[tuple[Step[object], asyncio.Future[object]]] = []
        self._task: asyncio.Task[None] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._connection: Connection | None = None
        """Of that thread, for as long as all goes well."""
        self._closed = False

    async def __call__(self, step: Step[T]) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((step, done))  # type: ignore[arg-type]  # a future takes what its own step returns
        if self._task is None:
            self._task = asyncio.create_task(self._work_off(), name="ledger")
        return await done

    async def close(self) -> None:
        """Wait for the steps under way; whoever comes later leaves nothing open."""
        self._closed = True
        if self._task is not None:
            await asyncio.wait({self._task})
        await self._end()

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                group = self._waiting[:LARGEST_GROUP]
                del self._waiting[:LARGEST_GROUP]
                await self._commit(group)
            if self._closed:
                await self._end()
        finally:
            self._task = None

    async def _commit(self, group: list[tuple[Step[object], asyncio.Future[object]]]) -> None:
        try:
            results = await self._there(partial(self._do, [step for step, _ in group]))
        except Exception as error:
            await self._there(self._let_go)
            if len(group) > 1 and not _for_all(error):
                for one in group:  # find the one that can't be done; the others are not to suffer from it
                    await self._commit([one])
                return
            for _, done in group:
                if not done.done():
                    done.set_exception(error)
        else:
            for (_, done), result in zip(group, results, strict=True):
                if not done.done():  # its caller may have been cancelled
                    done.set_result(result)

    async def _there(self, do: Callable[[], T]) -> T:
        """In the thread that has the connection."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        return await asyncio.get_running_loop().run_in_executor(self._thread, do)

    def _do(self, steps: list[Step[object]]) -> list[object]:
        try:
            return self._try(steps)
        except DBAPIError as error:
            if not _nothing_done(error):
                raise
            self._let_go()
        return self._try(steps)

    def _try(self, steps: list[Step[object]]) -> list[object]:
        if self._connection is None:
            self._connection = self._engine.connect()
        transaction = self._connection.begin()
        results = [step(self._connection) for step in steps]
        number = self._connection.info.get(NUMBER)
        try:
            transaction.commit()
        except DBAPIError as error:
            if not (error.connection_invalidated and number and self._went_through(number)):
                raise
        return results

    def _went_through(self, number: str) -> bool:
        """What became of a transaction whose connection was lost while it was committed. Raises StorageError."""
        self._let_go()
        try:
            self._connection = self._engine.connect()
            with self._connection.begin():  # which waits until that one is over
                return self._connection.execute(BECAME, {"number": number}).scalar() == "committed"
        except DBAPIError as error:  # not what it would be else, on which it would be done again
            raise trouble(error) from error

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        # It may be broken, and those who wait are to hear of the first error.
        for do in (
            connection.rollback,
            connection.invalidate,
            connection.close,
        ):  # not back into a pool: it may be gone
            with suppress(Exception):
                do()

    async def _end(self) -> None:
        if self._thread is None:
            return
        await self._there(self._let_go)
        self._thread.shutdown()  # it has nothing left to do
        self._thread = None


def _nothing_done(error: DBAPIError) -> bool:
    """And it may go well now: the server was restarted, or two stood in each other's way."""
    return error.connection_invalidated or _code(error) in MOMENTARY


def _for_all(error: Exception) -> bool:
    """Locked, full, read-only, away, moved: no other step can be done either."""
    if isinstance(error, StorageError):
        return True
    return isinstance(error, OperationalError) and not _code(error).startswith(TOO_MUCH)


def _code(error: DBAPIError) -> str:
    """PostgreSQL's."""
    return getattr(error.orig, "sqlstate", None) or ""
