"""How the Store's statements run: writes together, reads beside them, and what is said when the database fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, text
from sqlalchemy.exc import SQLAlchemyError

from bridge.errors import StorageError
from bridge.types import Turn
from storage.engines import Database
from storage.group import Group
from storage.troubles import trouble

T = TypeVar("T")


Entered = Callable[[Connection, Turn, str], None]
"""Done with a new turn in the step that accepts it; the text is the key of its home."""


class Ledger:
    """What the rooms of the Store have in common."""

    def __init__(self, database: Database, clock: Callable[[], float], entered: Entered | None = None) -> None:
        self._database = database
        self._group = Group(database.writing)
        self._now = clock
        self._entered = entered
        self._looks: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def close(self) -> None:
        """Wait for what is under way; who still reads has to do without."""
        self._closed = True
        while self._looks:
            await asyncio.wait(self._looks)
        await self._group.close()

    async def _together(self, step: Callable[[Connection], T]) -> T:
        try:
            return await self._group(step)
        except SQLAlchemyError as error:
            raise trouble(error) from error

    async def _forgotten(self) -> None:
        """Something was erased; whoever keeps more of it than the ledger follows."""

    async def _settle(self) -> None:
        """What was erased is gone from SQLite's write-ahead log, too; or a little later, where somebody reads."""
        if self._database.kind == "sqlite":
            async with self._reading() as read:
                await read(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Callable[..., Awaitable[CursorResult[Any]]]]:
        if self._closed:
            raise StorageError(what="The ledger is closed.")
        connection = self._database.reading.connect()
        try:
            await self._whole(connection.start())
            yield lambda *statement: self._whole(connection.execute(*statement))
        except SQLAlchemyError as error:
            raise trouble(error) from error
        finally:
            if connection.sync_connection is not None:
                await self._whole(connection.close())

    async def _whole(self, step: Coroutine[Any, Any, T]) -> T:
        """A step that is not broken off when its caller is: it would leave a thread of SQLite's behind."""
        task, cancelled = asyncio.ensure_future(step), None
        self._looks.add(task)
        task.add_done_callback(self._looks.discard)
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError as error:  # more than once, perhaps
                cancelled = error
        if cancelled is not None:
            await asyncio.gather(task, return_exceptions=True)
            raise cancelled
        return task.result()
