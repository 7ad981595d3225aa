"""What is not even HTTP."""

import asyncio
import json
import logging
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from platforms.http.serving.runner import Runner
from tests.fakes import FakeBackend
from tests.platforms.http.served import Served, refusal, serving

ASKS = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"

UNREADABLE = {
    "words": b"Hello!\r\n\r\n",
    "no address": b"GET http://[]@/?secret HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no host": b"GET /v1/models HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n",
    "a long key": b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
    + b"secret" * 2000
    + b"\r\n\r\n",
    "a long address": b"GET /" + b"secret" * 2000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a broken key": b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\0\r\n\r\n",
    "a length": ASKS + b"Content-Length: secret\r\n\r\n",
    "a piece": ASKS + b"Transfer-Encoding: chunked\r\n\r\nsecret\r\n",
    "a packing": ASKS + b"Content-Encoding: br\r\nContent-Length: 6\r\n\r\nsecret",
    "an expectation": ASKS + b"Expect: a secret\r\nContent-Length: 6\r\n\r\nsecret",
}


async def answered(served: Served, raw: bytes) -> tuple[int, bytes]:
    host, port = served.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw)
    head = await reader.readuntil(b"\r\n\r\n")
    [length] = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    body = await reader.readexactly(int(length))
    writer.close()
    return int(head.split()[1]), body


async def test_it_is_answered_in_the_envelope_and_not_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A key that stood in it is in no log."""
    caplog.set_level(logging.DEBUG)
    async with serving(FakeBackend(), tmp_path) as served:
        for what, raw in UNREADABLE.items():
            status, body = await answered(served, raw)
            assert status in (400, 417), what
            assert json.loads(body)["error"].keys() == {"message", "type", "param", "code"}, what
    assert "secret" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_bug_around_the_routes(caplog: pytest.LogCaptureFixture) -> None:
    """Is logged whole, and in the envelope for whoever met it."""

    async def broken(_: web.Request) -> web.Response:
        raise ValueError("a bug")

    app = web.Application()
    app.router.add_get("/", broken)
    runner = Runner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        async with ClientSession() as http, http.get(url) as response:
            said = await refusal(response)
            assert (said.status, said.type) == (500, "server_error")
            assert "a bug" not in said.message
    finally:
        await runner.cleanup()
    assert "ValueError: a bug" in caplog.text
