"""Socket Mode: events over a connection that we open, so that no public address is needed.

Source: docs.slack.dev "Using Socket Mode"; slack_sdk.socket_mode.aiohttp 3.47, whose faults are mended here:
it tries one address for ever though Slack lets it be used once, logs it, asks for another every few seconds however
clear the refusal was, and leaves its tasks behind when closed.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.async_base_handler import AsyncBaseSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bridge.errors import BadConfig
from bridge.waiting.patience import Patience

logger = logging.getLogger(__name__)

PING = 5.0
"""Seconds between two pings, and between two tries to connect; four pings without an answer are a dead line."""

GOOD_FOR = 20.0
"""Seconds after which a new address is asked for when the one we have still leads nowhere."""

LONGEST = 60
"""Times the first pause before an address is asked for that Slack has refused."""

CLOSING = 5.0
"""Seconds that events under way have to be acknowledged when we close."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is done about the connection after the first one."""

    lost: Callable[[], None] = lambda: None
    """It is gone; said before anything is heard on the next one."""
    back: Callable[[], None] = lambda: None
    """There is another."""
    refused: Callable[[BadConfig], None] = lambda error: None
    """Slack gives no address any more; it is asked again with long pauses."""
    pause: float = 60.0
    """Seconds, the first of those."""


@asynccontextmanager
async def by_socket(
    app: AsyncApp,
    app_token: str,
    address: Callable[[], Awaitable[str]],
    line: Line | None = None,
    *,
    ping: float = PING,
    good_for: float = GOOD_FOR,
) -> AsyncIterator[str]:
    """Connected by an `address` that is asked for here, the first time and whenever another is needed.

    Whoever is asked for one is patient; BadConfig, which is raised here the first time, means that there is none.
    """
    client = _Client(app, app_token, await address(), address, ping, good_for)
    handler = _Handler(app, client)
    try:
        await client.connect()
        client.line = line or Line()
        logger.info("connected to Slack by Socket Mode")
        yield "Socket Mode"
    finally:
        await handler.close()


class _Client(SocketModeClient):
    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        first: str,
        address: Callable[[], Awaitable[str]],
        ping: float,
        good_for: float,
    ) -> None:
        super().__init__(app_token, logger=_discreet, web_client=app.client, ping_interval=ping)
        self.wss_uri: str | None = first
        self.line = Line()
        self._address = address
        self._good_for = good_for

    async def connect(self) -> None:
        """The old connection is closed before the new one is open, so there is a gap, however short."""
        self.line.lost()
        while not self.closed:
            self.wss_uri = self.wss_uri or await self.issue_new_wss_url()
            try:
                async with asyncio.timeout(self._good_for):
                    await super().connect()  # type: ignore[no-untyped-call]
                return self.line.back()
            except TimeoutError:
                self.wss_uri = None
        return None

    async def issue_new_wss_url(self) -> str:
        """slack-sdk would ask again every few seconds, for ever, whatever the answer is."""
        patience = Patience(self.line.pause, LONGEST * self.line.pause)
        while True:
            try:
                return await self._address()
            except BadConfig as error:
                self.line.refused(error)
            await patience.wait()

    async def close(self) -> None:
        tasks = filter(None, (self.message_processor, self.message_receiver, self.current_session_monitor))
        await super().close()  # type: ignore[no-untyped-call]
        await asyncio.gather(*tasks, return_exceptions=True)


class _Handler(AsyncBaseSocketModeHandler):
    """Bolt's handler with its tasks in sight, so that none outlives it."""

    def __init__(self, app: AsyncApp, client: _Client) -> None:
        self.app: AsyncApp = app
        self.client: _Client = client
        self._under_way: set[asyncio.Task[Any]] = set()
        client.socket_mode_request_listeners.append(self.handle)

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        began = asyncio.get_running_loop().time()
        await send_async_response(client, req, await run_async_bolt_app(self.app, req), began)

    async def close(self) -> None:
        """Events under way are acknowledged first; what comes meanwhile is left, and Slack sends it again."""
        self.client.socket_mode_request_listeners.clear()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=CLOSING)
        await self.client.close()


class _Discreet(logging.Filter):
    """The address of a connection holds its ticket; and a line that is down needs no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = re.sub(r"wss?://[^\s'\"]+", "wss://…", record.getMessage()), ()
        record.exc_info = None
        return True


_discreet = logging.getLogger(f"{__name__}.client")
_discreet.addFilter(_Discreet())
