"""The two doors of Discord, over real sockets: where a bot logs in (and posts, unseen by anybody), and its gateway.

Source: docs.discord.com "Gateway" (opcodes, Identify, Ready), seen 2026-08; discord.py 2.7, which takes a frame of
text as it is and one of bytes as compressed.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PATIENCE = 5.0

HEARTBEAT, IDENTIFY, RESUME = 1, 2, 6
HELLO = {"op": 10, "d": {"heartbeat_interval": 45_000}}
US = {"id": "1", "username": "threadbridge", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION: dict[str, Any] = {
    "id": "1",
    "name": "threadbridge",
    "description": "",
    "icon": None,
    "flags": 0,
    "verify_key": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": US,
}

MESSAGE: dict[str, Any] = {
    "id": "9",
    "channel_id": "5",
    "author": US,
    "type": 0,
    "attachments": [],
    "embeds": [],
    "mentions": [],
    "mention_roles": [],
    "mention_everyone": False,
    "edited_timestamp": None,
    "timestamp": "2026-01-01T00:00:00+00:00",
    "pinned": False,
    "tts": False,
}
READY = {
    "op": 0,
    "s": 1,
    "t": "READY",
    "d": {
        "v": 10,
        "user": US,
        "guilds": [],
        "session_id": "s1",
        "resume_gateway_url": "wss://never.invalid",
        "application": {"id": "1", "flags": 0},
    },
}
MALFORMED = {"op": 0, "s": 2, "t": "GUILD_CREATE", "d": {"id": "what?"}}
RECONNECT = {"op": 7, "d": None}

Act = Sequence[dict[str, Any] | int]
"""What the gateway says once somebody has identified or resumed; a number is a close code, else the line stays."""


@dataclass(slots=True)
class Doors:
    """What came in, and what to do about it."""

    acts: list[Act] = field(default_factory=list)
    """One for each connection; when none is left, READY."""
    logins: list[int] = field(default_factory=list)
    """The statuses of the next logins; when none is left, 200."""
    api_url: str = ""
    gateway_url: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)
    """Each request's method and path, and its authorization, but for the application's commands."""
    closed: list[int | None] = field(default_factory=list)
    """The close code of each connection."""
    _connected: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    async def next(self) -> dict[str, Any]:
        """How the bot begins its next connection: it identifies or resumes."""
        async with asyncio.timeout(PATIENCE):
            return await self._connected.get()

    async def call(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/some/api")
        if path.endswith("/commands"):
            return _json([], 200)
        self.calls.append((f"{request.method} {path}", request.headers.get("Authorization", "")))
        status = self.logins.pop(0) if self.logins else 200
        answer: Any = APPLICATION if path == "/oauth2/applications/@me" else US
        if path.endswith("/messages"):
            answer = MESSAGE | await request.json() if request.method == "POST" else []
        return _json(answer if status == 200 else {"code": 0, "message": "no"}, status)

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        await line.send_json(HELLO)
        while (first := await line.receive_json())["op"] == HEARTBEAT:
            pass
        self._connected.put_nowait(first)
        for step in self.acts.pop(0) if self.acts else [READY]:
            if isinstance(step, int):
                await line.close(code=step)
            else:
                await line.send_json(step)
        async for _ in line:
            pass  # heartbeats
        self.closed.append(line.close_code)
        return line


def _json(answer: object, status: int) -> web.Response:
    """Without a charset, unlike json_response: else discord.py takes it for text."""
    return web.Response(body=json.dumps(answer).encode(), status=status, content_type="application/json")


@asynccontextmanager
async def doors(*acts: Act, logins: Sequence[int] = ()) -> AsyncIterator[Doors]:
    here = Doors(list(acts), list(logins))
    app = web.Application()
    app.router.add_get("/gate", here.gateway)
    app.router.add_route("*", "/some/api/{path:.*}", here.call)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        here.api_url, here.gateway_url = f"http://127.0.0.1:{port}/some/api", f"ws://127.0.0.1:{port}/gate"
        yield here
    finally:
        await runner.cleanup()
