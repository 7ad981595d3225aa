"""The practice site's life: a socket on this machine for as long as the block lasts."""

from types import TracebackType
from typing import Self

from aiohttp import web

from scraper.practice.api import Api
from scraper.practice.brain import Brain
from scraper.practice.control import Control
from scraper.practice.pages import Pages
from scraper.practice.rules import Rules
from scraper.practice.settings import Newline, Wall
from scraper.practice.socket import Socket
from scraper.practice.tab import Generation, Language
from scraper.practice.transfers import Transfers
from scraper.practice.turns import Turns
from scraper.practice.world import World

LARGEST_BODY = 64 * 1024 * 1024


class PracticeSite(World):
    """`async with PracticeSite(language="ko") as site:` serves it at `site.url` until the block is left."""

    def __init__(
        self,
        brain: Brain | None = None,
        language: Language = "ko",
        port: int = 0,
        *,
        generation: Generation = "B",
        signed_in: bool = True,
        wall: Wall = None,
        hydration: float = 0.3,
        settle: float = 0.15,
        poll: float = 1.0,
        newline: Newline | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(Rules() if brain is None else brain, generation=generation, language=language, seed=seed)
        self.signed_in, self.wall = signed_in, wall
        self.hydration, self.settle, self.poll, self.newline = hydration, settle, poll, newline
        self.port = port
        api, pages, socket = Api(self), Pages(self), Socket(self)
        app = web.Application(middlewares=[pages.guard, api.guard], client_max_size=LARGEST_BODY)
        for part in (pages, api, Turns(self), Transfers(self), socket, Control(self)):
            app.add_routes(part.routes())
        app.on_shutdown.append(socket.close)
        # A page that hangs up ends its request at once; the answer itself goes on, see Generation.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.end()
        await self._runner.cleanup()
