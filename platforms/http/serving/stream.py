"""An answer as server-sent events, while it comes."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from platforms.http.answer.pieces import Ended, Piece
from platforms.http.errors import ApiError, told
from platforms.http.render.wire import Wire

logger = logging.getLogger(__name__)

LARGEST = 32 * 1024
"""Bytes that are gathered for one write."""


class Stream:
    """Writes until the answer is over, has failed, or nobody reads it any more."""

    def __init__(
        self,
        response: web.StreamResponse,
        wire: Wire,
        id: str,
        keep: Callable[[], Awaitable[None]],
        more: Callable[[], bool] = lambda: False,
    ) -> None:
        self._response, self._wire, self._id = response, wire, id
        self._keep = keep
        """Called once the answer is whole, before its last bytes are told."""
        self._more = more
        """Whether the next piece is there already: then both are written at once."""
        self._unwritten = b""

    async def tell(self, first: Piece, rest: AsyncIterator[Piece]) -> None:
        """Everything from the first sign to the end."""
        try:
            await self._write(first)
            async for piece in rest:
                await self._write(piece)
            await self._end()
        except ConnectionError:
            logger.info("%s: the caller left", self._id)
        except ApiError as error:
            await self._end(self._wire.broken(error))
        except Exception as error:
            logger.exception("%s: a bug", self._id)
            await self._end(self._wire.broken(told(error)))

    async def _write(self, piece: Piece) -> None:
        self._unwritten += self._wire.piece(piece)
        if isinstance(piece, Ended):
            await self._keep()
            return  # nothing comes after it but the end, with which it is written
        if len(self._unwritten) > LARGEST or not self._more():
            await self._flush()

    async def _flush(self) -> None:
        events, self._unwritten = self._unwritten, b""
        if events:
            await self._response.write(events)

    async def _end(self, last: bytes = b"") -> None:
        await self._response.write_eof(self._unwritten + last)
