"""What a browser asks for by address: the app's shells, the guest page, the log-in page, the walls."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from scraper.practice.documents import asset, closed, document, human_check, seen_by
from scraper.practice.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Pages:
    """Serves the documents of one world, as the tab that asks sees it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.shell),
            web.get("/c/{id}", self.shell),
            web.get("/auth/login", self.login),
            web.post("/auth/login", self.signed_in),
            web.get("/cdn/assets/{name}", self.asset),
            web.get("/cdn/classic/{name}", self.classic),
            web.get("/cdn-cgi/challenge-platform/scripts/jsd/main.js", self.weak_challenge),
            web.get("/backend-api/sentinel/frame.html", self.nothing),
            web.get("/favicon.ico", self.nothing),
        ]

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The human check stands before everything, and a closed site too."""
        if request.path.startswith("/practice/"):
            return await handler(request)
        try:
            tab = seen_by(self._world, request)
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        if "challenge" in tab.states:
            return human_check(self._world, tab)
        for state in ("maintenance", "capacity"):
            if state in tab.states:
                return closed(self._world, tab, state)
        return await handler(request)

    async def shell(self, request: web.Request) -> web.Response:
        tab = seen_by(self._world, request)
        if "guest" in tab.states:
            return document(self._world, tab, "guest.html")
        if tab.generation == "A2":
            return document(self._world, tab, "shell.html", "classic")
        return document(self._world, tab, "shell.html", stub=request.path == "/")

    async def login(self, request: web.Request) -> web.Response:
        return document(self._world, seen_by(self._world, request), "login.html")

    async def signed_in(self, _: web.Request) -> web.Response:
        self._world.signed_in = True
        raise web.HTTPSeeOther("/")

    async def asset(self, request: web.Request) -> web.Response:
        return asset("page", request.match_info["name"])

    async def classic(self, request: web.Request) -> web.Response:
        return asset("classic", request.match_info["name"])

    async def weak_challenge(self, _: web.Request) -> web.Response:
        """The script is on healthy pages too: it is no wall."""
        return web.Response(text="", content_type="text/javascript")

    async def nothing(self, _: web.Request) -> web.Response:
        return web.Response(status=204)
