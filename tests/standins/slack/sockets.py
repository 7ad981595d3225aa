"""Socket Mode: tickets, sockets, envelopes and their acks.

Source: docs.slack.dev "Using Socket Mode"; slack_sdk.socket_mode (it pings every few seconds and reconnects after
silence: aiohttp answers pings by itself here); seen 2026-08: at most 10 sockets, each payload to one.
"""

import asyncio
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from .delivery import Attempt, Kind, NobodyThere, Unheard
from .payloads import Payload
from .world import World

MOST = 10
PATH = "/link/"


@dataclass(frozen=True, slots=True)
class Ack:
    """An envelope acknowledged; the payload is what the app answered with, if anything."""

    envelope_id: str
    payload: Payload | None
    socket: int
    at: float


@dataclass(slots=True, eq=False)
class Socket:
    number: int
    ws: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Ack | None]] = field(default_factory=dict)


class Sockets:
    """The sockets of the app, and a Carrier over them."""

    late = "timeout"

    def __init__(self, app_id: str, world: World, ack_within: float) -> None:
        self.open: list[Socket] = []
        self.acks: list[Ack] = []
        self.opened = 0
        self.takes: Callable[[], bool] = lambda: True
        """Whether an acknowledgement that has come is still taken."""
        self._app_id = app_id
        self._world, self._clock, self._ring = world, world.clock, world.changed
        self._ack_within = ack_within
        self._tickets: set[str] = set()
        self._turn = 0

    def address(self) -> str:
        """Where a new connection is made; good once."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        host = self._world.address.removeprefix("http")
        return f"ws{host}{PATH}?ticket={ticket}&app_id={self._app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(timeout=1.0)
        await ws.prepare(request)
        if len(self.open) >= MOST:
            await ws.send_json(_disconnect("too_many_websockets"))
            await ws.close()
            return ws
        self.opened += 1
        socket = Socket(self.opened, ws, request)
        await ws.send_json(self._hello(len(self.open) + 1))
        self.open.append(socket)
        self._ring()
        try:
            await self._listen(socket)
        finally:
            self._gone(socket)
        return ws

    def _hello(self, connections: int) -> Payload:
        host = {"host": "applink-practice", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": connections,
            "debug_info": host,
            "connection_info": {"app_id": self._app_id},
        }

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.ws:
            if message.type is not WSMsgType.TEXT or not self.takes():
                continue
            answer: Payload = json.loads(message.data)
            envelope_id = str(answer.get("envelope_id"))
            ack = Ack(envelope_id, answer.get("payload"), socket.number, self._clock.now())
            self.acks.append(ack)
            if (waiting := socket.waiting.get(envelope_id)) and not waiting.done():
                waiting.set_result(ack)
            self._ring()

    def _gone(self, socket: Socket) -> None:
        if socket in self.open:
            self.open.remove(socket)
        for waiting in socket.waiting.values():
            if not waiting.done():
                waiting.set_result(None)
        self._ring()

    async def carry(self, payload: Payload, attempt: Attempt, kind: Kind = "events_api") -> Payload | None:
        socket, envelope_id = self._next(), str(uuid.uuid4())
        heard: asyncio.Future[Ack | None] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope_id] = heard
        envelope = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind == "slash_commands",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
        try:
            await socket.ws.send_json(envelope)
            attempt.sent = True
            self._ring()
            ack = await self._clock.within(self._ack_within, _result(heard))
        except TimeoutError:
            raise Unheard(self.late) from None
        except ConnectionError:
            raise Unheard("connection_failed") from None
        finally:
            del socket.waiting[envelope_id]
        if ack is None:
            raise Unheard("connection_failed")
        return ack.payload

    def _next(self) -> Socket:
        if not self.open:
            raise NobodyThere("no socket is open")
        self._turn += 1
        return self.open[self._turn % len(self.open)]

    async def refresh(self, reason: str) -> None:
        """Say goodbye and close, as Slack does every few hours; nothing more is sent on these sockets."""
        old, self.open = self.open, []
        self._ring()
        for socket in old:
            await socket.ws.send_json(_disconnect(reason))
        await asyncio.gather(*(socket.ws.close() for socket in old))

    def cut(self) -> None:
        """The network is gone: no goodbye and no closing frame."""
        for socket in self.open:
            if socket.request.transport is not None:
                socket.request.transport.abort()

    async def close(self) -> None:
        old, self.open = self.open, []
        await asyncio.gather(*(socket.ws.close() for socket in old))


async def _result(future: asyncio.Future[Ack | None]) -> Ack | None:
    return await future


def _disconnect(reason: str) -> Payload:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-practice"}}
