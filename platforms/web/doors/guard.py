"""From where a request may come: a page of another site, which somebody visits, must not be able to do anything.

It could reach a loopback address by a name of its own that leads there (DNS rebinding; the Host header tells), or
by posting a form (the Origin header tells, which every browser sends with one). A cookie alone says nothing:
browsers send it to every port of a host, and with every form from any of them.
"""

from collections.abc import Mapping

from aiohttp import web
from yarl import URL

from platforms.addresses import is_loopback
from platforms.web.settings import WebSettings

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with "no-referrer" a form of ours would have no Origin
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
"""Nothing from elsewhere is loaded, nothing in the page runs, nobody frames it, and no cache keeps it."""

HARMLESS = ("GET", "HEAD")


class Guard:
    """Of one server."""

    def __init__(self, settings: WebSettings) -> None:
        self._address = settings.address
        self._alone = is_loopback(settings.host.lower())

    def check(self, request: web.Request) -> None:
        """Raises HTTPForbidden."""
        host = request.headers.get("Host", "")
        if self._alone and not self._is_ours(host):
            raise web.HTTPForbidden(reason="This page is not called that. Set `address` in [web] if it is.")
        if request.method not in HARMLESS and not self._is_from_here(request.headers, host):
            raise web.HTTPForbidden(reason="Only this page itself may do that.")

    def _is_from_here(self, headers: Mapping[str, str], host: str) -> bool:
        origin = headers.get("Origin", "").lower()
        return origin in (f"http://{host}".lower(), self._address) and bool(origin)

    def _is_ours(self, host: str) -> bool:
        if self._address and host.lower() == self._address.partition("://")[2]:
            return True
        try:
            return is_loopback((URL(f"http://{host}").host or "").lower())
        except (ValueError, IndexError):
            return False


def mark(response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
