"""Which doors a request may come in by: a web page that somebody visits must not be able to ask.

A page of another site can reach a loopback address in two ways: by a name of its own that resolves to 127.0.0.1
(DNS rebinding; the Host header tells), or by simply posting, which browsers allow for plain bodies (the Origin
header tells). A key keeps both out as well, so Origin is only looked at where there is none.
"""

from collections.abc import Mapping

from yarl import URL

from platforms.http.errors import ApiError
from platforms.http.settings import HttpSettings, is_loopback


class Doors:
    """Lets a request in, or raises ApiError 403."""

    def __init__(self, settings: HttpSettings) -> None:
        self._guarded = is_loopback(settings.host)
        self._names = {name.lower() for name in settings.hosts}
        self._open = not settings.keys

    def check(self, headers: Mapping[str, str]) -> None:
        host = headers.get("Host", "")
        if self._guarded and host and not self._is_ours(host):
            raise ApiError(403, f"This server is not called {host!r}. Add that name to `hosts` in [http] if it is.")
        origin = headers.get("Origin")
        if self._open and origin is not None and origin.partition("://")[2] != host:
            raise ApiError(
                403, "Pages of other sites may not ask here. Configure a key in [http.keys] and send it."
            )

    def _is_ours(self, host: str) -> bool:
        try:
            name = URL(f"http://{host}").host or ""
        except ValueError:
            return False
        return is_loopback(name) or name.lower() in self._names
