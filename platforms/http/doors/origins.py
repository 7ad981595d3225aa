"""Which doors a request may come in by: a web page that somebody visits must not be able to ask.

A page of another site can reach a loopback address in two ways: by a name of its own that resolves to 127.0.0.1
(DNS rebinding; the Host header tells), or by simply posting, which browsers allow for plain bodies (the Origin
header tells). A key keeps both out as well, so where one is needed any Origin may come in.

Pages of the `origins` in [http] may ask, and read the answer (CORS). They are named one by one, and nothing is ever
shared with credentials that a browser adds by itself.
"""

from collections.abc import Mapping
from functools import lru_cache

from yarl import URL

from platforms.addresses import is_loopback
from platforms.http.errors import ApiError
from platforms.http.headers import COUNTED, IGNORED, PLACE, THREADS
from platforms.http.settings import HttpSettings

READABLE = ", ".join(
    [
        *("x-request-id", "openai-processing-ms", "openai-version"),
        *("retry-after", "retry-after-ms", "x-should-retry"),
        *(f"x-ratelimit-{what}-requests" for what in ("limit", "remaining", "reset")),
        *(COUNTED, IGNORED, PLACE, THREADS[0]),
    ]
)
"""Headers of an answer that a page may read; all others a browser keeps from it."""

METHODS = "GET, HEAD, POST, DELETE, OPTIONS"
USUAL = "authorization, content-type"
KEPT = "600"
"""Seconds for which a browser may remember what it was allowed."""

VARIES = {"vary": "Origin"}


class Doors:
    """Lets a request in, or raises ApiError 403."""

    def __init__(self, settings: HttpSettings) -> None:
        self._guarded = is_loopback(settings.host)
        self._names = {name.lower() for name in settings.hosts}
        self._is_ours = lru_cache(100)(self._names_us)  # nearly all requests have the same
        self._origins = frozenset(settings.origins)

    def check(self, headers: Mapping[str, str], *, keyless: bool) -> None:
        """``keyless``: nobody needs a key, so that only the header tells a page from a program."""
        host = headers.get("Host", "")
        if self._guarded and host and not self._is_ours(host):
            raise ApiError(403, f"This server is not called {host!r}. Add that name to `hosts` in [http] if it is.")
        origin = headers.get("Origin")
        if keyless and origin is not None and origin.partition("://")[2] != host and not self._is_known(origin):
            raise ApiError(
                403,
                "Pages of other sites may not ask here. Add theirs to `origins` in [http] if it may, or make a key "
                "with `threadbridge keys add`.",
            )

    def preflight(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """What a browser is told that asks before it sends a page's request; ApiError 403 for other pages."""
        origin = headers.get("Origin", "")
        if not self._is_known(origin):
            raise ApiError(403, "Pages of this site may not ask here. Add it to `origins` in [http] if they may.")
        allowed = {
            **self.shared(headers),
            "access-control-allow-methods": METHODS,
            "access-control-allow-headers": headers.get("Access-Control-Request-Headers", USUAL),
            "access-control-max-age": KEPT,
            "vary": "Origin, Access-Control-Request-Headers",
        }
        if headers.get("Access-Control-Request-Private-Network") == "true":
            allowed["access-control-allow-private-network"] = "true"
        return allowed

    def shared(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """The headers of an answer that let a page of a known site read it."""
        if not self._origins:
            return {}
        origin = headers.get("Origin", "")
        if not self._is_known(origin):
            return VARIES
        return {**VARIES, "access-control-allow-origin": origin, "access-control-expose-headers": READABLE}

    def _is_known(self, origin: str) -> bool:
        return origin.lower() in self._origins

    def _names_us(self, host: str) -> bool:
        try:
            name = URL(f"http://{host}").host or ""
        except (ValueError, IndexError):  # yarl 1.25 of "[]@"
            return False
        return is_loopback(name) or name.lower() in self._names


def is_preflight(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a browser asks for leave; it has no key with it."""
    return method == "OPTIONS" and "Origin" in headers and "Access-Control-Request-Method" in headers
