"""The documents a browser asks for: the app's shell, the guest page, the log-in page, the human check."""

import mimetypes
from collections.abc import Awaitable, Callable
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import web

from scraper.practice.json import dumps
from scraper.practice.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE, CLASSIC = "page", "classic"  # the folders of generation B, and of A2
FOLDERS = {"assets": PAGE, "classic": CLASSIC}
LOCALE = {"en": "en-US", "ko": "ko-KR"}
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
    },
}


class Pages:
    """Serves the documents of one world, in its language and state of the moment."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._folder = files("scraper.practice")

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.shell),
            web.get("/c/{id}", self.shell),
            web.get("/auth/login", self.login),
            web.post("/auth/login", self.signed_in),
            web.get("/cdn/{folder:assets|classic}/{name}", self.asset),
            web.get("/favicon.ico", self.nothing),
        ]

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The human check stands before everything."""
        if self._world.wall != "challenge":
            return await handler(request)
        response = self._page("challenge.html")
        response.set_status(403)
        response.headers["cf-mitigated"] = "challenge"
        return response

    async def shell(self, request: web.Request) -> web.Response:
        if not self._world.signed_in:
            return self._page("guest.html")
        if request.query.get("gen", self._world.generation) == "A2":
            return self._page("shell.html", CLASSIC)
        return self._page("shell.html", stub=request.path == "/")

    async def login(self, _: web.Request) -> web.Response:
        return self._page("login.html")

    async def signed_in(self, _: web.Request) -> web.Response:
        self._world.signed_in = True
        raise web.HTTPSeeOther("/")

    async def asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        found = self._folder / FOLDERS[request.match_info["folder"]] / name
        if "/" in name or name.endswith(".html") or not found.is_file():
            raise web.HTTPNotFound
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return web.Response(body=found.read_bytes(), content_type=kind, charset="utf-8")

    async def nothing(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    def _page(self, name: str, folder: str = PAGE, *, stub: bool = False) -> web.Response:
        world = self._world
        words = {key: escape(text) for key, text in TEXTS[world.language].items()}
        text = Template(self._read(folder, name)).substitute(
            words,
            lang=LOCALE[world.language],
            bootstrap=dumps(world.bootstrap()).decode(),
            stub=Template(self._read(PAGE, "stub.html")).substitute(words) if stub else "",
        )
        return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})

    def _read(self, folder: str, name: str) -> str:
        return (self._folder / folder / name).read_text("utf-8")
