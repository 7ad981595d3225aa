"""discord.py's client, told what we need of Discord and where it is.

discord.py keeps its addresses in the classes Route and DiscordWebSocket, for every client of the process. Ours go
into the two methods of its HTTP client through which everything passes, so they hold for this client alone; what is
said to commands and clicks passes through an adapter that each task inherits.

Source: discord.py 2.7, discord/http.py and discord/gateway.py; docs.discord.com "Gateway" (intents), seen 2026-08.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from platforms.discord.settings import DiscordSettings

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)

SILENT = discord.AllowedMentions.none()
"""Nobody is pinged by what a model writes."""

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we don't want to speak


Told = (
    discord.Message
    | discord.RawMessageUpdateEvent
    | discord.RawMessageDeleteEvent
    | discord.RawBulkMessageDeleteEvent
)
"""Something was said, edited or deleted."""


class Client(discord.Client):
    """Hands all that is told to `hear`, as soon as it comes and in its order, and what people press to `meet`."""

    def __init__(
        self,
        settings: DiscordSettings,
        hear: Callable[[Told], None],
        meet: Callable[[discord.Interaction], None],
    ) -> None:
        super().__init__(intents=INTENTS, allowed_mentions=SILENT, max_messages=None)
        self.http = self._connection.http = _Http(self.loop, settings.api_url, settings.gateway_url)
        self._api_url = settings.api_url
        self._hear = hear
        self._meet = meet

    async def on_message(self, message: discord.Message) -> None:
        self._hear(message)

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        self._hear(edit)

    async def on_raw_message_delete(self, deletion: discord.RawMessageDeleteEvent) -> None:
        self._hear(deletion)

    async def on_raw_bulk_message_delete(self, deletion: discord.RawBulkMessageDeleteEvent) -> None:
        self._hear(deletion)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self._meet(interaction)

    def answer_there(self) -> None:
        """What this task, and those that it begins, say to commands and clicks goes to the settings' address."""
        if self._api_url != Route.BASE:
            async_context.set(_Adapter(self._api_url))

    async def hang_up(self) -> None:
        """End the connection to the gateway; calls can still be made."""
        ws: DiscordWebSocket | None = getattr(self, "ws", None)  # None before the first one, whatever its type says
        if ws is not None and ws.open:
            await ws.close(code=1000)


class _Http(HTTPClient):
    def __init__(self, loop: asyncio.AbstractEventLoop, api_url: str, gateway_url: str) -> None:
        super().__init__(loop)
        self._api_url = api_url.rstrip("/")
        self._gateway_url = gateway_url

    async def static_login(self, token: str) -> Any:
        """Each login opens a session of its own, so the one of a login that failed is closed here."""
        await self.close()
        self.connector = aiohttp.TCPConnector(limit=0)
        return await super().static_login(token)

    async def request(self, route: Route, **options: Any) -> Any:
        route.url = self._api_url + route.url.removeprefix(Route.BASE)
        return await super().request(route, **options)

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        if self._gateway_url != str(DiscordWebSocket.DEFAULT_GATEWAY):  # then resumed connections go there as well
            url = urlsplit(self._gateway_url)._replace(query=urlsplit(url).query).geturl()
        return await super().ws_connect(url, compress=compress)


class _Adapter(AsyncWebhookAdapter):
    """discord.py's own calls for interactions don't go through its HTTP client."""

    def __init__(self, api_url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._api_url = api_url.rstrip("/")

    async def request(self, route: Route, session: aiohttp.ClientSession, **options: Any) -> Any:
        route.url = self._api_url + route.url.removeprefix(Route.BASE)
        return await super().request(route, session, **options)


def heeding(learn: Callable[[str, str, Mapping[str, str]], None]) -> aiohttp.TraceConfig:
    """Tells method, path and headers of each answer; discord.py keeps the headers to itself."""
    trace = aiohttp.TraceConfig()

    async def answered(session: object, context: object, told: aiohttp.TraceRequestEndParams) -> None:
        learn(told.method, told.url.path, told.response.headers)

    trace.on_request_end.append(answered)
    return trace
