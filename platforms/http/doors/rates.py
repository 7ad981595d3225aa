"""How often a key may ask: a bucket for each that fills evenly, and is as large as a minute's requests."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from platforms.http.doors.keys import Caller
from platforms.http.errors import ApiError, patience

MINUTE = 60.0


@dataclass(slots=True)
class _Bucket:
    left: float
    since: float


class Rates:
    """Of all callers, since the start."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, caller: Caller) -> dict[str, str]:
        """Count one request; the headers that say how the caller stands. ApiError 429 when it is one too many."""
        if not caller.rate:
            return {}
        now, pace = self._clock(), caller.rate / MINUTE
        bucket = self._buckets.setdefault(caller.name, _Bucket(caller.rate, now))
        bucket.left = min(caller.rate, bucket.left + (now - bucket.since) * pace)
        bucket.since = now
        if bucket.left < 1:
            wait = (1 - bucket.left) / pace
            what = f"The key '{caller.name}' may ask {caller.rate} times a minute. Try again in {ceil(wait)} s."
            headers = {**_standing(caller.rate, bucket.left), **patience(wait)}
            raise ApiError(429, what, type="requests", code="rate_limit_exceeded", headers=headers)
        bucket.left -= 1
        return _standing(caller.rate, bucket.left)


def _standing(rate: int, left: float) -> dict[str, str]:
    return {
        "x-ratelimit-limit-requests": str(rate),
        "x-ratelimit-remaining-requests": str(int(left)),
        "x-ratelimit-reset-requests": spelt((rate - left) / (rate / MINUTE)),
    }


def spelt(seconds: float) -> str:
    """As their headers spell a span: ``1m30s``, ``6s``, ``250ms``."""
    if seconds < 1:
        return f"{ceil(seconds * 1000)}ms"
    minutes, rest = divmod(ceil(seconds), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"
