"""The decoder on one core: an answer stream in the pieces in which a page gets it, beside bare json.loads.

The bare figure parses the same data lines in the same run and does nothing with them.
"""

import json
import time
from collections.abc import Callable
from random import Random

import orjson

from bench.figures import line, quantile
from scraper.reading.told import Told
from scraper.wire.stream import Decoder

WORDS, PIECE, RUNS = 60_000, 1400, 5  # deltas; bytes that come at a time, as in a network's packet


async def main() -> None:
    data = stream()
    lines = [line.removeprefix(b"data: ") for line in data.splitlines() if line.startswith(b"data: {")]
    pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
    ours = speed(data, lambda: decode(pieces))
    bare = speed(data, lambda: [json.loads(one) for one in lines])
    beside = f"bare json.loads: {bare:.1f} MB/s"
    line(
        f"decoder, {len(data) / 1e6:.1f} MB of SSE on one core", f"{ours:.1f} MB/s", beside, ours / bare, "≥ 3 MB/s"
    )


def decode(pieces: list[bytes]) -> None:
    """As a reader does it: told on after every piece."""
    decoder, told = Decoder(), Told()
    for piece in pieces:
        decoder.feed(piece)
        answer, more = decoder.news()
        if answer is not None:
            told.whole(answer)
        elif more:
            told.more(more)
    assert decoder.final
    assert decoder.answer is not None
    told.end(decoder.answer)


def speed(data: bytes, work: Callable[[], object]) -> float:
    """Megabytes a second, the median of some runs."""
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return len(data) / quantile(times, 0.5) / 1e6


def stream() -> bytes:
    """A long answer in small deltas, with markers between them."""
    random = Random(1)  # noqa: S311, the same stream every time
    message = {
        "id": "m",
        "author": {"role": "assistant"},
        "content": {"content_type": "text", "parts": [""]},
        "status": "in_progress",
        "end_turn": None,
        "recipient": "all",
        "channel": "final",
        "metadata": {"model_slug": "gpt-5-6-thinking"},
    }
    events = [delta(p="", o="add", v={"message": message, "conversation_id": "c"})]
    events.append(delta(p="/message/content/parts/0", o="append", v="# "))
    for number in range(WORDS):
        events.append(delta(v=random.choice([" word", " 낱말", "**", ".\n", " `code`", " longer words"])))
        if number % 500 == 0:
            events.append(b"data: " + orjson.dumps({"type": "message_marker", "message_id": "m"}) + b"\n\n")
    end = [{"p": "/message/status", "o": "replace", "v": "finished_successfully"}]
    end.append({"p": "/message/end_turn", "o": "replace", "v": True})  # type: ignore[dict-item]
    return b"".join([*events, delta(p="", o="patch", v=end), b"data: [DONE]\n\n"])


def delta(**fields: object) -> bytes:
    return b"event: delta\ndata: " + orjson.dumps(fields) + b"\n\n"
