"""What a test can make go wrong, per method: `slack.fail("chat.postMessage", Dropped())`."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from tests.standins.faults import Dropped, ServerError, Slow


@dataclass(frozen=True, slots=True)
class RateLimited:
    """HTTP 429 with Retry-After; nothing is written."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class ApiError:
    """HTTP 200 with `{"ok": false, "error": …}`; details such as needed="chat:write" go beside it."""

    error: str
    details: dict[str, Any] = field(default_factory=dict)


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
