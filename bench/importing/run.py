"""The command is run over a made archive: killed half-way, to its end, and once more; while others ask."""

import asyncio
import os
import resource
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import orjson

from bench.figures import console, line, quantile
from bench.importing.archive import Made, Size
from bridge.types import MessageId, Question, Thread
from storage.store import SqlStore, open_store

TURNS, SIZE = int(os.environ.get("TURNS", "50000")), float(os.environ.get("SIZE", "0"))
GIGABYTES = float(os.environ.get("GIGABYTES", "0"))
EVERY = 0.1  # seconds between two questions to the ledger
LOOK = 0.5  # seconds between two looks how far it has come
BROUGHT = "SELECT count(*), count(DISTINCT message) FROM turns WHERE platform = 'chatgpt'"


@dataclass(frozen=True, slots=True)
class Imported:
    """What one run of the command took, or several."""

    seconds: float
    worked: float
    """Seconds of a processor."""
    said: str = ""

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(self.seconds + other.seconds, self.worked + other.worked, other.said)


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive, ledger, config = folder / "export.zip", folder / "ledger.db", folder / "config.toml"
        size = Made().write(archive, TURNS, SIZE, GIGABYTES)
        config.write_text(f'[storage]\nurl = "sqlite:///{ledger}"\n')
        megabytes = f"{size.characters / 1e6:,.0f} MB of JSON in a file of {archive.stat().st_size / 1e6:,.0f} MB"
        console.print(f"an archive of {size.exchanges:,} turns, {megabytes}", highlight=False)
        whole = read_whole(archive)
        async with open_store(f"sqlite:///{ledger}") as store:
            (killed, there, rest), waited = await beside(store, config, archive, ledger, size)
        again = await imported(config, archive)
        turns, distinct = brought(ledger)
        if (turns, distinct) != (size.exchanges, size.exchanges):
            raise RuntimeError(f"{turns} turns are there, {distinct} of them once, and not {size.exchanges}")
    console.print((rest.said or killed.said).strip(), highlight=False)
    both = killed + rest
    if SIZE:
        line("turns that were there when it was killed", f"{there:,}", "all of them", there / size.exchanges)
    bare = f"orjson, all in memory: {whole:.1f} s"
    line("import: turns a second", f"{turns / both.seconds:,.0f}", bare, both.seconds / whole, "≥ 3,000")
    busy = f"of {both.worked:.1f} s of a processor"
    line("the same on a machine that has nothing else to do", f"{turns / both.worked:,.0f}", busy, 1.0, "≥ 3,000")
    line("the same once more: seconds", f"{again.seconds:.1f}", "the first time", again.seconds / both.seconds)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    line("memory of the command, at most", f"{most:,.0f} MB", "allowed: 300 MB", most / 300, "≤ 1")
    slow, quick = quantile(waited, 0.95) * 1e3, quantile(waited, 0.5) * 1e3
    longest = f"median {quick:.1f} ms, longest {max(waited) * 1e3:.0f} ms"
    line("a question is accepted beside it, p95", f"{slow:.0f} ms", longest, slow / quick)


def read_whole(archive: Path) -> float:
    """Seconds that it takes who has room for a file of it at a time."""
    begun = time.perf_counter()
    with zipfile.ZipFile(archive) as files:
        for member in files.namelist():
            if member.endswith(".json"):
                orjson.loads(files.read(member))
    return time.perf_counter() - begun


async def beside(
    store: SqlStore, config: Path, archive: Path, ledger: Path, size: Size
) -> tuple[tuple[Imported, int, Imported], list[float]]:
    """The command, while somebody asks ten times a second; how long each of these waited."""
    waited, number = list[float](), 0
    working = asyncio.ensure_future(killed_and_started_again(config, archive, ledger, size))
    while not working.done():
        number += 1
        begun = time.perf_counter()
        await store.accept(Question(Thread("bench", "", "", "1"), MessageId(str(number)), "kim", "a?"), "fake")
        waited.append(time.perf_counter() - begun)
        await asyncio.sleep(EVERY)
    return working.result(), waited


async def killed_and_started_again(
    config: Path, archive: Path, ledger: Path, size: Size
) -> tuple[Imported, int, Imported]:
    """And how many turns were there in between. Only where the size is said: half of it is read twice then."""
    if not SIZE:
        return await imported(config, archive), brought(ledger)[0], Imported(0.0, 0.0)
    first = await imported(config, archive, until=lambda: brought(ledger)[0] > size.exchanges // 2)
    there, distinct = brought(ledger)
    if there != distinct or not there:
        raise RuntimeError(f"of {there} turns that are there {distinct} are there once")
    return first, there, await imported(config, archive)


def brought(ledger: Path) -> tuple[int, int]:
    """How many turns were brought, and how many of them are not there twice."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        turns, distinct = connection.execute(BROUGHT).fetchone()
        return turns, distinct


async def imported(config: Path, archive: Path, until: Callable[[], bool] | None = None) -> Imported:
    """To its end, or ``until`` then: it is killed in the middle of whatever it does."""
    begun, worked = time.perf_counter(), _worked()
    command = (sys.executable, "-m", "bridge.cli", "import", str(archive), "--config", str(config))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    killing = asyncio.create_task(_kill(process, until)) if until else None
    said, _ = await process.communicate()
    if killing is not None:
        await killing
    elif process.returncode:
        raise RuntimeError(f"import ended with {process.returncode}")
    return Imported(time.perf_counter() - begun, _worked() - worked, said.decode())


async def _kill(process: asyncio.subprocess.Process, until: Callable[[], bool]) -> None:
    while process.returncode is None:
        if await asyncio.to_thread(until):
            process.kill()
            return
        await asyncio.sleep(LOOK)


def _worked() -> float:
    """Seconds that all commands together had a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
