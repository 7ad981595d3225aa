"""The network in between: it carries, it goes away, and it goes silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.chaos.relay import Relay

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    """To a server that says everything again."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, Relay(server.sockets[0].getsockname()[1]) as relay:
        yield relay


@asynccontextmanager
async def connected(relay: Relay) -> AsyncIterator[Ends]:
    """Somebody who is heard, as long as the network is there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def echoed(ends: Ends) -> bytes:
    """What comes back; nothing when the connection is gone."""
    reader, writer = ends
    writer.write(b"heard\n")
    try:
        return await reader.readline()
    except ConnectionError:
        return b""


async def test_gone_and_back(relay: Relay) -> None:
    """Who was connected is not any more, and nobody connects; afterwards all is well."""
    async with connected(relay) as before:
        assert await echoed(before) == b"heard\n"
        with relay.gone():
            assert await echoed(before) == b""
            async with connected(relay) as meanwhile:
                assert await echoed(meanwhile) == b""
    async with connected(relay) as after:
        assert await echoed(after) == b"heard\n"


async def test_silent(relay: Relay) -> None:
    """Who was connected still is, and hears nothing more, not even a goodbye; who comes then is heard."""
    async with connected(relay) as before:
        assert await echoed(before) == b"heard\n"
        relay.silence()
        waiting = asyncio.ensure_future(echoed(before))
        async with connected(relay) as after:
            assert await echoed(after) == b"heard\n"
        assert not waiting.done()
        waiting.cancel()


async def test_the_end_is_told(relay: Relay) -> None:
    """Whoever hangs up ends it for the other as well."""
    async with connected(relay) as (reader, writer):
        writer.write_eof()
        assert await reader.read() == b""
