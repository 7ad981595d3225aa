"""Links that open once, and the cookie that a browser has from then on. Only hashes of both are kept."""

import secrets
from hashlib import sha256

from aiohttp import web

from bridge.protocols import Visits
from platforms.web.settings import WebSettings

MONTH = 30 * 86_400
"""Seconds for which a browser keeps the cookie; the ledger says whether it is still good."""

MINUTES = 10
"""For which a link is good; the ledger sees to it."""


class Visitors:
    """Of one server."""

    def __init__(self, visits: Visits, settings: WebSettings) -> None:
        self._visits = visits
        self._secure = settings.address.startswith("https:")

    async def knows(self, request: web.Request) -> bool:
        shown = request.cookies.get(_cookie(request))
        return bool(shown) and await self._visits.visiting(hashed(shown or ""))

    async def enter(self, request: web.Request, link: str) -> web.Response | None:
        """Who has a link is sent on, with a cookie; None where the link is none."""
        cookie = made()
        if not link or not await self._visits.enter(hashed(link), hashed(cookie)):
            return None
        response = web.Response(status=303)
        response.set_cookie(
            _cookie(request), cookie, max_age=MONTH, httponly=True, samesite="Lax", secure=self._secure
        )
        return response

    async def leave(self, request: web.Request, response: web.Response) -> web.Response:
        """This browser is let in no more."""
        if shown := request.cookies.get(_cookie(request)):
            await self._visits.leave(hashed(shown))
            response.del_cookie(_cookie(request))
        return response


async def invitation(visits: Visits) -> str:
    """A new link's secret, told once."""
    secret = made()
    await visits.invite(hashed(secret))
    return secret


def link(address: str, secret: str, to: str = "") -> str:
    """Behind the # it stays in the browser: no server, log or program that looks at links before people sees it."""
    return f"{address}/enter{f'?to={to}' if to else ''}#{secret}"


def made() -> str:
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _cookie(request: web.Request) -> str:
    """Browsers send a host's cookies to all of its ports, so that each needs a name of its own."""
    return f"threadbridge_{request.host.rpartition(':')[2] if ':' in request.host else ''}"
