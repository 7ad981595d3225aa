"""The figures."""

import os
import random
import resource
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bench.figures import console, line, quantile
from bench.finding import archive, known, large
from bench.finding.filling import Wanting, everything, fill, indexed
from bench.finding.meant import found_by_meaning, looked_through
from bench.finding.others import others
from bench.finding.unseen import SECOND, THIRD
from bridge.bridge import Bridge
from bridge.types import Looking, Seen
from storage.engines import index_of
from storage.store import open_store
from tests.fakes import same_rules_everywhere

KNOWN, QUICK = int(os.environ.get("KNOWN", "20000")), bool(os.environ.get("QUICK"))
SEED, SEARCHES = large.SEED, 300

EVERYTHING = Seen(everything=True)


async def main() -> None:
    """Quickness in the large archive, what is found in one in which all of it is known."""
    with large.place() as place:
        await _quickness(place)
    if QUICK:
        return
    for name, wanted in (("known", known), ("second set", SECOND), ("third set, tuned to by nobody", THIRD)):
        with tempfile.TemporaryDirectory() as folder:
            console.print(f"{name}: {KNOWN:,} turns beside what is wanted", highlight=False)
            await _known(Path(folder) / "known.db", wanted)
    with tempfile.TemporaryDirectory() as folder:
        await found_by_meaning(Path(folder))
    looked_through()


async def _quickness(folder: Path) -> None:
    words, chance = large.words(), random.Random(SEED)  # noqa: S311 - nothing is secret
    text, file = await large.made(folder, words), folder / large.LEDGER
    async with open_store(f"sqlite:///{file}") as store:
        bridge = Bridge(store, {}, {}, same_rules_everywhere)
        took: dict[str, list[float]] = defaultdict(list)
        worked: dict[str, list[float]] = defaultdict(list)
        for kind, query in _searches(words, chance):
            began, before = time.perf_counter(), time.process_time()
            await bridge.find(Looking(query, EVERYTHING))
            passed, busy = time.perf_counter() - began, time.process_time() - before
            for one in (kind, "all"):
                took[one].append(1000 * passed)
                worked[one].append(1000 * busy)
        scan = _scanned(file, words.korean[200])
        for kind, times in took.items():
            p95 = quantile(times, 0.95)
            spent = f"{quantile(worked[kind], 0.5):.1f} / {quantile(worked[kind], 0.95):.1f} ms"
            line(
                f"find, {kind}: median / p95",
                f"{quantile(times, 0.5):.1f} / {p95:.1f} ms",
                f"of a processor {spent}",
                p95 / scan,
                "p95 ≤ 50 ms",
            )
        await bridge.close()
    with closing(sqlite3.connect(index_of(file))) as index:
        index.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = index_of(file).stat().st_size
    line("the index, MB", f"{size / 1e6:,.0f}", f"text: {text / 1e6:,.0f} MB", size / text, "≤ 1.5")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line("memory of the whole run, MB", f"{memory:,.0f}", "", 1.0, "≤ 300")


async def _known(file: Path, set_: Wanting) -> None:
    chance = random.Random(SEED)  # noqa: S311
    said = list(everything(archive.Words(chance, set_.words(), 5_000), KNOWN, chance, set_))
    ways: dict[str, Callable[[str], Awaitable[Sequence[str]]]] = {}
    async with open_store(f"sqlite:///{file}") as store:
        await fill(store, iter(said))
        await indexed(store)
        bridge = Bridge(store, {}, {}, same_rules_everywhere)

        async def ours(text: str) -> Sequence[str]:
            results = await bridge.find(Looking(text, EVERYTHING, 5))
            return [one.turn.question.message for one in results.found]

        ways["ours"] = ours
        for name, finds in others(said).items():
            ways[name] = _later(finds)
        table: dict[tuple[bool, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for wanted in set_.queries():
            for name, finds_it in ways.items():
                found = list(await finds_it(wanted.text))
                place = found.index(wanted.message) + 1 if wanted.message in found else 0
                for kind in (wanted.kind, "all"):
                    table[wanted.korean, kind][name].append(place)
                if name == "ours" and not place and os.environ.get("MISSED"):
                    console.print(f"missed: {wanted.kind}: {wanted.text} ({wanted.message}), found {found}")
        await bridge.close()
    for (korean, kind), by_way in table.items():
        of = len(by_way["ours"])
        rest = ", ".join(f"{name} {_share(places):.0f}" for name, places in by_way.items() if name != "ours")
        goal = ("first ≥ 95 %, in 5 ≥ 98 %" if korean else "in 5 ≥ 95 %") if kind == "all" else ""
        shares = f"{_share(by_way['ours'], 1):.0f} / {_share(by_way['ours']):.0f} %"
        what = f"{'Korean' if korean else 'English'}, {kind} ({of}): first / in the first 5"
        best = max(_share(places) for name, places in by_way.items() if name != "ours")
        line(what, shares, f"in 5: {rest}", _share(by_way["ours"]) / max(best, 1), goal)


def _searches(words: archive.Words, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Of words as people use them: common ones, rare ones, and all that may stand beside them."""
    for _ in range(SEARCHES // 6):
        korean = [chance.choices(words.korean, cum_weights=words.weights[0])[0] for _ in range(3)]
        english = [chance.choices(words.english, cum_weights=words.weights[1])[0] for _ in range(3)]
        yield "one word", chance.choice((korean[0], english[0]))
        yield "two words", " ".join(chance.choice((korean, english))[:2])
        yield "three words, other endings", " ".join(f"{one}까지" for one in korean)
        yield "one syllable", korean[0][0]
        yield "phrase, not, filters", f'"{english[0]}" -{english[1]} in:C{chance.randrange(40)} since:2023-06'
        yield "a slip", english[0][:2] + "q" + english[0][3:] + " " + korean[0]


def _scanned(file: Path, word: str) -> float:
    """Milliseconds that a look at every text takes."""
    with closing(sqlite3.connect(file)) as ledger:
        began = time.perf_counter()
        ledger.execute("SELECT count(*) FROM turns WHERE text || answer LIKE ?", (f"%{word}%",)).fetchone()
        return 1000 * (time.perf_counter() - began)


def _later(finds: Callable[[str], Sequence[str]]) -> Callable[[str], Awaitable[Sequence[str]]]:
    async def later(text: str) -> Sequence[str]:
        return finds(text)

    return later


def _share(places: Sequence[int], most: int = 5) -> float:
    return 100 * sum(0 < place <= most for place in places) / len(places)
