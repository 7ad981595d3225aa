"""discord.py's calls: at our addresses, no faster than a bot may be, and none while Discord does not let us in.

discord.py keeps its addresses in the classes Route and DiscordWebSocket, for every client of the process. Ours go
into the two methods of its HTTP client through which everything passes, so they hold for this client alone; what is
said to commands and clicks passes through an adapter that each task inherits.

Discord counts every request, discord.py's own tries included, so that is where they are counted here.

Source: docs.discord.com "Rate Limits" (50 requests a second; 10,000 invalid ones in ten minutes shut an address
out), seen 2026-09; discord.py 2.7, discord/http.py and discord/gateway.py.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Ratelimit, Route
from discord.webhook.async_ import AsyncWebhookAdapter

from bridge.errors import PlatformError, ShutOut
from bridge.texts import Phrase
from platforms.discord.refusals import FORBIDDEN, OLD_MESSAGE, TOO_MANY, UNAUTHORIZED, NotCalled, banned, understood
from platforms.discord.settings import DiscordSettings
from platforms.door import Door
from platforms.showing.draft import Budget
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

PER_SECOND: Final = 45
"""Requests; Discord takes 50."""

A_LITTLE_MORE: Final = 1.05
"""We count a second longer than Discord does: two requests may travel at different speeds."""

TEN_MINUTES: Final = 600.0

MOST_REFUSED: Final = 5_000
"""Within ten minutes; at 10,000 Discord's proxy lets nothing through that comes from this address."""

LONGEST_WAIT: Final = 30.0
"""Seconds for which discord.py waits by itself, with the calls of that place behind it."""

LOOKS: Final = frozenset({"/users/@me", "/oauth2/applications/@me"})
"""What is called though the door is shut, to see whether it still has to be."""

NOT_COUNTED: Final = ("/interactions/", "/webhooks/")
"""Answers to commands and clicks have no part in the 50 a second."""

Learn = Callable[[str, str, Mapping[str, str]], None]
"""Told method, path and headers of each answer; discord.py keeps the headers to itself."""

Noticed = Callable[[Route, NotNow | NotThere | PlatformError], None]
"""Told of every call that Discord has refused, and why."""


class Tally:
    """How often Discord has said no within ten minutes."""

    def __init__(self, most: int = MOST_REFUSED, clock: Callable[[], float] = time.monotonic) -> None:
        self._times: deque[float] = deque()
        self._most = most
        self._now = clock

    def note(self, status: int, scope: str) -> None:
        """An answer; where a place is crowded by others it is not our fault."""
        if status in (UNAUTHORIZED, FORBIDDEN, TOO_MANY) and scope != "shared":
            self._times.append(self._now())

    @property
    def count(self) -> int:
        while self._times and self._times[0] <= self._now() - TEN_MINUTES:
            self._times.popleft()
        return len(self._times)

    @property
    def too_many(self) -> bool:
        return self.count >= self._most


class Rest(HTTPClient):
    """discord.py's HTTP client. `second` is how long Discord's is; 0: it does not count."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, settings: DiscordSettings, door: Door, second: float
    ) -> None:
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._begins)
        trace.on_request_end.append(self._ended)
        super().__init__(loop, http_trace=trace, max_ratelimit_timeout=LONGEST_WAIT)
        self.noticed: Noticed = lambda route, trouble: None
        self.learn: Learn = lambda method, path, headers: None
        self.refused = Tally()
        self._api_url = settings.api_url.rstrip("/")
        self._gateway_url = settings.gateway_url
        self._door = door
        self._pace = Budget(PER_SECOND, second * A_LITTLE_MORE)
        self._known = False
        """Our token was taken once."""

    async def static_login(self, token: str) -> Any:
        """Each login opens a session of its own, so the one of a login that failed is closed here."""
        await self.close()
        self.connector = aiohttp.TCPConnector(limit=0)
        user = await super().static_login(token)
        self._known = True
        return user

    async def request(self, route: Route, **options: Any) -> Any:
        route.url = self._api_url + route.url.removeprefix(Route.BASE)
        if self._door.why is not None and route.path not in LOOKS:
            raise NotCalled(self._door.why)
        try:
            return await super().request(route, **options)
        except discord.HTTPException as error:
            if self._known:
                self._notice(route, error)
            raise
        except asyncio.CancelledError:
            # Given up while it waits out a global limit, discord.py would hold every other call for ever.
            self._global_over.set()
            raise

    def get_ratelimit(self, key: str) -> Ratelimit:
        """Asked before each call. A call is refused for a long wait only where it would have to wait.

        discord.py 2.7 refuses every call in a window that is longer than we would wait, though there is room: a
        channel would get one thread in five minutes. So it hears of a longest wait only when the room is used up.
        """
        limit = super().get_ratelimit(key)
        used_up = limit.expires is not None and limit.remaining <= 1
        limit._max_ratelimit_timeout = LONGEST_WAIT if used_up and not limit.is_expired() else None
        return limit

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        if self._gateway_url != str(DiscordWebSocket.DEFAULT_GATEWAY):  # then resumed connections go there as well
            url = urlsplit(self._gateway_url)._replace(query=urlsplit(url).query).geturl()
        return await super().ws_connect(url, compress=compress)

    def _notice(self, route: Route, error: discord.HTTPException) -> None:
        trouble = understood(error)
        logger.debug("%s %s: %s", route.method, route.path, trouble)
        if isinstance(trouble, ShutOut):
            self._door.shut(trouble, banned(error) or 0.0)
        else:
            self.noticed(route, trouble)

    async def _begins(self, session: object, context: object, params: aiohttp.TraceRequestStartParams) -> None:
        if self._ours(str(params.url)) and not any(part in params.url.path for part in NOT_COUNTED):
            await self._pace.turn()

    async def _ended(self, session: object, context: object, params: aiohttp.TraceRequestEndParams) -> None:
        if not self._ours(str(params.url)):
            return
        answer = params.response
        self.learn(params.method, params.url.path, answer.headers)
        self.refused.note(answer.status, answer.headers.get("X-RateLimit-Scope", ""))
        if self._door.why is None and self.refused.too_many:
            what = Phrase("discord_too_many_refusals", count=self.refused.count)
            self._door.shut(ShutOut(what=what), TEN_MINUTES)
        if answer.status == TOO_MANY:
            await _is_too_old(answer)

    def _ours(self, url: str) -> bool:
        """A call of the API; the gateway and Discord's files have other limits."""
        return url.startswith(self._api_url)


async def _is_too_old(answer: aiohttp.ClientResponse) -> None:
    """An old message that was edited too often: refused like a call too fast, so discord.py would wait and try.

    As seen 2023-03; what there is to do about it is another message, and not another time.
    """
    if answer.content_type == "application/json":
        refusal = await answer.json()
        if refusal.get("code") == OLD_MESSAGE:
            raise discord.HTTPException(answer, refusal)


class Adapter(AsyncWebhookAdapter):
    """discord.py's own calls for interactions don't go through its HTTP client."""

    def __init__(self, api_url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._api_url = api_url.rstrip("/")

    async def request(self, route: Route, session: aiohttp.ClientSession, **options: Any) -> Any:
        route.url = self._api_url + route.url.removeprefix(Route.BASE)
        return await super().request(route, session, **options)
