"""A stand-in for OpenAI's API, over real sockets and on both wires: a practice brain behind it answers."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import web

from scraper.practice import Rules
from scraper.practice.brain import Message

USAGE = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
COUNT = {
    "input_tokens": 5,
    "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
    "output_tokens": 2,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 7,
}


class Upstream:
    """``async with Upstream(brain) as api:`` serves it at ``api.v1``."""

    def __init__(self, brain: Rules | None = None) -> None:
        self.brain = brain or Rules()
        self.asked: list[Any] = []
        """The bodies, in their order."""
        self.stopped = False
        """Whoever asked last went away before the end."""
        self.shut = False
        """From now on it accepts no key."""
        self.busy = False
        """… and takes no question."""
        app = web.Application()
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_post("/v1/responses", self._responses)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.v1 = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _models(self, request: web.Request) -> web.Response:
        model = {"id": "far", "object": "model", "created": 1, "owned_by": "test"}
        if self.shut:
            return self._refusal() or web.Response(status=500)
        return web.json_response({"object": "list", "data": [model]})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refusal():
            return refusal
        body = await request.json()
        async with self._stream(request, body) as send:
            async for piece in self._answer(body["messages"][-1]["content"]):
                await send(_chunk({"content": piece}))
            await send(_chunk({}, "stop"))
            if body.get("stream_options", {}).get("include_usage"):
                await send({**_chunk({}), "choices": [], "usage": USAGE})
            await send("[DONE]")
        return send.response

    async def _responses(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refusal():
            return refusal
        body = await request.json()
        async with self._stream(request, body) as send:
            await send({"type": "response.created", "response": _response("in_progress")})
            async for piece in self._answer(body["input"][-1]["content"]):
                part = {"item_id": "m", "output_index": 0, "content_index": 0, "logprobs": []}
                await send({"type": "response.output_text.delta", "delta": piece, **part})
            await send({"type": "response.completed", "response": _response("completed", usage=COUNT)})
        return send.response

    async def _answer(self, text: str) -> AsyncIterator[str]:
        async for piece in self.brain.answer([Message("user", text)]):
            assert isinstance(piece, str)
            yield piece

    def _refusal(self) -> web.Response | None:
        if not (self.shut or self.busy):
            return None
        error = {"message": "No such key." if self.shut else "Slow down."}
        return web.json_response(
            {"error": error}, status=401 if self.shut else 429, headers={"retry-after-ms": "1"}
        )

    @asynccontextmanager
    async def _stream(self, request: web.Request, body: Any) -> AsyncIterator["_Frames"]:
        self.asked.append(body)
        frames = _Frames(web.StreamResponse(headers={"content-type": "text/event-stream"}))
        await frames.response.prepare(request)
        self.stopped = True
        yield frames
        self.stopped = False


class _Frames:
    def __init__(self, response: web.StreamResponse) -> None:
        self.response = response
        self._number = 0

    async def __call__(self, event: Any) -> None:
        if isinstance(event, dict) and "type" in event:
            event, self._number = {**event, "sequence_number": self._number}, self._number + 1
            await self.response.write(f"event: {event['type']}\n".encode())
        data = event if isinstance(event, str) else json.dumps(event)
        await self.response.write(f"data: {data}\n\n".encode())


def _chunk(delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "far", "choices": [choice]}


def _response(status: str, **more: Any) -> dict[str, Any]:
    whole = {"id": "resp_1", "object": "response", "created_at": 1, "model": "far", "output": [], "tools": []}
    return {**whole, "status": status, "parallel_tool_calls": True, "tool_choice": "auto", **more}
