"""Group commit: steps that wait at the same time share one transaction.

SQLite has one writer at a time and a commit costs a disk flush; together they cost one.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
Step = Callable[[Connection], T]

LARGEST_GROUP = 200


class Group:
    """Runs steps in the order they came; each is durable before its caller goes on."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[tuple[Step[object], asyncio.Future[object]]] = []
        self._task: asyncio.Task[None] | None = None
        self._connection: AsyncConnection | None = None
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
        await self._let_go()

    async def _own(self) -> AsyncConnection:
        """A connection for as long as all goes well: who writes does not stand in line with those who read."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        return self._connection

    async def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # it may be broken, and those who wait are to hear of the first error
                await connection.invalidate()  # not back into a pool that may be gone
                await connection.close()

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                group = self._waiting[:LARGEST_GROUP]
                del self._waiting[:LARGEST_GROUP]
                await self._commit(group)
            if self._closed:
                await self._let_go()
        finally:
            self._task = None

    async def _commit(self, group: list[tuple[Step[object], asyncio.Future[object]]]) -> None:
        try:
            connection = await self._own()
            async with connection.begin():
                results = await connection.run_sync(lambda sync: [step(sync) for step, _ in group])
        except Exception as error:
            await self._let_go()
            if len(group) > 1 and not isinstance(error, OperationalError):
                for one in group:  # find the one that can't be done; the others are not to suffer from it
                    await self._commit([one])
                return
            for _, done in group:  # locked, full, read-only: no other step can be done either
                if not done.done():
                    done.set_exception(error)
        else:
            for (_, done), result in zip(group, results, strict=True):
                if not done.done():  # its caller may have been cancelled
                    done.set_result(result)
