"""An answer as server-sent events, while it comes."""

import logging
from collections.abc import AsyncIterator

from aiohttp import web

from platforms.http.answer.pieces import Piece
from platforms.http.errors import ApiError, told
from platforms.http.render.wire import Wire

logger = logging.getLogger(__name__)


class Stream:
    """Writes until the answer is over, has failed, or nobody reads it any more."""

    def __init__(self, response: web.StreamResponse, wire: Wire, id: str) -> None:
        self._response, self._wire, self._id = response, wire, id

    async def tell(self, first: Piece, rest: AsyncIterator[Piece]) -> None:
        """Everything from the first sign to the end."""
        try:
            await self._write(first)
            async for piece in rest:
                await self._write(piece)
        except ConnectionError:
            logger.info("%s: the caller left", self._id)
        except ApiError as error:
            await self._response.write(self._wire.broken(error))
        except Exception as error:
            logger.exception("%s: a bug", self._id)
            await self._response.write(self._wire.broken(told(error)))

    async def _write(self, piece: Piece) -> None:
        if events := self._wire.piece(piece):
            await self._response.write(events)
