"""The bytes of a stream, few enough writes of them: what is there together goes out together."""

from aiohttp import web

LARGEST = 32 * 1024
"""Bytes that are gathered for one write."""


class Stream:
    """Of one response."""

    def __init__(self, response: web.StreamResponse) -> None:
        self._response = response
        self._unwritten = b""

    async def add(self, events: bytes, *, more: bool) -> None:
        """``more``: others are there already, or the end is."""
        self._unwritten += events
        if self._unwritten and (not more or len(self._unwritten) > LARGEST):
            events, self._unwritten = self._unwritten, b""
            await self._response.write(events)

    async def end(self, last: bytes = b"") -> None:
        await self._response.write_eof(self._unwritten + last)
