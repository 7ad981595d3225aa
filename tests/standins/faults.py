"""What can go wrong with a call of any API: a server's error, a slow answer, a connection that is cut."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True, slots=True)
class ServerError:
    """An HTTP error with a body that is not JSON, as the edge sends it; nothing is written."""

    status: int = 500


@dataclass(frozen=True, slots=True, eq=False)
class Slow:
    """The answer waits until `release()`; `written` says whether the write happens before the wait."""

    written: bool = False
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self._released.set()

    async def released(self) -> None:
        await self._released.wait()


@dataclass(frozen=True, slots=True)
class Dropped:
    """The connection is cut without an answer, by default after the write: this is what finds double posts."""

    written: bool = True


def cut(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer; the response returned has nowhere to go."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()
