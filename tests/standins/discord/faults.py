"""What a test can make go wrong, per call: `discord.fail("POST /channels/*/messages", Dropped())`.

A `*` stands for one piece of the path, "*" alone for every call.
"""

from dataclasses import dataclass, field

from tests.standins.faults import Dropped, ServerError, Slow

from .payloads import Payload
from .rest.call import Call


@dataclass(frozen=True, slots=True)
class RateLimited:
    """HTTP 429; nothing is written. Without `via` it is Cloudflare that speaks, and bans us."""

    retry_after: float = 1.0
    scope: str = "user"
    """user, shared, or global: then the bot as a whole is too fast."""
    via: bool = True


@dataclass(frozen=True, slots=True)
class ApiError:
    """Refused with this code of Discord's; nothing is written."""

    code: int
    status: int | None = None
    message: str | None = None
    more: Payload = field(default_factory=dict)


Fault = RateLimited | ServerError | ApiError | Slow | Dropped


class Faults:
    """Each stands for a number of calls; the oldest that fits a call is taken."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Fault]] = []
        self._slow: list[Slow] = []

    def add(self, pattern: str, fault: Fault, times: int) -> None:
        self._waiting.extend([(pattern, fault)] * times)
        if isinstance(fault, Slow):
            self._slow.append(fault)

    def next(self, call: Call) -> Fault | None:
        for place, (pattern, fault) in enumerate(self._waiting):
            if call.fits(pattern):
                del self._waiting[place]
                return fault
        return None

    @property
    def left(self) -> list[str]:
        """The patterns of those that no call has met yet."""
        return [pattern for pattern, _ in self._waiting]

    def clear(self) -> None:
        self._waiting.clear()

    def release(self) -> None:
        """At the end of a test no answer is held back."""
        for fault in self._slow:
            fault.release()
