"""How quick the web page is over a large archive: a search's first page beside the search alone, and the others.

TURNS=1000000 python -m bench web takes a larger one; KEEP=/folder keeps it, as for ``bench finding``. Browser and
server share a process here, so the processor's time is that of both.
"""

import random
import time
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from bench.figures import line, quantile
from bench.finding import archive, large
from bridge.types import Looking, Seen
from platforms.web.paths import of_thread
from tests.fakes import FakeBackend
from tests.platforms.web.served import Served, serving

SEARCHES = 200


async def main() -> None:
    chance = random.Random(large.SEED)  # noqa: S311 - nothing is secret
    words = large.words()
    with large.place() as folder:
        await large.made(folder, words)
        async with serving(FakeBackend(), folder) as served:
            await served.enter()
            await report(served, _searches(words, chance))


async def report(served: Served, searches: Sequence[str]) -> None:
    [talk] = await served.store.talks(most=1)
    alone, _ = await _timed(searches, lambda text: served.bridge.find(Looking(text, Seen(everything=True), 20)))
    pages: dict[str, Callable[[str], Awaitable[object]]] = {
        "web search, first page": lambda text: _get(served, f"/find?q={quote(text)}"),
        "web search, while somebody types": lambda text: _get(served, f"/find?q={quote(text)}", X_Piece="1"),
        "the first page of all": lambda _: _get(served, "/"),
        "a thread": lambda _: _get(served, of_thread(talk.thread)),
    }
    for name, asks in pages.items():
        took, worked = await _timed(searches, asks)
        for what, times in ((name, took), (f"{name}, of a processor", worked)):
            figures = f"{quantile(times, 0.5):.0f} / {quantile(times, 0.95):.0f} ms"
            beside = f"the search alone: {quantile(alone, 0.5):.0f} / {quantile(alone, 0.95):.0f} ms"
            goal = "p95 ≤ 100 ms" if what == "web search, first page" else ""
            line(f"{what}: median / p95", figures, beside, quantile(times, 0.95) / quantile(alone, 0.95), goal)


async def _get(served: Served, path: str, **headers: str) -> None:
    assert (await served.get(path, **headers)).status == 200


async def _timed(
    searches: Sequence[str], asks: Callable[[str], Awaitable[object]]
) -> tuple[Sequence[float], Sequence[float]]:
    """Milliseconds by the clock, and of the processor."""
    took, worked = list[float](), list[float]()
    for text in searches:
        began, before = time.perf_counter(), time.process_time()
        await asks(text)
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - before))
    return took, worked


def _searches(words: archive.Words, chance: random.Random) -> Sequence[str]:
    """One word or two of either language, common and rare."""
    chosen = [
        chance.choices(some, cum_weights=weights, k=2)
        for some, weights in zip((words.korean, words.english), words.weights, strict=True)
        for _ in range(SEARCHES // 2)
    ]
    return [" ".join(pair[: 1 + number % 2]) for number, pair in enumerate(chosen)]
