"""The file of codes and those in memory, with the thread that works on both."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from bridge.errors import StorageError
from bridge.protocols import Vector
from bridge.texts import Phrase
from storage.vectors.basis import floats
from storage.vectors.file import Made, Place, VectorFile
from storage.vectors.nearest import Codes

T = TypeVar("T")


class Opened:
    """What the thread has: the file, and in memory what was read of it so far."""

    def __init__(self, file: Path) -> None:
        self.file = _opened(file)
        self._made: Made | None = None
        self._codes: Codes | None = None
        self._read = 0

    def nearest(self, encoder: str, vector: Vector, most: int, among: Sequence[int] | None) -> dict[int, float]:
        """Nothing where there are only codes of another encoder."""
        made, codes = self._up_to_date()
        if made is None or codes is None or made.encoder != encoder or len(vector) != len(made.basis.middle):
            return {}
        return codes.nearest(made.basis.turned(floats([vector], len(vector)))[0], most, among)

    def _up_to_date(self) -> tuple[Made | None, Codes | None]:
        if self._made is None or self._made.number != self.file.number:
            self._made, self._read = self.file.made, 0
            self._codes = Codes(-(-self._made.basis.axes.shape[1] // 8)) if self._made else None
        if self._codes is not None:
            for rows in self.file.rows(self._read):
                self._take(self._codes, rows)
        return self._made, self._codes

    def _take(self, codes: Codes, rows: Sequence[Place]) -> None:
        if self._read:  # else there can be none that another takes the place of
            codes.drop([turn for _, turn, _, _ in rows])
        there = {turn: (code, crowd) for _, turn, code, crowd in rows if code is not None}
        codes.add(list(there), [code for code, _ in there.values()], [crowd for _, crowd in there.values()])
        self._read = rows[-1][0]


class Vectors:
    """Of one ledger; opened when they are first used."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vectors")
        self._opened: Opened | None = None

    async def __call__(self, do: Callable[[Opened], T]) -> T:
        """StorageError where the file can't be used."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._with, do)
        except (sqlite3.Error, OSError) as error:
            why = str(error).rstrip(".")
            raise StorageError(what=Phrase("index_unusable", file=self._file, what=why)) from error

    async def nearest(
        self, encoder: str, vector: Vector, most: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Turns that mean about the same, the nearest first; ``among``: no others."""
        return await self(lambda opened: opened.nearest(encoder, vector, most, among))

    def close(self) -> None:
        self._thread.shutdown()
        if self._opened is not None:
            self._opened.file.close()

    def _with(self, do: Callable[[Opened], T]) -> T:
        if self._opened is None:
            self._opened = Opened(self._file)
        return do(self._opened)


def _opened(file: Path) -> VectorFile:
    try:
        return VectorFile(file)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # held, full, or not to be written
            raise
        for end in ("", "-wal", "-shm"):  # damaged: it is made again
            Path(f"{file}{end}").unlink(missing_ok=True)
        return VectorFile(file)
