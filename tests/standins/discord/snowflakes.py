"""Discord's ids: the milliseconds since 2015, then a counter; unique and rising in the whole stand-in.

Source: docs.discord.com "API Reference" (Snowflakes), seen 2026-08.
"""

from datetime import UTC, datetime

from tests.standins.clock import Clock

EPOCH = 1_420_070_400_000


class Snowflakes:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> int:
        self._last = max(self._last + 1, int(self._clock.now() * 1000) - EPOCH << 22)
        return self._last


def moment(snowflake: int) -> float:
    """The seconds since 1970 in which it was made."""
    return ((snowflake >> 22) + EPOCH) / 1000


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
