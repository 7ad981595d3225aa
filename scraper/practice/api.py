"""The endpoints under /api and /backend-api, in the shapes seen in 2026-08 and 09."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from aiohttp import web

from scraper.practice.brain import Cut
from scraper.practice.conversation import MODEL, Conversation
from scraper.practice.generation import Generation
from scraper.practice.json import Json, at, dumps, loads, text_at
from scraper.practice.models import listing
from scraper.practice.pages import seen_by
from scraper.practice.sse import awkward
from scraper.practice.tab import State
from scraper.practice.world import Asked, StillAnswering, Unknown, World

LINGER = 10.0  # seconds the stream stays open after its end: it is the page that hangs up, by aborting
BREATHER = 0.001  # seconds between two writes, now and then, so that cuts arrive as cuts
BREATHERS = 0.1

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answer(value: Json, status: int = 200) -> web.Response:
    return web.Response(body=dumps(value), status=status, content_type="application/json")


def refuse(status: int, detail: str) -> web.Response:
    return answer({"detail": detail}, status)


class Api:
    """Answers the page's own calls, for one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        api = "/backend-api"
        return [
            web.get("/api/auth/session", self.session),
            web.get(f"{api}/me", self.me),
            web.get(f"{api}/models", self.models),
            web.get(f"{api}/accounts/check/v4-2023-04-27", self.accounts),
            web.post(f"{api}/conversation/init", self.init),
            web.get(f"{api}/conversations", self.listing),
            web.get(f"{api}/conversations/{{id}}", self.flat),
            web.get(f"{api}/conversations/{{id}}/messages", self.flat),
            web.get(f"{api}/conversation/{{id}}", self.tree),
            web.get(f"{api}/conversation/{{id}}/stream_status", self.stream_status),
            web.post(f"{api}/f/conversation/prepare", self.prepare),
            web.post(f"{api}/f/conversation", self.converse),
            web.post(f"{api}/stop_conversation", self.stop),
        ]

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """No bearer, no data: cookies alone are not enough. A limit answers everything but who you are."""
        states = seen_by(self._world, request).states
        response = self._barred(request, states)
        if response is None:
            try:
                response = await handler(request)
            except Unknown:
                response = refuse(404, "conversation_not_found")
        if not response.prepared:  # so that an open page hears of what has changed
            response.headers["X-Practice-States"] = ",".join(sorted(states))
        return response

    def _barred(self, request: web.Request, states: frozenset[State]) -> web.StreamResponse | None:
        if not request.path.startswith("/backend-api/"):
            return None
        bearer = request.headers.get("Authorization") == f"Bearer {self._world.token}"
        if not bearer or states & {"guest", "session_expired"}:
            return refuse(401, "Unauthorized")
        if "account_locked" in states:
            return refuse(403, "Suspicious activity was detected on this account.")
        if "too_many_requests" in states:
            return refuse(429, "Too many requests")
        return None

    async def session(self, request: web.Request) -> web.Response:
        if "guest" in seen_by(self._world, request).states:
            return answer({})
        expires = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        user: Json = {"id": "user-sample", "name": "Sample Person", "email": "person@example.com"}
        return answer({"user": user, "expires": expires, "accessToken": self._world.token})

    async def me(self, _: web.Request) -> web.Response:
        return answer(
            {"object": "user", "id": "user-sample", "name": "Sample Person", "email": "person@example.com"}
        )

    async def models(self, _: web.Request) -> web.Response:
        return answer(listing(self._world.models))

    async def accounts(self, _: web.Request) -> web.Response:
        account: Json = {"account": {"account_id": "sample", "plan_type": "plus", "is_deactivated": False}}
        return answer({"accounts": {"default": account}, "account_ordering": ["default"]})

    async def init(self, _: web.Request) -> web.Response:
        limits: Json = [{"feature_name": "file_upload", "remaining": 80, "reset_after": None}]
        said: dict[str, Json] = {
            "type": "conversation_detail_metadata",
            "banner_info": None,
            "blocked_features": [],
        }
        return answer(said | {"model_limits": [], "limits_progress": limits, "default_model_slug": MODEL})

    async def listing(self, request: web.Request) -> web.Response:
        offset, limit = _number(request, "offset", 0), _number(request, "limit", 28)
        rows = [c.row() for c in self._world.listed()]
        page: Json = rows[offset : offset + limit]
        return answer({"items": page, "total": len(rows), "limit": limit, "offset": offset})

    async def flat(self, request: web.Request) -> web.Response:
        return answer(self._found(request).flat(_number(request, "num_turns", 10), request.query.get("before")))

    async def tree(self, request: web.Request) -> web.Response:
        return answer(self._found(request).tree())

    async def stream_status(self, request: web.Request) -> web.Response:
        return answer({"status": "IS_STREAMING" if self._found(request).generating else "IDLE"})

    async def prepare(self, _: web.Request) -> web.Response:
        return answer({"status": "ok", "conduit_token": uuid4().hex})

    async def stop(self, request: web.Request) -> web.Response:
        conversation = text_at(await _body(request), "conversation_id")
        if conversation is None:
            return refuse(422, "conversation_id is missing")
        await self._world.stop(conversation)
        return answer({"success": True})

    async def converse(self, request: web.Request) -> web.StreamResponse:
        asked = _asked(await _body(request))
        if asked is None:
            return refuse(422, "messages[-1] is no user message with an id and a text")
        try:
            generation = self._world.ask(asked)
        except StillAnswering:
            return refuse(409, "The conversation is still answering.")
        return await self._stream(request, generation)

    async def _stream(self, request: web.Request, generation: Generation) -> web.StreamResponse:
        random = Random(f"{self._world.seed}:{len(self._world.posts)}")  # noqa: S311, reproducible cuts
        newline = {"lf": b"\n", "crlf": b"\r\n"}[self._world.newline or random.choice(["lf", "crlf"])]
        response = web.StreamResponse(headers={"Cache-Control": "no-cache"})
        response.content_type = "text/event-stream"
        response.charset = "utf-8"
        await response.prepare(request)
        with suppress(ConnectionResetError):  # the page has hung up
            async for frame in generation.log.follow():
                if isinstance(frame, Cut):
                    if frame.hard and request.transport is not None:
                        request.transport.abort()
                    return response
                for piece in awkward(frame.encode(newline), random):
                    await response.write(piece)
                    if random.random() < BREATHERS:
                        await asyncio.sleep(BREATHER)
            await asyncio.sleep(LINGER)
        return response

    def _found(self, request: web.Request) -> Conversation:
        return self._world.find(request.match_info["id"])


def _number(request: web.Request, name: str, default: int) -> int:
    with suppress(ValueError):
        return max(0, int(request.query.get(name, "")))
    return default


async def _body(request: web.Request) -> object:
    try:
        return loads(await request.read())
    except ValueError:
        return None


def _asked(body: object) -> Asked | None:
    if text_at(body, "messages", -1, "author", "role") != "user":
        return None
    message = text_at(body, "messages", -1, "id")
    text = text_at(body, "messages", -1, "content", "parts", 0)
    if not message or text is None:
        return None
    found = at(body, "messages", -1, "metadata", "attachments")
    names = [text_at(a, "name") for a in found] if isinstance(found, list) else []
    temporary = at(body, "history_and_training_disabled") is True
    return Asked(message, text, text_at(body, "conversation_id"), temporary, [{"name": n} for n in names])
