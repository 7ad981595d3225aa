"""Pieces → the response to a request: one JSON object, or server-sent events while they come."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from aiohttp import web

from bridge.types import Counted
from platforms.http.answer.pieces import Ended, Piece, Sign, Whole
from platforms.http.asking.answering import Answering
from platforms.http.asking.kept import Kept
from platforms.http.errors import ApiError, told
from platforms.http.headers import COUNTED, IGNORED, PLACE
from platforms.http.render import sse
from platforms.http.render.wire import Keeps, Wire
from platforms.http.request.chat import Chat
from platforms.http.serving.stream import Stream

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Telling:
    """To one caller. Raises ApiError as long as nothing was told."""

    request: web.Request
    chat: Chat
    wire: Wire
    kept: Kept
    id: str
    """Of the answer."""

    async def whole(self, pieces: AsyncGenerator[Piece, None]) -> web.Response:
        whole = Whole()
        async with aclosing(pieces):
            async for piece in pieces:
                whole.add(piece)
            body = self.wire.whole(whole)
            await self._keep()
        headers = self._headers(whole.usage.counted)
        return web.Response(body=body, content_type="application/json", headers=headers)

    async def streamed(
        self, pieces: AsyncGenerator[Piece, None], counted: Counted, answering: Answering | None = None
    ) -> web.StreamResponse:
        """``counted``: how we count, which is all that is known now; the last chunk may hold the backend's own
        count. ``answering``: what makes them, if they are not there already."""
        async with aclosing(pieces):
            first = await anext(pieces)
            headers = self._headers(counted)
            if answering is not None and (place := answering.place):
                headers[PLACE] = str(place)
            response = web.StreamResponse(headers={**sse.HEADERS, **headers})
            await response.prepare(self.request)
            stream = Stream(response)
            try:
                await stream.add(self.wire.piece(first), more=_more(answering))
                async for piece in pieces:
                    events, is_last = self._bytes(piece), isinstance(piece, Ended)
                    if is_last:
                        await self._keep()
                    await stream.add(events, more=is_last or _more(answering))
                await stream.end()
            except ConnectionError:
                logger.info("%s: the caller left", self.id)
            except ApiError as error:
                await stream.end(self.wire.broken(error))
            except Exception as error:
                logger.exception("%s: a bug", self.id)
                await stream.end(self.wire.broken(told(error)))
            return response

    def _bytes(self, piece: Piece) -> bytes:
        if isinstance(piece, Sign) and piece.place:
            return sse.comment(f"number {piece.place} in line")
        return self.wire.piece(piece)

    async def _keep(self) -> None:
        """What may be asked for again, or referred to: before its last bytes are told."""
        if hasattr(self.wire, "kept") and isinstance(self.wire, Keeps) and self.wire.kept:  # hasattr is quicker
            await self.kept.keep(self.id, self.wire.kept)

    def _headers(self, counted: Counted) -> dict[str, str]:
        headers: dict[str, str] = {COUNTED: counted}
        if self.chat.ignored:
            headers[IGNORED] = ", ".join(self.chat.ignored)
        return headers


def _more(answering: Answering | None) -> bool:
    """The next piece is there already, and goes with this one."""
    return answering is not None and answering.pending()
