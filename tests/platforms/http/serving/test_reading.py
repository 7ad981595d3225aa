"""Bodies that are too large, packed too well, or never end."""

import asyncio
import gzip
import zlib
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from platforms.http.errors import ApiError
from platforms.http.serving.reading import body_of
from tests.fakes import FakeBackend
from tests.platforms.http.served import Served, serving

MOST = 4096


async def said_to(served: Served, *raw: bytes) -> bytes:
    """The beginning of what is answered to these bytes, with the connection left open."""
    host, port = served.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        for piece in raw:
            writer.write(piece)
            await writer.drain()
        return await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.close()


def head(**headers: object) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(["POST /v1/chat/completions HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


async def test_what_says_that_it_is_too_large_is_not_read(tmp_path: Path) -> None:
    """The answer does not wait for a byte of it."""
    async with serving(FakeBackend(), tmp_path, body_limit=MOST) as served:
        assert b" 413 " in await said_to(served, head(Content_Length=MOST + 1))


async def test_who_shows_no_key_is_not_read(tmp_path: Path) -> None:
    """However small it is."""
    async with serving(FakeBackend(), tmp_path, keys={"a": {"secret": "some-secret"}}) as served:
        assert b" 401 " in await said_to(served, head(Content_Length=10))


async def test_what_comes_in_pieces_is_counted(tmp_path: Path) -> None:
    """Without a length of its own it is given up as soon as it is too large."""
    piece = b"400\r\n" + b" " * 1024 + b"\r\n"
    async with serving(FakeBackend(), tmp_path, body_limit=MOST) as served:
        assert b" 413 " in await said_to(served, head(Transfer_Encoding="chunked"), *[piece] * 5)


@pytest.mark.parametrize("kind", ["gzip", "deflate"])
async def test_what_is_packed_is_counted_unpacked(tmp_path: Path, kind: str) -> None:
    """50 MB in 50 kB never take 50 MB here."""
    zeros = bytes(50_000_000)
    packed = gzip.compress(zeros) if kind == "gzip" else zlib.compress(zeros)
    async with serving(FakeBackend(), tmp_path, body_limit=100_000) as served:
        assert len(packed) < 100_000
        said = await served.refused(packed, content_encoding=kind)
        assert (said.status, said.code) == (413, "request_too_large")


async def test_what_never_comes_is_given_up() -> None:
    """A caller that says nothing more does not hold a connection for ever."""

    async def read(request: web.Request) -> web.Response:
        with pytest.raises(ApiError) as late:
            await body_of(request, patience=0.01)
        return web.Response(status=late.value.status, headers=late.value.headers)

    app = web.Application()
    app.router.add_post("/v1/chat/completions", read)
    async with TestServer(app) as server:
        reader, writer = await asyncio.open_connection(server.host, server.port)
        writer.write(head(Content_Length=5) + b"{")
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"connection: close" in answer.lower()
        writer.close()
