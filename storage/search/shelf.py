"""Where the index stands, and the threads that read and write it."""

import asyncio
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from bridge.errors import StorageError
from bridge.texts import Phrase
from storage.search.index import Index

T = TypeVar("T")

THREADS = 3


class Shelf:
    """Opened when it is first used; without a file of its own it is on a temporary one."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._opening = threading.Lock()
        self._opened: list[Index] = []
        self._folder: Path | None = None
        self._closed = False

    async def __call__(self, do: Callable[[Index], T]) -> T:
        """With a connection to the index; StorageError where it can't be used."""
        if self._closed:
            raise StorageError(what="The ledger is closed.")
        if self._threads is None:
            self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="finding")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, partial(self._with, do))
        except (sqlite3.Error, OSError) as error:
            why = str(error).rstrip(".")
            raise StorageError(what=Phrase("index_unusable", file=self._file, what=why)) from error

    @property
    def there(self) -> bool:
        """Somebody has begun it."""
        return self._file is not None and self._file.exists()

    def close(self) -> None:
        """Wait for what is under way; nothing more is done."""
        self._closed = True
        if self._threads is not None:
            self._threads.shutdown()
        for index in self._opened:
            index.close()
        self._opened.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _with(self, do: Callable[[Index], T]) -> T:
        index: Index | None = getattr(self._own, "index", None)
        if index is None:
            with self._opening:
                index = self._own.index = Index(self._place())
                self._opened.append(index)
        return do(index)

    def _place(self) -> Path:
        if self._file is None:
            self._folder = Path(tempfile.mkdtemp(prefix="threadbridge-"))
            self._file = self._folder / "search.db"
        return self._file
