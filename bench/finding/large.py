"""The large archive in a ledger with its index. KEEP=/folder keeps it there, to be used again or gone on with."""

import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import line
from bench.finding import archive, known
from bench.finding.filling import everything, fill, indexed
from storage.store import open_store

TURNS, SEED = int(os.environ.get("TURNS", "100000")), int(os.environ.get("SEED", "8"))

LEDGER, SIZE = "ledger.db", "bytes"
"""What is in the folder: the ledger, and how much text is in that, once all of it is there."""


def words() -> archive.Words:
    """Those of which it is made."""
    return archive.Words(random.Random(SEED), known.words())  # noqa: S311 - nothing is secret


@contextmanager
def place() -> Iterator[Path]:
    """Where it is, or is to be made."""
    if kept := os.environ.get("KEEP"):
        folder = Path(kept) / f"{TURNS}-{SEED}"
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as folder_for_now:
        yield Path(folder_for_now)


async def made(folder: Path, of: archive.Words) -> int:
    """All of it is there then; how many bytes of text."""
    size = folder / SIZE
    async with open_store(f"sqlite:///{folder / LEDGER}") as store:
        if not size.exists():
            chance = random.Random(SEED + 1)  # noqa: S311
            size.write_text(str(await fill(store, everything(of, TURNS, chance, known))), "ascii")
        before = time.process_time()
        seconds = await indexed(store)
        worked = f"{TURNS:,} turns, {seconds:,.0f} s, {time.process_time() - before:,.0f} s of a processor"
        line("entered into the index, turns/s", f"{TURNS / seconds:,.0f}", worked, 1.0)
    return int(size.read_text("ascii"))
