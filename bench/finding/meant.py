"""Finding by meaning: what is said in other words or in another language, and how quickly among a million."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import numpy as np

from bench.figures import line, quantile
from bench.finding import beside, known, paraphrases
from bench.finding.archive import APART, BEGUN
from bench.finding.unseen import SECOND
from bridge.bridge import Bridge
from bridge.encoding.embedded import EmbeddedEncoder
from bridge.types import Looking, MessageId, Question, Seen, State, Thread, Turn, TurnId
from storage.store import open_store
from storage.vectors.nearest import Codes
from tests.fakes import same_rules_everywhere

SPREAD = 2_000
"""Turns over which what is wanted is spread."""

MANY, BITS, LOOKS = 1_000_000, 512, 20

GOALS = {("paraphrase", "all"): "in 5 ≥ 60 %", ("other language", "all"): "in 5 ≥ 70 %"}


async def found_by_meaning(folder: Path) -> None:
    """In natural sentences alone: made words mean nothing, and lie anywhere."""
    said = list(_said())
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    took: list[float] = []
    async with (
        aclosing(EmbeddedEncoder()) as encoder,
        open_store(f"sqlite:///{folder / 'meant.db'}", encoder=encoder) as store,
    ):
        await store.note(said)
        bridge = Bridge(store, {}, {}, same_rules_everywhere)
        began, before = time.perf_counter(), time.process_time()
        while await store.index():
            pass
        passed, worked = time.perf_counter() - began, time.process_time() - before
        line(
            "entered with their vectors, turns/s",
            f"{len(said) / passed:,.0f}",
            f"{worked:,.0f} s of a processor",
            1.0,
        )
        for wanted in paraphrases.queries():
            began = time.perf_counter()
            results = await bridge.find(Looking(wanted.text, Seen(everything=True), 5))
            took.append(1000 * (time.perf_counter() - began))
            found = [one.turn.question.message for one in results.found]
            place = found.index(MessageId(wanted.message)) + 1 if wanted.message in found else 0
            for whose in ("Korean" if wanted.korean else "English", "all"):
                places[wanted.kind, whose].append(place)
        await bridge.close()
    for (kind, whose), some in places.items():
        first, five = (100 * sum(0 < one <= most for one in some) / len(some) for most in (1, 5))
        what = f"{kind}, {whose} ({len(some)}): first / in the first 5"
        goal = GOALS.get((kind.removesuffix(", third set"), whose), "")
        line(what, f"{first:.0f} / {five:.0f} %", f"among {len(said):,}", five / 100, goal)
    line(
        "… a look: median / p95",
        f"{quantile(took, 0.5):.0f} / {quantile(took, 0.95):.0f} ms",
        "",
        1.0,
        "p95 ≤ 120 ms",
    )


def looked_through() -> None:
    """Of made codes: a look at all of them takes as long whatever they mean."""
    chance = np.random.default_rng(8)
    codes = Codes(BITS // 8)
    for begin in range(0, MANY, MANY // 20):
        some = chance.integers(0, 256, (MANY // 20, BITS // 8), dtype=np.uint8)
        codes.add(range(begin, begin + len(some)), [code.tobytes() for code in some], [0.0] * len(some))
    took: list[float] = []
    for _ in range(LOOKS):
        sought = chance.normal(size=BITS).astype(np.float32)
        began = time.perf_counter()
        codes.nearest(sought / np.float32(np.sqrt(BITS)), 200)
        took.append(1000 * (time.perf_counter() - began))
    figures = f"{quantile(took, 0.5):.0f} / {quantile(took, 0.95):.0f} ms"
    line("nearest of 1,000,000 codes: median / p95", figures, f"{MANY * BITS // 8 / 1e6:.0f} MB of codes", 1.0)


def _said() -> Iterator[Turn]:
    yield from known.turns(SPREAD)
    yield from SECOND.turns(SPREAD)
    for number, (text, answer) in enumerate(beside.turns()):
        question = Question(Thread("slack", "T1", "C7", f"b{number}"), MessageId(f"b{number}"), "U3", text)
        yield Turn(TurnId(0), question, "fake", State.DELIVERED, answer=answer, accepted_at=BEGUN + APART * number)
    yield from paraphrases.turns(SPREAD)
