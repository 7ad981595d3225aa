"""An ear at an app's way in, for as long as somebody wants to know whether its events arrive.

What comes in meanwhile for others is not acknowledged: Slack sends it again, to whoever is at work then.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from platforms.slack.receiving.receiver import NOT_YET
from platforms.slack.receiving.server import Server
from platforms.slack.settings import SlackSettings


class Ear(Protocol):
    """Open at one way in."""

    async def heard(self, ts: str) -> None:
        """Returns when the message with this ts has come in as an event."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What Slack says of a connection."""

    others: int
    """More connections of the same app."""
    app: str
    """Whose app-level token it is."""


class SocketEar:
    """Socket Mode (docs.slack.dev "Using Socket Mode")."""

    def __init__(self, line: aiohttp.ClientWebSocketResponse) -> None:
        self._line = line

    async def greeted(self) -> Hello:
        """Waits for Slack's hello."""
        while (said := await self._next())["type"] != "hello":
            pass
        info = said.get("connection_info") or {}
        return Hello(int(said.get("num_connections", 1)) - 1, str(info.get("app_id", "")))

    async def heard(self, ts: str) -> None:
        while True:
            envelope = await self._next()
            if _ts(envelope.get("payload") or {}) == ts:
                return await self._line.send_json({"envelope_id": envelope["envelope_id"]})

    async def _next(self) -> dict[str, Any]:
        """ConnectionError when Slack ends the connection: there may be ten of an app at most."""
        message = await self._line.receive()
        said: dict[str, Any] = message.json() if message.type is aiohttp.WSMsgType.TEXT else {"type": "disconnect"}
        if said["type"] == "disconnect":
            raise ConnectionAbortedError(said.get("reason", "closed"))
        return said


class HttpEar:
    """Signed requests to an address of ours (docs.slack.dev "Verifying requests from Slack")."""

    def __init__(self, secret: str) -> None:
        self._signed = SignatureVerifier(secret)
        self._seen: set[str] = set()
        self._news = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        body = await request.text()
        if not self._signed.is_valid_request(body, dict(request.headers)):
            return web.Response(status=401)
        sent = json.loads(body) if body.startswith("{") else {}
        if sent.get("type") == "url_verification":
            return web.Response(text=str(sent.get("challenge", "")))
        ts = _ts(sent)
        self._seen.add(ts)
        self._news.set()
        return web.Response(status=NOT_YET)

    async def heard(self, ts: str) -> None:
        while ts not in self._seen:
            self._news.clear()
            await self._news.wait()


def _ts(payload: Mapping[str, Any]) -> str:
    return str((payload.get("event") or {}).get("ts", ""))


@asynccontextmanager
async def at_socket(session: aiohttp.ClientSession, address: str) -> AsyncIterator[SocketEar]:
    async with session.ws_connect(address) as line:
        yield SocketEar(line)


@asynccontextmanager
async def at_address(settings: SlackSettings) -> AsyncIterator[HttpEar]:
    """BadConfig when the port is taken."""
    assert settings.signing_secret is not None
    ear, server = HttpEar(settings.signing_secret.get_secret_value()), Server(settings.host, settings.port)
    server.post(settings.path, ear.take)
    try:
        await server.listen()
        yield ear
    finally:
        await server.close()


_by_socket: type[Ear] = SocketEar
_by_http: type[Ear] = HttpEar
