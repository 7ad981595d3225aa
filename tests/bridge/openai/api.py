"""A stand-in for an API, over real sockets: it gives one answer and remembers what it was asked."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bridge import openai
from bridge.events import Event
from bridge.openai import OpenAIBackend, OpenAISettings
from bridge.protocols import Backend, Site
from bridge.types import MessageId, Question, State, Thread, Turn, TurnId
from storage.store import open_store
from tests.fakes import same_rules_everywhere

HELLO = Question(Thread("slack", "T1", "C1", "1.0"), MessageId("1.0"), "Ann", "Hello")
TURN = Turn(TurnId(1), HELLO, "openai", State.ACCEPTED)


@asynccontextmanager
async def backend_of(base_url: str, folder: Path, **settings: Any) -> AsyncIterator[OpenAIBackend]:
    ours = OpenAISettings.model_validate({"base_url": base_url, "retries": 0, **settings})
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'near.db'}") as store,
        openai.plugin.open(ours, Site(store, same_rules_everywhere, folder, name="fake")) as backend,
    ):
        yield backend


async def told(backend: Backend, turn: Turn = TURN) -> Sequence[Event]:
    async with backend.send(turn) as events:
        return [event async for event in events]


def chunk(content: str | None = None, finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """One of chat completions'."""
    said = {"index": 0, "delta": {**({"content": content} if content else {}), **delta}, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [said]}


WHOLE = (chunk("Hi"), chunk(finish="stop"), "[DONE]")


@dataclass
class Api:
    """What it says, and what it was asked."""

    events: Sequence[object] = ()
    status: int = 200
    error: object = None
    headers: dict[str, str] = field(default_factory=dict)
    refuses: str = ""
    """A field of the body that it does not know."""
    files: dict[str, bytes] = field(default_factory=dict)
    """In its sandbox, by id."""
    asked: list[Any] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(body := await request.json())
        if self.status != 200 or (self.refuses and self.refuses in body):
            error = self.error or {"message": f"{self.refuses}: Extra inputs are not permitted"}
            status = 422 if self.status == 200 else self.status
            return web.json_response({"error": error}, status=status, headers=self.headers)
        text = "".join(map(_frame, self.events))
        return web.Response(text=text, content_type="text/event-stream", headers=self.headers)

    async def file(self, request: web.Request) -> web.Response:
        content = self.files.get(request.match_info["id"])
        if content is None:
            return web.json_response({"error": {"message": "The container is gone."}}, status=404)
        if request.path.endswith("/content"):
            return web.Response(body=content)
        named = {
            "id": "f",
            "object": "container.file",
            "container_id": "c",
            "path": "/mnt/data/f",
            "source": "assistant",
        }
        return web.json_response({**named, "created_at": 1, "bytes": len(content)})

    @asynccontextmanager
    async def backend(self, folder: Path, **more: Any) -> AsyncIterator[OpenAIBackend]:
        app = web.Application()
        for route in ("chat/completions", "responses"):
            app.router.add_post(f"/v1/{route}", self.answer)
        for end in ("", "/content"):
            app.router.add_get("/v1/containers/c/files/{id}" + end, self.file)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            port = runner.addresses[0][1]
            async with backend_of(f"http://127.0.0.1:{port}/v1", folder, **more) as backend:
                yield backend
        finally:
            await runner.cleanup()


def _frame(event: object) -> str:
    if isinstance(event, str):
        return f"data: {event}\n\n"
    name = f"event: {event['type']}\n" if isinstance(event, dict) and "type" in event else ""
    return f"{name}data: {json.dumps(event)}\n\n"
