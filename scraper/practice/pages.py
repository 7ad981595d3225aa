"""The documents a browser asks for: the app's shell, the guest page, the log-in page, the human check."""

import mimetypes
from collections.abc import Awaitable, Callable
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template

from aiohttp import web

from scraper.practice.json import dumps
from scraper.practice.tab import HEADER, Tab, wanted
from scraper.practice.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOCALE = {"en": "en-US", "ko": "ko-KR"}
WEAK_CHALLENGE = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js" async></script>\n'
TEXTS = {
    "en": {
        "ask": "Ask ChatGPT",
        "guest_ask": "Chat with ChatGPT",
        "guest_send": "Send message",
        "log_in": "Log in",
        "sign_up": "Sign up for free",
        "guest_note": "Log in to keep your chats.",
        "check_title": "Just a moment...",
        "check_note": "Please confirm that you are a person.",
        "welcome": "Sign in to continue",
        "maintenance": "We'll be back soon.",
        "capacity": "ChatGPT is at capacity right now",
        "look_again": "Please look in again in a few minutes.",
    },
    "ko": {
        "ask": "ChatGPT에게 물어보세요",
        "guest_ask": "ChatGPT와 채팅",
        "guest_send": "메시지 보내기",
        "log_in": "로그인",
        "sign_up": "무료로 회원 가입",
        "guest_note": "로그인하면 채팅이 보관됩니다.",
        "check_title": "잠시만 기다리십시오…",
        "check_note": "사람인지 확인이 필요합니다.",
        "welcome": "계속하려면 로그인하세요",
        "maintenance": "곧 돌아오겠습니다.",
        "capacity": "지금 ChatGPT 이용자가 너무 많습니다",
        "look_again": "몇 분 뒤에 다시 확인해 주세요.",
    },
}


class Pages:
    """Serves the documents of one world, as the tab that asks sees it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._folder = files("scraper.practice") / "page"
        self._classic = files("scraper.practice") / "classic"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.shell),
            web.get("/c/{id}", self.shell),
            web.get("/auth/login", self.login),
            web.post("/auth/login", self.signed_in),
            web.get("/cdn/assets/{name}", self.asset),
            web.get("/cdn/classic/{name}", self.classic),
            web.get("/cdn-cgi/challenge-platform/scripts/jsd/main.js", self.weak_challenge),
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
            response = self._page(tab, self._folder, "challenge.html")
            response.set_status(403)
            response.headers["cf-mitigated"] = "challenge"
            return response
        for state in ("maintenance", "capacity"):
            if state in tab.states:
                response = self._page(tab, self._folder, f"{state}.html")
                response.set_status(503)
                return response
        return await handler(request)

    async def shell(self, request: web.Request) -> web.Response:
        tab = seen_by(self._world, request)
        if "guest" in tab.states:
            return self._page(tab, self._folder, "guest.html")
        if tab.generation == "A2":
            return self._page(tab, self._classic, "shell.html")
        return self._page(tab, self._folder, "shell.html", stub=request.path == "/")

    async def login(self, request: web.Request) -> web.Response:
        return self._page(seen_by(self._world, request), self._folder, "login.html")

    async def signed_in(self, _: web.Request) -> web.Response:
        self._world.signed_in = True
        raise web.HTTPSeeOther("/")

    async def asset(self, request: web.Request) -> web.Response:
        return _file(self._folder, request.match_info["name"])

    async def classic(self, request: web.Request) -> web.Response:
        return _file(self._classic, request.match_info["name"])

    async def weak_challenge(self, _: web.Request) -> web.Response:
        """The script is on healthy pages too: it is no wall."""
        return web.Response(text="", content_type="text/javascript")

    async def nothing(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    def _page(self, tab: Tab, folder: Traversable, name: str, *, stub: bool = False) -> web.Response:
        words = {key: escape(text) for key, text in TEXTS[tab.language].items()}
        text = Template(_read(folder, name)).substitute(
            words,
            lang=LOCALE[tab.language],
            bootstrap=dumps(self._world.bootstrap(tab)).decode().replace("<", "\\u003c"),
            stub=Template(_read(folder, "stub.html")).substitute(words) if stub else "",
        )
        if "weak_challenge" in tab.states:
            text = text.replace("</head>", f"{WEAK_CHALLENGE}</head>")
        return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


def seen_by(world: World, request: web.Request) -> Tab:
    """The site as the tab sees it that sends this request."""
    return world.tab().seen_with(wanted(request.query, request.headers.get(HEADER)))


def _file(folder: Traversable, name: str) -> web.Response:
    found = folder / name
    if "/" in name or name.endswith(".html") or not found.is_file():
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return web.Response(body=found.read_bytes(), content_type=kind, charset="utf-8")


def _read(folder: Traversable, name: str) -> str:
    return (folder / name).read_text("utf-8")
