"""Servers in a process of their own: ``python -m bench.http.server null|silent|bare FOLDER``.

null     our endpoint before a backend that answers at once, in so many pieces
silent   the same before one that never answers, and that writes down when it is stopped
bare     aiohttp and nothing else, with the same answers
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import orjson
from aiohttp import web

from bench.http.upstream import BODY
from bridge.app import tune
from bridge.bridge import Bridge
from bridge.events import AnsweredBy, Event, Text
from bridge.types import Channel, Health, Model, Rules, Turn
from platforms.http.platform import HttpPlatform
from platforms.http.settings import HttpSettings
from storage.store import open_store

CHUNKS = 50


class Null:
    """Answers at once and keeps nothing."""

    leaves_no_trace = True

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        yield self._events(CHUNKS if "stream" in turn.question.text else 1)

    async def _events(self, pieces: int) -> AsyncIterator[Event]:
        yield AnsweredBy("m")
        for _ in range(pieces):
            yield Text("word ")

    async def models(self) -> Sequence[Model]:
        return ()

    async def check(self) -> Health:
        return Health(True, "")


class Silent(Null):
    """Never answers; says on stdout when it began and when it was stopped, by the clock of the machine.

    In lanes, and with each step in the ledger, as before ChatGPT's page.
    """

    leaves_no_trace = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        try:
            yield self._nothing()
        finally:
            print("stopped", time.monotonic(), flush=True)

    async def _nothing(self) -> AsyncIterator[Event]:
        print("began", time.monotonic(), flush=True)
        await asyncio.Event().wait()
        yield Text("")


def rules(_: Channel) -> Rules:
    return Rules("every", "null", "", "", "en")


async def ours(backend: Null, folder: str) -> None:
    async with open_store(f"sqlite:///{folder}/ledger.db") as store:
        platform = HttpPlatform(HttpSettings(port=0), store)
        bridge = Bridge(store, {"null": backend}, {"http": platform}, rules)
        running = asyncio.create_task(platform.run(bridge))
        await platform.serving.wait()
        tune()
        print(platform.address.rpartition(":")[2], flush=True)
        await running


async def bare() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        asked = orjson.loads(await request.read())
        if not asked.get("stream"):
            return web.Response(body=BODY, content_type="application/json")
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for _ in range(CHUNKS):
            choice = {"index": 0, "delta": {"content": "word "}, "logprobs": None, "finish_reason": None}
            said = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            await response.write(b"data: " + orjson.dumps({**said, "choices": [choice]}) + b"\n\n")
        await response.write(b"data: [DONE]\n\n")
        return response

    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    kind, folder = sys.argv[1:]
    asyncio.run(bare() if kind == "bare" else ours(Silent() if kind == "silent" else Null(), folder))
