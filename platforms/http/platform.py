"""The server."""

import asyncio
import logging
from collections.abc import AsyncIterator

from aiohttp.web import AppRunner

from bridge.bridge import Bridge
from bridge.errors import FileUnread, Undeliverable
from bridge.events import Shown
from bridge.protocols import Fetches, Keyring, Platform
from bridge.texts import Phrase
from bridge.types import Attachment, File, Thread, Turn
from platforms.addresses import url_of
from platforms.http.asking.fetching import Web
from platforms.http.serving.routes import Routes
from platforms.http.serving.runner import Runner
from platforms.http.settings import HttpSettings
from platforms.listening import listen

logger = logging.getLogger(__name__)

GOODBYE = 1.0
"""Seconds that open requests get when the server ends."""


class HttpPlatform:
    """Answers whoever asks over HTTP. The callers hold their streams, so there is nothing to show later."""

    def __init__(self, settings: HttpSettings, keyring: Keyring | None = None, web: Web | None = None) -> None:
        self._settings, self._keyring = settings, keyring
        self._web = web or Web(settings.largest_file)
        self.address = ""
        """``http://127.0.0.1:8642`` while it serves."""
        self.serving = asyncio.Event()

    async def run(self, bridge: Bridge) -> None:
        """Serve until cancelled. Raises BadConfig when the address can't be had."""
        runner = Runner(
            Routes(bridge, self._settings, self._keyring).app(),
            handler_cancellation=True,  # a caller who leaves cancels the request at once, also a silent one
            access_log=None,
            shutdown_timeout=GOODBYE,
        )
        await runner.setup()
        try:
            await self._listen(runner)
            await asyncio.Event().wait()
        finally:
            self.serving.clear()
            await runner.cleanup()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        """Never needed: a turn whose caller has left is not answered."""
        raise Undeliverable(what="Nobody holds the request of this answer any more.")

    async def fetch(self, thread: Thread, attachment: Attachment) -> File:
        """What a caller named by its address; FileUnread when it can't be had."""
        if not self._settings.fetch:
            raise FileUnread(name=attachment.name, what=Phrase("file_fetch_off"))
        return await self._web.fetch(attachment)

    async def _listen(self, runner: AppRunner) -> None:
        await listen(runner, "http", self._settings.host, self._settings.port)
        host, port = runner.addresses[0][:2]
        self.address = url_of(host, port)
        self.serving.set()
        logger.info("completions at %s/v1", self.address)


_platform: type[Platform] = HttpPlatform
_fetches: type[Fetches] = HttpPlatform
