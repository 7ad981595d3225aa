"""One HTTP server for everything that Slack sends to an address of ours: each app has paths of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bridge.errors import BadConfig

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CLOSING = 5.0
"""Seconds that requests under way have to be answered when we close."""


class Server:
    """Listens as soon as the first app wants it to."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._site = web.Application()
        self._runner = web.AppRunner(self._site, access_log=None, shutdown_timeout=CLOSING)
        self._opening = asyncio.Lock()
        self._set_up = False

    def post(self, path: str, handler: Handler) -> None:
        """Before anybody listens."""
        self._site.router.add_post(path, handler)

    def get(self, path: str, handler: Handler) -> None:
        """A page for people; before anybody listens."""
        self._site.router.add_get(path, handler)

    async def listen(self) -> str:
        """The address, without a path. BadConfig when the port is taken."""
        async with self._opening:
            if not self._runner.addresses:
                await self._open()
        return f"http://{self._host}:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _open(self) -> None:
        if not self._set_up:
            await self._runner.setup()
            self._set_up = True
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            raise BadConfig(
                what=f"[slack] {self._host}:{self._port} can't be opened ({error.strerror}). "
                "Write another host or port."
            ) from error
