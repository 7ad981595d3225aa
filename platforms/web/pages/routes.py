"""Which address is what, and what holds for every request: a way in, headers, and errors as pages."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from bridge.errors import BadQuestion, BridgeError
from bridge.texts import say
from platforms.web.doors.guard import HARMLESS, Guard, mark
from platforms.web.pages import (
    asking,
    browsing,
    entering,
    exporting,
    files,
    growing,
    keeping,
    looking,
    repeating,
    standing,
)
from platforms.web.pages.frame import bare_page, language_of
from platforms.web.pages.house import House

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Page = Callable[[web.Request, House], Awaitable[web.StreamResponse]]

OPEN = ("/enter", "/static/", "/language")
"""For everybody who can reach the page: they show nothing of what is in it."""

GETS: dict[str, Page] = {
    "/": browsing.home,
    "/c/{channel:.+}": browsing.channel,
    "/t/{thread:.+}": browsing.thread,
    r"/origin/{turn:\d{1,18}}": browsing.origin,
    r"/live/{turn:\d{1,18}}": growing.live,
    r"/files/{turn:\d{1,18}}/{side:[qa]}{number:\d{1,9}}": files.enclosed,
    "/find": looking.find,
    "/news": browsing.news,
    "/export": exporting.as_file,
    "/forget": keeping.forgetting,
    "/status": standing.status,
    "/status/{backend:.+}/picture": standing.picture,
    "/enter": entering.door,
}
POSTS: dict[str, Page] = {
    "/ask": asking.ask,
    "/stop": asking.stop,
    "/again": repeating.again,
    "/name": keeping.name,
    "/forget": keeping.forget,
    "/enter": entering.enter,
    "/leave": entering.leave,
    "/language": entering.choose_language,
}

SAID = {404: "web_not_there", 405: "web_not_there", 413: "web_too_many_files"}
"""What is said of a status."""

ROOM = 1_000_000
"""Bytes of a form besides its files."""


class Routes:
    """Of one server."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._guard = Guard(house.settings)

    def app(self) -> web.Application:
        settings = self._house.settings
        largest = settings.most_files * settings.largest_file + ROOM
        app = web.Application(middlewares=[self._around], client_max_size=largest)
        for path, page in GETS.items():
            app.router.add_get(path, partial(self._shown, page))
        for path, page in POSTS.items():
            app.router.add_post(path, partial(self._shown, page))
        app.router.add_get("/static/{version}/{name}", files.own)
        app.on_response_prepare.append(self._mark)
        return app

    async def _shown(self, page: Page, request: web.Request) -> web.StreamResponse:
        return await page(request, self._house)

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._guard.check(request)
            if not await self._may(request):
                return self._shut(request)
            return await handler(request)
        except web.HTTPException as error:
            return self._wrong(request, error.status, _said(error))
        except BadQuestion as error:
            return self._wrong(request, 400, error.say(language_of(request, self._house)))
        except BridgeError as error:
            return self._wrong(request, 503, error.say(language_of(request, self._house)))
        except ConnectionError:
            raise
        except Exception:
            logger.exception("a bug in the page %s", request.match_info.route.resource)
            return self._wrong(request, 500, "")

    async def _may(self, request: web.Request) -> bool:
        return request.path.startswith(OPEN) or await self._house.visitors.knows(request)

    def _shut(self, request: web.Request) -> web.Response:
        """People are shown the door, with the way back to what they wanted; programs are told no."""
        if request.method not in HARMLESS or request.headers.get("Accept", "").partition(",")[0] != "text/html":
            return web.Response(status=401, text=say("web_signed_out", language_of(request, self._house)))
        return web.Response(
            status=303,
            headers={"location": str(request.rel_url.with_path("/enter").with_query({"to": str(request.rel_url)}))},
        )

    def _wrong(self, request: web.Request, status: int, why: str) -> web.Response:
        language = language_of(request, self._house)
        why = why or say(SAID.get(status, "web_broken"), language)
        if request.headers.get("X-Piece"):
            return web.Response(status=status, text=why)
        return bare_page(request, language, "wrong.html", {"why": why, "code": status}, status)

    async def _mark(self, request: web.Request, response: web.StreamResponse) -> None:
        mark(response)


def _said(error: web.HTTPException) -> str:
    """What only we say; of the server's own words people understand nothing."""
    return error.reason if isinstance(error, web.HTTPForbidden) else ""
