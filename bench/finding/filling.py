"""An archive into a ledger and its index."""

import random
import time
from collections.abc import Iterator
from typing import Protocol

from bench.finding import archive
from bench.finding.known import Wanted
from bridge.types import Turn
from storage.store import SqlStore

AT_ONCE = 500


class Wanting(Protocol):
    """A set of what is wanted."""

    def words(self) -> tuple[list[str], list[str]]: ...

    def turns(self, many: int) -> Iterator[Turn]: ...

    def queries(self) -> Iterator[Wanted]: ...


def everything(words: archive.Words, many: int, chance: random.Random, set_: Wanting) -> Iterator[Turn]:
    """What is wanted stands between the others, as it came in time."""
    wanted = list(set_.turns(many))
    every = many // (len(wanted) + 1) or 1
    for number, turn in enumerate(archive.turns(words, many, chance), 1):
        yield turn
        if number % every == 0 and wanted:
            yield wanted.pop(0)
    yield from wanted


async def fill(store: SqlStore, said: Iterator[Turn]) -> int:
    """How many bytes of text."""
    some: list[Turn] = []
    text = 0
    for turn in said:
        some.append(turn)
        text += len(turn.question.text.encode()) + len(turn.answer.encode())
        if len(some) == AT_ONCE:
            await store.note(some)
            some = []
    if some:
        await store.note(some)
    return text


async def indexed(store: SqlStore) -> float:
    """Seconds until all of it is in the index."""
    began = time.perf_counter()
    while await store.index():
        pass
    return time.perf_counter() - began
