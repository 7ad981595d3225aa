"""Discord's rate limits: a bucket per route and place, 50 calls a second in all, and Cloudflare's patience.

Source: docs.discord.com "Rate Limits" (headers, global limit, invalid requests, scopes), seen 2026-08. The size of
a bucket is not published; these were seen 2026-08. A window begins with its first call.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import md5

from .rest.call import Call


@dataclass(frozen=True, slots=True)
class Bucket:
    calls: int
    seconds: float


BUCKETS: dict[str, Bucket] = {
    "POST /channels/{channel}/messages": Bucket(5, 5.0),
    "PATCH /channels/{channel}/messages/{message}": Bucket(5, 5.0),
    "DELETE /channels/{channel}/messages/{message}": Bucket(5, 1.0),
    "GET /channels/{channel}/messages": Bucket(5, 5.0),
    "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me": Bucket(1, 0.25),
    "DELETE /channels/{channel}/messages/{message}/reactions/{emoji}/@me": Bucket(1, 0.25),
    "POST /channels/{channel}/typing": Bucket(5, 5.0),
    "PATCH /channels/{channel}": Bucket(10, 15.0),
    "POST /channels/{channel}/messages/{message}/threads": Bucket(50, 300.0),
    "POST /channels/{channel}/threads": Bucket(50, 300.0),
    "PUT /applications/{application}/commands": Bucket(2, 60.0),
    "PUT /applications/{application}/guilds/{guild}/commands": Bucket(2, 60.0),
}
OTHERS = Bucket(10, 5.0)
FREE = {"POST /interactions/{interaction}/{token}/callback"}
"""Without a bucket; that one answer is taken is limit enough."""
RENAMES = Bucket(2, 600.0)
"""Of one channel's name and topic together; not told by the headers."""
GLOBAL = Bucket(50, 1.0)
MAJOR = ("channel", "guild", "webhook", "application", "token")
INVALID = frozenset({401, 403, 429})
TEN_MINUTES = 600.0


@dataclass(slots=True)
class Window:
    ends: float = 0.0
    used: int = 0

    def wait(self, bucket: Bucket, now: float) -> float:
        """Seconds until there is room."""
        if now >= self.ends:
            self.ends, self.used = now + bucket.seconds, 0
        return self.ends - now if self.used >= bucket.calls else 0.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """429: how long to wait, and whose limit it is."""

    seconds: float
    scope: str = "user"


class Limits:
    def __init__(self, real: Callable[[float], float]) -> None:
        self._real = real
        """How long a client waits for these seconds of the stand-in's clock."""
        self._windows: dict[str, Window] = {}
        self._invalid: deque[float] = deque()

    def take(self, call: Call, now: float, *, counted: bool) -> tuple[Refusal | None, dict[str, str]]:
        """Whether it is one too many, and the headers that say so; endpoints of interactions are not counted."""
        if call.route in FREE:
            return None, {}
        everywhere, key = self._window("global") if counted else None, _key(call)
        bucket, window = BUCKETS.get(call.route, OTHERS), self._window(key)
        renames = self._window("rename " + key) if _renames(call) else None
        waits = (
            Refusal(self._real(everywhere.wait(GLOBAL, now) if everywhere else 0.0), "global"),
            Refusal(self._real(window.wait(bucket, now))),
            Refusal(self._real(renames.wait(RENAMES, now) if renames else 0.0)),
        )
        refusal = next((one for one in waits if one.seconds), None)
        if refusal is None:
            for each in (everywhere, window, renames):
                if each is not None:
                    each.used += 1
        return refusal, _headers(call.route, bucket, window, self._real(window.ends - now))

    def _window(self, key: str) -> Window:
        return self._windows.setdefault(key, Window())

    def answered(self, status: int, now: float, *, shared: bool) -> None:
        if status in INVALID and not shared:
            self._invalid.append(now)

    def invalid(self, now: float) -> int:
        """Answers of the last ten minutes that Cloudflare minds."""
        while self._invalid and self._invalid[0] <= now - TEN_MINUTES:
            self._invalid.popleft()
        return len(self._invalid)

    def forget(self) -> None:
        self._windows.clear()
        self._invalid.clear()


def _key(call: Call) -> str:
    return " ".join([call.route, *(call.params[name] for name in MAJOR if name in call.params)])


def _renames(call: Call) -> bool:
    return call.route == "PATCH /channels/{channel}" and bool({"name", "topic"} & call.body.keys())


def _headers(route: str, bucket: Bucket, window: Window, left: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(bucket.calls),
        "X-RateLimit-Remaining": str(max(0, bucket.calls - window.used)),
        "X-RateLimit-Reset": f"{window.ends:.3f}",
        "X-RateLimit-Reset-After": f"{math.ceil(max(0.0, left) * 1000) / 1000:.3f}",
        "X-RateLimit-Bucket": md5(route.encode(), usedforsecurity=False).hexdigest(),
    }
