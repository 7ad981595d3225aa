"""The network between the program and one far end, which can go away, break, and go silent."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self

SIZE = 1 << 16
FORGOTTEN = 3.0
"""Seconds after which the far end, too, takes a silent line for dead, once the program has left it."""


class _Line:
    """A connection, and the one behind it."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near, self.far = near, far
        self.deaf = False
        """Half-open: whoever writes is heard by nobody, and nobody says goodbye."""

    def cut(self) -> None:
        for writer in (self.near, self.far):
            writer.transport.abort()

    async def hold(self, near: asyncio.StreamReader, far: asyncio.StreamReader) -> None:
        """Until both ends have gone; the far one of a silent line does not know for a while."""
        there, back = (asyncio.create_task(self._carry(*way)) for way in ((near, self.far), (far, self.near)))
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        if self.deaf:
            await there
        await asyncio.wait({there, back}, timeout=FORGOTTEN if self.deaf else None)
        self.cut()
        await asyncio.wait({there, back})

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One way, to its end; the end of a line that is silent is told to nobody."""
        with suppress(OSError):
            while data := await reader.read(SIZE):
                if not self.deaf:
                    writer.write(data)
                    await writer.drain()
        if not self.deaf:
            writer.close()


class Relay:
    """`async with Relay(port) as relay:` leads from `relay.port` to that port of this machine."""

    def __init__(self, to: int) -> None:
        self.port = 0
        self._to = to
        self._lines: dict[_Line, asyncio.Task[None]] = {}
        self._gone = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._begun, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()
        if self._lines:
            await asyncio.wait(self._lines.values())

    def cut(self) -> None:
        """Every connection breaks."""
        for line in list(self._lines):
            line.cut()

    def silence(self) -> None:
        """Those that are there are half-open from now on; new ones work."""
        for line in self._lines:
            line.deaf = True

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Nobody gets through, nor stays."""
        self._gone += 1
        self.cut()
        try:
            yield
        finally:
            self._gone -= 1

    async def _begun(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._gone:
            return writer.transport.abort()
        try:
            far_reader, far = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            return writer.transport.abort()
        line = _Line(writer, far)
        carrying = self._lines[line] = asyncio.create_task(line.hold(reader, far_reader))
        carrying.add_done_callback(lambda _: self._lines.pop(line))
        return None
