"""The web page as a Platform: it serves, and its answers stand in the ledger, from which every page is made."""

import asyncio
import getpass
import logging
import time
from collections.abc import AsyncIterator, Callable

from aiohttp.web import AppRunner

from bridge.bridge import Bridge
from bridge.events import Shown
from bridge.protocols import Names as HasNames
from bridge.protocols import Permalinks, Platform, Store, Visits
from bridge.types import Channel, MessageId, Thread, Turn
from platforms.listening import listen
from platforms.web import paths
from platforms.web.doors.visitors import Visitors, invitation, link
from platforms.web.pages.house import House
from platforms.web.pages.routes import Routes
from platforms.web.settings import WebSettings

logger = logging.getLogger(__name__)

GOODBYE = 1.0
"""Seconds that open requests get when the server ends."""


class WebPlatform:
    """People ask in a browser. What is written there is shown while it comes, and from the ledger ever after."""

    def __init__(
        self, settings: WebSettings, store: Store, visits: Visits, clock: Callable[[], float] = time.time
    ) -> None:
        self._settings, self._store, self._visits, self._now = settings, store, visits, clock
        self.address = ""
        """``http://127.0.0.1:8643`` while it serves."""
        self.port = 0
        """On which it listens."""
        self.serving = asyncio.Event()

    async def run(self, bridge: Bridge) -> None:
        """Serve until cancelled. Raises BadConfig when the address can't be had."""
        runner = AppRunner(
            Routes(self._house(bridge)).app(),
            handler_cancellation=True,  # nobody goes on telling a browser that has gone
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
        """It is posted nowhere: whoever looks at it looks on (`Bridge.looking_on`), and nobody has to."""
        async for _ in events:
            pass

    async def channel_name(self, place: Channel) -> str:
        """What its first question gave it."""
        return place.channel

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        """Of this page, for whoever is let in."""
        turn = await self._store.turn_of(thread, message)
        behind = f"#turn-{turn.id}" if turn else ""
        return self.address + paths.of_thread(thread) + behind if self.address else ""

    async def invitation(self, to: str = "") -> str:
        """A link that lets one browser in, once, and leads there."""
        return link(self.address, await invitation(self._visits), to)

    def _house(self, bridge: Bridge) -> House:
        visitors = Visitors(self._visits, self._settings)
        author = self._settings.name or _account()
        return House(bridge, self._store, visitors, self._settings, author, self._now)

    async def _listen(self, runner: AppRunner) -> None:
        await listen(runner, "web", self._settings.host, self._settings.port)
        self.port = runner.addresses[0][1]
        self.address = self._settings.reached_at(self.port)
        self.serving.set()
        logger.info("the web page is at %s; `threadbridge web` lets you in", self.address)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as somebody who has no name
        return "owner"


_platform: type[Platform] = WebPlatform
_names: type[HasNames] = WebPlatform
_permalinks: type[Permalinks] = WebPlatform
