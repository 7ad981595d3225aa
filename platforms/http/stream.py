"""An answer as server-sent events, while it comes and never silent for long."""

import logging
import time

from aiohttp import web

from bridge import tokens
from bridge.events import Shown
from bridge.feed import Feed
from bridge.types import Language
from platforms.http import render
from platforms.http.answer import Answer, Told
from platforms.http.errors import SERVER, ApiError, told
from platforms.http.hearing import Quiet, hear, now
from platforms.http.render import Chunks, Head, Usage
from platforms.http.request import Chat

logger = logging.getLogger(__name__)

HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",  # nginx would hold the stream back
}

REWRITTEN = ApiError(
    502,
    "The beginning of the answer was rewritten after it had been sent, and this protocol can't take text back. "
    "The text so far is not the answer; ask without streaming to get the final one.",
    type=SERVER,
    code="rewritten",
)


class Stream:
    """Tells what can be told; the model's name stands in the first chunk and stays."""

    def __init__(
        self, response: web.StreamResponse, chat: Chat, id: str, language: Language, keep_alive: float
    ) -> None:
        self._response, self._chat, self._id = response, chat, id
        self._language, self._keep_alive = language, keep_alive
        self._answer, self._told = Answer(), Told()
        self._chunks: Chunks | None = None
        self._written = now()

    async def tell(self, first: Shown | Quiet, feed: Feed) -> None:
        """Everything from the first sign to the end."""
        try:
            event = first
            while event is not Quiet.FOR_GOOD:
                await self._go_on(event)
                event = await hear(feed, self._written + self._keep_alive if self._keep_alive else None)
            await self._end()
        except ConnectionError:
            logger.info("%s: the caller left", self._id)
        except Exception as error:
            logger.exception("%s: a bug", self._id)
            await self._response.write(render.broken(told(error)))

    async def _go_on(self, event: Shown | Quiet) -> None:
        if isinstance(event, Quiet):
            return await self._write(self._begun() + self._form.nothing())
        self._answer.add(event)
        if more := self._told.news(self._answer.text):
            await self._write(self._begun() + self._form.text(more))
        return None

    async def _end(self) -> None:
        if self._answer.error is not None:
            await self._write(render.broken(told(self._answer.error, self._language)))
        elif self._told.contradicts(self._answer.text):
            await self._write(render.broken(REWRITTEN))
        else:
            await self._finish()

    async def _finish(self) -> None:
        pictures = self._answer.pictures
        last = self._begun() + (self._form.text(pictures) if pictures else b"")
        last += self._form.finish(self._answer.finish)
        if self._chat.include_usage:
            completion = tokens.estimated(self._answer.text + pictures)
            last += self._form.usage(Usage(tokens.prompt(self._chat.texts), completion))
        await self._write(last + render.DONE)

    @property
    def _form(self) -> Chunks:
        if self._chunks is None:
            head = Head(f"chatcmpl-{self._id}", int(time.time()), self._answer.model or self._chat.model)
            self._chunks = Chunks(head, with_usage=self._chat.include_usage)
        return self._chunks

    def _begun(self) -> bytes:
        """The first chunk if it is still to be written."""
        return b"" if self._chunks is not None else self._form.role()

    async def _write(self, events: bytes) -> None:
        await self._response.write(events)
        self._written = now()
