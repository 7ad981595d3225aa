"""What is passed on to an API, and what comes back, byte by byte."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import ValidationError
from yarl import URL

from bridge.errors import BrokenOff, TookTooLong, Unavailable
from bridge.openai import OpenAISettings
from bridge.openai.forward import Forwarding, forwarding

ASKED = {"model": "m", "messages": [{"role": "user", "content": "안녕"}], "unknown": {"a": [1, None]}}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def to(handler: Handler, **settings: Any) -> AsyncIterator[Forwarding]:
    """Forwarding to an API whose chat is this handler."""
    app = web.Application()
    app.router.add_post("/v1/chat/completions", handler)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        ours = OpenAISettings.model_validate({"base_url": f"http://127.0.0.1:{port}/v1", **settings})
        async with forwarding(ours) as api:
            yield api
    finally:
        await runner.cleanup()


async def test_what_is_sent_arrives_as_it_is() -> None:
    """Fields that nobody here knows among it, with our key and nothing of the caller's."""
    seen: dict[str, Any] = {}

    async def handler(request: web.Request) -> web.Response:
        seen.update(body=await request.json(), headers=request.headers)
        return web.Response(body=b'{"any": "bytes"}', content_type="application/json", headers={"retry-after": "7"})

    async with to(handler, api_key="our-key") as api, api.forward("chat/completions", ASKED) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (200, "7")
        assert await answer.whole() == b'{"any": "bytes"}'
    assert seen["body"] == ASKED
    assert seen["headers"]["authorization"] == "Bearer our-key"
    assert seen["headers"]["accept-encoding"] == "identity"


async def test_pieces_come_as_they_are_sent() -> None:
    """Each before the next one is sent."""
    go_on = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for piece in (b"data: 1\n\n", b"data: 2\n\n"):
            await response.write(piece)
            await go_on.wait()
        return response

    async with to(handler) as api, api.forward("chat/completions", ASKED) as answer:
        assert await answer.more() == b"data: 1\n\n"
        go_on.set()
        assert await answer.more() == b"data: 2\n\n"
        assert await answer.more() == b""
        assert await answer.more() == b""


async def test_whoever_leaves_ends_it_at_once() -> None:
    """Also while the API says nothing."""
    began, gone = asyncio.Event(), asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"data: 1\n\n")
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()
        return response

    async with to(handler) as api:
        async with api.forward("chat/completions", ASKED) as answer:
            await answer.more()
        await asyncio.wait_for(gone.wait(), 5)


async def test_whoever_leaves_before_an_answer_ends_it_too() -> None:
    """Nothing of it came."""
    began, gone = asyncio.Event(), asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()
        return web.Response()

    async def ask(api: Forwarding) -> None:
        async with api.forward("chat/completions", ASKED):
            pass

    async with to(handler) as api:
        asking = asyncio.create_task(ask(api))
        await began.wait()
        asking.cancel()
        await asyncio.wait({asking})
        await asyncio.wait_for(gone.wait(), 5)


async def test_errors_of_the_api_come_back_as_they_are() -> None:
    """It is for whoever asked to read what was wrong."""

    async def handler(request: web.Request) -> web.Response:
        return web.json_response({"error": {"message": "no such model"}}, status=404)

    async with to(handler) as api, api.forward("chat/completions", ASKED) as answer:
        assert answer.status == 404
        assert json.loads(await answer.whole())["error"]["message"] == "no such model"


@pytest.mark.parametrize("status", [401, 403])
async def test_our_key_is_refused(status: int) -> None:
    """That is no fault of the caller's, and what the API says of it may quote the key."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, text="bad key our-key")

    async with to(handler, api_key="our-key") as api:
        with pytest.raises(Unavailable) as refused:
            async with api.forward("chat/completions", ASKED):
                pass
    assert "our-key" not in str(refused.value)


async def test_an_api_that_is_not_there() -> None:
    """It says which setting to look at."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response()

    async with to(handler) as api:
        pass
    async with forwarding(OpenAISettings(base_url="http://127.0.0.1:1/v1")) as api:
        with pytest.raises(Unavailable, match="base_url"):
            async with api.forward("chat/completions", ASKED):
                pass


async def test_a_proxys_password_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands in the proxy's address, which the client library quotes."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://me:hidden-word@127.0.0.1:{port}")
        async with forwarding(OpenAISettings(base_url="https://api.test/v1")) as api:
            with pytest.raises(Unavailable, match=r"407 Proxy Authentication Required") as caught:
                async with api.forward("chat/completions", ASKED):
                    pass
    assert "hidden-word" not in str(caught.value)


@pytest.mark.parametrize("address", ["api.test/v1", "ftp://api.test", "https://[x", "https://me:word@api.test", ""])
def test_what_is_no_address_of_an_api(address: str) -> None:
    """Also one with a password, which would be seen in messages and collide with the key."""
    with pytest.raises(ValidationError, match=r"it (is an address that begins|has no name and password)"):
        OpenAISettings(base_url=address)
    with pytest.raises(ValidationError):
        OpenAISettings.model_validate({"accounts": {"a": {"base_url": address}}})


async def test_a_kept_connection_that_was_closed_is_no_error() -> None:
    """The other end closes it while the next question is on its way."""
    asked = 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if asked == 2:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(body=b"ok")

    async with to(handler) as api:
        for _ in range(2):
            async with api.forward("chat/completions", ASKED) as answer:
                assert await answer.whole() == b"ok"
    assert asked == 3


async def test_an_answer_that_breaks_off() -> None:
    """Whatever came of it came."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"data: 1\n\n")
        assert request.transport is not None
        request.transport.abort()
        return response

    async with to(handler) as api, api.forward("chat/completions", ASKED) as answer:
        assert await answer.more() == b"data: 1\n\n"
        with pytest.raises(BrokenOff):
            await answer.more()


async def test_an_api_that_is_silent() -> None:
    """As long as the settings allow, and no longer."""

    async def handler(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async with to(handler, timeout=0.01) as api:
        with pytest.raises(TookTooLong):
            async with api.forward("chat/completions", ASKED):
                pass


async def test_the_model_is_ours_where_the_caller_names_none() -> None:
    """And nothing else is added."""
    seen: list[Any] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(await request.json())
        return web.Response()

    asked = {"model": "", "max_tokens": 5}
    async with to(handler, model="ours") as api, api.forward("chat/completions", asked) as answer:
        await answer.whole()
    assert seen == [{"model": "ours", "max_tokens": 5}]


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ({"max_tokens": 5}, {"max_completion_tokens": 5}),
        ({"max_tokens": 5, "max_completion_tokens": 3}, {"max_completion_tokens": 3}),
        ({"max_tokens": None}, {"max_tokens": None}),
        ({"n": 2}, {"n": 2}),
    ],
)
async def test_a_limit_by_its_old_name(sent: dict[str, object], meant: dict[str, object], tmp_path: Path) -> None:
    """OpenAI's newer models refuse it; others know no other."""
    async with forwarding(OpenAISettings(model="m")) as api:
        assert api.meant(sent) == {**meant, "model": "m"}
    async with forwarding(OpenAISettings(model="m", base_url="http://127.0.0.1:1/v1")) as api:
        assert api.meant(sent) == {**sent, "model": "m"}


async def test_which_addresses_an_api_has() -> None:
    """OpenAI has both; of others only the one that all have is known."""
    async with forwarding(OpenAISettings()) as api:
        assert list(api.routes) == ["chat/completions", "responses"]
    async with forwarding(OpenAISettings(base_url=str(URL("http://127.0.0.1:1/v1/")))) as api:
        assert list(api.routes) == ["chat/completions"]
