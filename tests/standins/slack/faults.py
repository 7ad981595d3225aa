"""What a test can make go wrong, per method: `slack.fail("chat.postMessage", Dropped())`."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RateLimited:
    """HTTP 429 with Retry-After; nothing is written."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class ServerError:
    """An HTTP error with a body that is not JSON, as Slack's edge sends it; nothing is written."""

    status: int = 500


@dataclass(frozen=True, slots=True)
class ApiError:
    """HTTP 200 with `{"ok": false, "error": …}`; details such as needed="chat:write" go beside it."""

    error: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Slow:
    """The answer waits until `release()`; `written` says whether the write happens before the wait."""

    written: bool = False
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self._released.set()

    async def released(self) -> None:
        await self._released.wait()


@dataclass(frozen=True, slots=True)
class Dropped:
    """The connection is cut without an answer, by default after the write: this is what finds double posts."""

    written: bool = True


Fault = RateLimited | ServerError | ApiError | Slow | Dropped


class Faults:
    """Queues of faults by method; "*" stands for every method that has no queue of its own."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._slow: list[Slow] = []

    def add(self, method: str, fault: Fault, times: int) -> None:
        self._queues[method].extend([fault] * times)
        if isinstance(fault, Slow):
            self._slow.append(fault)

    def next(self, method: str) -> Fault | None:
        queue = self._queues[method] or self._queues["*"]
        return queue.popleft() if queue else None

    def clear(self) -> None:
        self._queues.clear()

    def release(self) -> None:
        """At the end of a test no answer is held back."""
        for fault in self._slow:
            fault.release()
