"""The endpoint in front of an API that a test plays itself, with the real backend and sockets between them."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, web

from bridge import openai
from bridge.openai import OpenAISettings
from bridge.protocols import Directory, Site
from bridge.types import Thread, Turn
from storage.store import open_store
from tests.fakes import FakeBackend, same_rules_everywhere
from tests.platforms.http.served import Served, serving

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Upstream:
    """Answers as it is told to, and remembers what it was asked."""

    answer: Handler
    asked: list[Any] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        return await self.answer(request)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Its address, up to /v1."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.handle)
        app.router.add_post("/v1/responses", self.handle)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        finally:
            await runner.cleanup()


@asynccontextmanager
async def in_front_of(
    upstream: Upstream,
    folder: Path,
    rules: Directory = same_rules_everywhere,
    keys: Mapping[str, object] | None = None,
    aliases: Mapping[str, str] | None = None,
    **settings: Any,
) -> AsyncIterator[Served]:
    """The endpoint, whose backend ``fake`` is this API."""
    async with upstream.open() as address, open_store(f"sqlite:///{folder / 'ledger.db'}") as store:
        ours = OpenAISettings.model_validate({"base_url": address, "retries": 0, **settings})
        async with (
            openai.plugin.open(ours, Site(store, rules, folder)) as api,
            serving(
                FakeBackend(), folder, rules, beside={"fake": api}, keys=keys or {}, aliases=aliases or {}
            ) as served,
        ):
            yield served


def says(body: object, status: int = 200, **headers: str) -> Handler:
    """One JSON answer, or these bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(body=data, status=status, content_type="application/json", headers=named)

    return handler


def streams(*pieces: bytes) -> Handler:
    """These, one write each."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = await begun(request)
        for piece in pieces:
            await response.write(piece)
        return response

    return handler


async def begun(request: web.Request) -> web.StreamResponse:
    """A stream of events."""
    response = web.StreamResponse(headers={"content-type": "text/event-stream", "x-request-id": "req_far"})
    await response.prepare(request)
    return response


def event(content: str | None = None, finish: str | None = None, **more: object) -> bytes:
    """A chunk as OpenAI sends it when it counts: every one has a ``usage``."""
    delta = {} if content is None else {"content": content}
    choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
    chunk = {"id": "chatcmpl-far", "object": "chat.completion.chunk", "created": 1, "model": "far-1"}
    whole = json.dumps(
        {**chunk, "choices": choices, "usage": None, **more}, ensure_ascii=False, separators=(",", ":")
    )
    return b"data: " + whole.encode() + b"\n\n"


COUNT = {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}
COUNTED = event(choices=[], usage={**COUNT, "prompt_tokens_details": {"cached_tokens": 4}})
DONE = b"data: [DONE]\n\n"


async def turns(served: Served, response: ClientResponse, caller: str = "local") -> list[Turn]:
    """What the ledger has of the Thread of this answer."""
    await served.bridge.noted()
    id = response.headers["x-request-id"].removeprefix("req_")
    return list(await served.store.history(Thread("http", "", caller, id)))
