"""The door of the API: who calls, whether it may now, what a test wants to go wrong; then the call.

Source: docs.discord.com "API Reference", "Rate Limits" (429, scopes, invalid requests), seen 2026-08; discord.py
2.7, which reads JSON only where the type has no charset, and takes a 429 without Via for Cloudflare's.
"""

import json
import math
from typing import Any

from aiohttp import web

from tests.standins.discord import threads
from tests.standins.discord.faults import ApiError, Fault, Faults, RateLimited
from tests.standins.discord.limits import Limits, Refusal
from tests.standins.discord.payloads import DiscordError, not_found, unauthorized
from tests.standins.discord.world import World
from tests.standins.faults import Dropped, ServerError, Slow, cut

from . import table
from .call import Call, read

VERSION = "/api/v10"


class Door:
    def __init__(self, world: World) -> None:
        self._world = world
        self.calls: list[Call] = []
        self.faults = Faults()
        self.limits = Limits(world.clock.real)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path.removeprefix(VERSION)
        call = Call(request.method, path, self._world.clock.now())
        try:
            call = await read(request, path, call.at)
        except DiscordError as refusal:
            return self._refuse(call, refusal)
        act = table.find(call)
        self.calls.append(call)
        self._world.ring()
        if self.banned:
            return self._cloudflare(call)
        if act is None:
            return self._refuse(call, not_found())
        if not self._known(request, call):
            return self._refuse(call, unauthorized())
        threads.age(self._world)
        return await self._perform(call, act, request)

    @property
    def banned(self) -> bool:
        """Too many answers of 401, 403 and 429: Cloudflare lets nobody through."""
        return self.limits.invalid(self._world.clock.now()) >= self._world.habits.invalid_requests

    def _known(self, request: web.Request, call: Call) -> bool:
        if call.path.startswith(table.OPEN) and call.path != "/gateway/bot":
            return True
        return request.headers.get("Authorization") == f"Bot {self._world.app.token}"

    async def _perform(self, call: Call, act: table.Act, request: web.Request) -> web.StreamResponse:
        fault = self.faults.next(call)
        match fault:
            case RateLimited():
                return self._too_many(call, Refusal(fault.retry_after, fault.scope), {}, via=fault.via)
            case ServerError(status):
                call.status = status
                return web.Response(status=status, text="<html>an error</html>", content_type="text/html")
            case ApiError(code, status, message, more):
                return self._refuse(call, DiscordError(code, status=status, message=message, **more))
            case Dropped(written=False):
                return cut(request)
            case Slow(written=False):
                await fault.released()
            case Slow() | Dropped() | None:
                pass
        return await self._written(call, act, request, fault)

    async def _written(
        self, call: Call, act: table.Act, request: web.Request, fault: Fault | None
    ) -> web.StreamResponse:
        headers: dict[str, str] = {}
        if self._world.habits.limits:
            counted = not call.path.startswith(table.UNCOUNTED)
            refusal, headers = self.limits.take(call, self._world.clock.now(), counted=counted)
            if refusal:
                return self._too_many(call, refusal, headers)
        response = self._run(call, act, headers)
        match fault:
            case Dropped():
                self._world.ring()
                return cut(request)
            case Slow(written=True):
                self._world.ring()
                await fault.released()
            case _:
                pass
        return response

    def _run(self, call: Call, act: table.Act, headers: dict[str, str]) -> web.Response:
        try:
            answer = act(self._world, call)
        except DiscordError as refusal:
            return self._refuse(call, refusal, headers)
        if answer is None:
            call.status = 204
            self._world.ring()
            return web.Response(status=204, headers=headers)
        return self._answer(call, 200, answer, headers)

    def _refuse(self, call: Call, refusal: DiscordError, headers: dict[str, str] | None = None) -> web.Response:
        wait = math.ceil(refusal.more.get("retry_after", 1))
        via = {"Via": "1.1 google", "Retry-After": str(wait)} if refusal.status == 429 else {}
        return self._answer(call, refusal.status, refusal.body, {**(headers or {}), **via})

    def _too_many(self, call: Call, refusal: Refusal, headers: dict[str, str], *, via: bool = True) -> web.Response:
        if not via:
            return self._cloudflare(call)
        everywhere = refusal.scope == "global"
        body = {"message": "You are being rate limited.", "retry_after": refusal.seconds, "global": everywhere}
        told = {"Retry-After": str(int(refusal.seconds) + 1), "X-RateLimit-Scope": refusal.scope}
        if everywhere:
            headers = {"X-RateLimit-Global": "true"}
        return self._answer(call, 429, body, {**headers, **told, "Via": "1.1 google"})

    def _cloudflare(self, call: Call) -> web.Response:
        """Not Discord's own: a page of text, without Via."""
        call.status = 429
        self._world.ring()
        return web.Response(status=429, text="error code: 1015", headers={"Retry-After": "3600"})

    def _answer(self, call: Call, status: int, answer: Any, headers: dict[str, str]) -> web.Response:
        call.answer, call.status = answer, status
        shared = headers.get("X-RateLimit-Scope") == "shared"
        self.limits.answered(status, self._world.clock.now(), shared=shared)
        self._world.ring()
        body = json.dumps(answer).encode()  # with json_response there would be a charset
        return web.Response(status=status, body=body, content_type="application/json", headers=headers)
