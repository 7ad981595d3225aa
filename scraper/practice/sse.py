"""Server-sent events, version v1, as the page gets them (seen 2026-09).

`Deltas` writes the carry-forward encoding, `Log` keeps a generation's events for whoever follows it, and
`awkward` cuts the bytes where a careless reader breaks.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from scraper.practice.brain import Cut
from scraper.practice.json import Json, dumps


@dataclass(frozen=True, slots=True)
class Frame:
    """One event: its name, if it has one, and its data line."""

    data: bytes
    event: str | None = None

    def encode(self, newline: bytes) -> bytes:
        name = b"event: " + self.event.encode() + newline if self.event is not None else b""
        return name + b"data: " + self.data + newline + newline


@dataclass(frozen=True, slots=True)
class Handed:
    """The POST's stream ends here, after a while; what follows goes another way."""

    seconds: float


Entry: TypeAlias = Frame | Cut | Handed

ENCODING = Frame(b'"v1"', "delta_encoding")
PING = Frame(b"", "ping")
DONE = Frame(b"[DONE]")


def typed(type_: str, **fields: Json) -> Frame:
    """An event that carries its type inside."""
    return Frame(dumps({"type": type_, **fields}))


Op: TypeAlias = Literal["add", "append", "replace", "truncate", "patch"]


class Deltas:
    """Writes deltas that leave out what the one before has said."""

    def __init__(self) -> None:
        self._said: tuple[str, str] | None = None
        self._channel = -1

    def add(self, conversation: str, message: Json) -> Frame:
        """A new message, in a channel of its own."""
        self._channel += 1
        value: Json = {"message": message, "conversation_id": conversation, "error": None}
        return self._frame("", "add", value, new_channel=True)

    def append(self, path: str, value: Json) -> Frame:
        return self._frame(path, "append", value)

    def replace(self, path: str, value: Json) -> Frame:
        return self._frame(path, "replace", value)

    def truncate(self, path: str, length: int) -> Frame:
        return self._frame(path, "truncate", length)

    def patch(self, *steps: Json) -> Frame:
        return self._frame("", "patch", steps)

    def _frame(self, path: str, op: Op, value: Json, *, new_channel: bool = False) -> Frame:
        delta: dict[str, Json] = {"v": value}
        if (path, op) != self._said:
            delta = {"p": path, "o": op} | delta
            self._said = (path, op)
        if new_channel:
            delta["c"] = self._channel
        return Frame(dumps(delta), "delta")


def step(op: Literal["append", "replace"], path: str, value: Json) -> Json:
    """One operation inside a patch; nothing is inherited there."""
    return {"p": path, "o": op, "v": value}


class Log:
    """Everything one generation has sent; each follower reads it from the start, at its own pace."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._closed = False
        self._news = asyncio.Event()

    @property
    def handed(self) -> int | None:
        """Behind which entry the rest goes another way."""
        return next((n for n, entry in enumerate(self._entries, 1) if isinstance(entry, Handed)), None)

    @property
    def written(self) -> int:
        return len(self._entries)

    def entries(self, start: int, end: int) -> list[Entry]:
        return self._entries[start:end]

    def write(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._wake()

    def close(self) -> None:
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def follow(self, at: int = 0) -> AsyncIterator[Entry]:
        while True:
            news = self._news
            while at < len(self._entries):
                yield self._entries[at]
                at += 1
            if self._closed:
                return
            if news is self._news:
                await news.wait()


def awkward(data: bytes, random: Random) -> Iterator[bytes]:
    """The same bytes in up to four pieces, cut inside lines, line ends and characters."""
    traps = [n for n in range(1, len(data)) if data[n] & 0xC0 == 0x80 or data[n - 1 : n + 1] == b"\r\n"]
    cuts = {random.randrange(len(data) + 1) for _ in range(random.randrange(3))}
    if traps:
        cuts.add(random.choice(traps))
    edges = [0, *sorted(cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        if start < end:
            yield data[start:end]
