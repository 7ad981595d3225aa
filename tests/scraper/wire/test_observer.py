"""What is seen of a page's own requests, with a server that takes its time."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bridge.errors import ConversationFull
from scraper import generations
from scraper.wire.observer import Observer
from scraper.wire.refusal import refusal
from scraper.wire.seen import NoStream, Posted
from tests.scraper.one_browser import OneChromium

ASK = "/backend-api/f/conversation"
MESSAGE = {"id": "m1", "author": {"role": "user"}, "content": {"parts": ["hello"]}}


async def test_a_refusal_is_read_when_all_of_it_has_come(chromium: OneChromium, tmp_path: Path) -> None:
    """Its status comes first, and its words may come much later."""
    words = asyncio.Event()

    async def refuse(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=400, headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"detail": ')
        await words.wait()
        await response.write(b'{"code": "max_conversation_length", "message": "Full."}}')
        return response

    async with serving(refuse) as address:
        tab = await (await chromium.context()).new_page()
        observer = Observer(generations.load(tmp_path).traffic)
        await tab.goto(address)
        await observer.attach(tab, await tab.context.new_cdp_session(tab))
        status = await tab.evaluate(
            "([path, body]) => fetch(path, {method: 'POST', body}).then((response) => response.status)",
            [ASK, json.dumps({"messages": [MESSAGE], "action": "next"})],
        )
        assert status == 400
        assert isinstance(await observer.seen.get(), Posted)
        assert observer.seen.empty()
        words.set()
        refused = await observer.seen.get()
        await tab.close()
    assert isinstance(refused, NoStream)
    assert isinstance(refusal(refused.status, refused.words), ConversationFull)


@asynccontextmanager
async def serving(refuse: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """An empty page, and what it posts to."""

    async def empty(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>empty</title>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", empty)
    app.router.add_post(ASK, refuse)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
