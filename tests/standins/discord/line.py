"""One socket of the gateway: what is said goes out in order, and nobody waits for it.

Source: docs.discord.com "Gateway" (Transport Compression: zlib-stream, one context per connection), seen 2026-08;
discord.py 2.7, which takes a frame of text as it is and one of bytes as compressed.
"""

import asyncio
import zlib

from aiohttp import web


class Line:
    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self._frames: asyncio.Queue[str | int] = asyncio.Queue()
        packs = request.query.get("compress") == "zlib-stream"
        self._packer = zlib.compressobj() if packs else None
        self.closed_by_us = 0
        """The close code that we sent, if we did."""

    @property
    def up(self) -> bool:
        return not self.closed_by_us and not self._socket.closed

    def say(self, frame: str) -> None:
        self._frames.put_nowait(frame)

    def end(self, code: int) -> None:
        """A goodbye with this code, after all that was said before."""
        self._frames.put_nowait(code)

    def cut(self) -> None:
        """Without a goodbye."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def write(self) -> None:
        """Until the end, or until cancelled."""
        while not self._socket.closed:
            match await self._frames.get():
                case int(code):
                    self.closed_by_us = code
                    await self._socket.close(code=code)
                case str(frame):
                    await self._send(frame)

    async def _send(self, frame: str) -> None:
        try:
            if self._packer is None:
                await self._socket.send_str(frame)
            else:
                packed = self._packer.compress(frame.encode()) + self._packer.flush(zlib.Z_SYNC_FLUSH)
                await self._socket.send_bytes(packed)
        except ConnectionError:
            pass  # the other end is gone; what it has not heard is in its session
