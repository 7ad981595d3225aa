"""What a database is for the ledger, of whichever kind: many look, one writes."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, CursorResult, Engine, Executable, collate, func
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

T = TypeVar("T")


def index_of(ledger: Path) -> Path:
    """The file of the index of what was said, where the ledger is a file itself."""
    return ledger.with_name(f"{ledger.stem}.search.db")


class Look(Protocol):
    """A connection for one reader."""

    @property
    def sync_connection(self) -> Connection | None:
        """None before the start."""

    async def start(self) -> object: ...

    async def execute(self, statement: Executable, parameters: Any = None, /) -> CursorResult[Any]: ...

    async def close(self) -> None: ...


class Reading(Protocol):
    """Lends connections, so many at once; who comes then waits."""

    def connect(self) -> Look: ...


@dataclass(frozen=True, slots=True)
class Database:
    """The same one, for those who read beside each other and for the one who writes."""

    reading: Reading
    writing: Engine
    engines: tuple[Engine, ...]
    """All that connections come from."""
    letters: str = ""
    """PostgreSQL's collation that knows every language's capitals; the database's own may know the English ones."""

    index: Path | None = None
    """Where that of what was said is to be; None: it is made for as long as the ledger is open."""

    def lower(self, said: ColumnElement[str]) -> ColumnElement[str]:
        """In small letters."""
        return func.lower(collate(said, self.letters) if self.letters else said)

    @property
    def kind(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.writing.dialect.name


class Threads:
    """Reads in threads of its own: psycopg can't be awaited in the loop that starts browsers on Windows."""

    def __init__(self, engine: Engine, most: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="reading")
        self._free = asyncio.Semaphore(most)  # who has a connection has a thread, too

    def connect(self) -> Look:
        return _InThread(self._engine, self._threads, self._free)

    def close(self) -> None:
        self._threads.shutdown()


class _InThread:
    """One look; its result is whole when it is there."""

    def __init__(self, engine: Engine, threads: ThreadPoolExecutor, free: asyncio.Semaphore) -> None:
        self.sync_connection: Connection | None = None
        self._engine = engine
        self._threads = threads
        self._free = free

    async def start(self) -> None:
        await self._free.acquire()
        try:
            self.sync_connection = await self._there(self._engine.connect)
        except BaseException:
            self._free.release()
            raise

    async def execute(self, statement: Executable, parameters: Any = None, /) -> CursorResult[Any]:
        return await self._there(self._execute, statement, parameters)

    async def close(self) -> None:
        try:
            if self.sync_connection is not None:
                await self._there(self.sync_connection.close)
        finally:
            self._free.release()

    async def _there(self, do: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, do, *args)

    def _execute(self, statement: Executable, parameters: Any) -> CursorResult[Any]:
        assert self.sync_connection is not None
        try:
            return self.sync_connection.execute(statement, parameters)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._again(statement, parameters)

    def _again(self, statement: Executable, parameters: Any) -> CursorResult[Any]:
        """Once: the server may have been restarted since this connection was used last."""
        assert self.sync_connection is not None
        self.sync_connection.rollback()
        return self.sync_connection.execute(statement, parameters)


def reason(error: SQLAlchemyError) -> str:
    """Why, without the values that it was about: they are what people wrote."""
    driver = getattr(error, "orig", None)
    diagnosis = getattr(driver, "diag", None)  # PostgreSQL's
    return getattr(diagnosis, "message_primary", None) or " ".join(str(driver or error).split())
