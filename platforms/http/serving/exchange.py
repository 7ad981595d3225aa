"""One request for an answer: ask, hold the stream, and stop the answer when the caller leaves.

The status is held back until the backend gave a sign, so that what fails at once is a true HTTP status; whatever
fails after the first byte is the stream's last event. aiohttp cancels the request when the caller is gone, which
leaves ``bridge.ask``, which stops the answer.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from aiohttp import web

from bridge.bridge import Bridge
from bridge.errors import BadQuestion, BridgeError
from bridge.feed import Feed
from bridge.types import Counted
from platforms.http.answer import tokens
from platforms.http.answer.hearing import Quiet, hear, now
from platforms.http.answer.pieces import Ended, Piece, Sign, Whole
from platforms.http.answer.shaping import Shaping
from platforms.http.answer.tokens import Counting
from platforms.http.asking import terms
from platforms.http.asking.asked import Asked
from platforms.http.asking.choosing import Choosing
from platforms.http.asking.kept import Kept
from platforms.http.asking.repeats import Attempt, Sent
from platforms.http.doors.keys import Caller
from platforms.http.doors.line import Lines
from platforms.http.errors import ApiError, told
from platforms.http.render.wire import STREAMED, Keeps, Wire
from platforms.http.request.chat import Chat
from platforms.http.request.checks import unsupported_parameter
from platforms.http.serving.endpoints import Endpoint
from platforms.http.serving.reading import body_of
from platforms.http.serving.stream import Stream
from platforms.http.settings import HttpSettings


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    bridge: Bridge
    settings: HttpSettings
    lines: Lines
    choosing: Choosing
    counting: Counting
    endpoint: Endpoint
    caller: Caller
    id: str
    """Of the request, the question and the answer alike, so that each leads to the others."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Raises ApiError as long as nothing was answered."""
        body = await body_of(request)
        chat = self.endpoint.parse(body)
        if not self.settings.calls_tools(chat.model):
            chat = chat.without_tools()
        if self.settings.prompt_cache_key:
            chat = chat.with_key()
        if self.settings.strict and chat.ignored:
            raise unsupported_parameter(chat.ignored[0])
        sent = Sent(self.caller.name, self.endpoint.path, body, request.headers)
        if made := await self.choosing.repeats.made(sent):
            return await self._tell(request, chat, made.id, made.again(), None)
        async with self.choosing.earlier.known(chat, self.caller.name) as whole:
            with self.choosing.repeats.attempt(sent, self.id) as attempt:
                return await self._answered(request, whole, attempt)

    async def _answered(self, request: web.Request, chat: Chat, attempt: Attempt) -> web.StreamResponse:
        asked = await self.choosing.choose(chat, self.caller, request.headers, self.id)
        silence = Silence(self.settings) if chat.stream else None
        try:
            return await self._tell(request, chat, self.id, self._pieces(chat, asked, attempt, silence), silence)
        except BadQuestion as error:
            raise told(error, asked=False, param=self.endpoint.question) from error
        finally:
            attempt.unasked = asked.never_asked if asked.taken and not asked.untouched else None

    async def _tell(
        self,
        request: web.Request,
        chat: Chat,
        id: str,
        telling: AsyncGenerator[Piece, None],
        silence: "Silence | None",
    ) -> web.StreamResponse:
        wire = self.endpoint.wire(chat, id)
        async with aclosing(telling) as pieces:
            if not chat.stream:
                whole = Whole()
                async for piece in pieces:
                    whole.add(piece)
                headers = _headers(chat, whole.usage.counted)
                body = wire.whole(whole)
                await self._keep(id, wire)
                return web.Response(body=body, content_type="application/json", headers=headers)
            first = await anext(pieces)
            response = web.StreamResponse(headers={**STREAMED, **_headers(chat, self.counting.how)})
            await response.prepare(request)
            more = silence.over if silence else _alone
            await Stream(response, wire, self.id, partial(self._keep, id, wire), more).tell(first, pieces)
            return response

    async def _keep(self, id: str, wire: Wire) -> None:
        """What may be asked for again, or referred to."""
        if hasattr(wire, "kept") and isinstance(wire, Keeps) and wire.kept:  # the first is much quicker
            await Kept(self.bridge, self.caller.name).keep(id, wire.kept)

    async def _pieces(
        self, chat: Chat, asked: Asked, attempt: Attempt, silence: "Silence | None"
    ) -> AsyncGenerator[Piece, None]:
        """What there is to tell, as it comes; leaving it stops the answer. Raises ApiError, at any time."""
        whole = Whole()
        try:
            async with aclosing(self._told(chat, asked, silence)) as pieces:
                async for piece in pieces:
                    whole.add(piece)
                    if isinstance(piece, Ended):
                        asked.answered(whole)  # before it is told: the next request may come with its last byte
                        attempt.answered(whole)
                    yield piece
                    if silence:
                        silence.broken(piece)
        except (GeneratorExit, asyncio.CancelledError):
            asked.left(whole)
            raise
        except (ApiError, BridgeError):
            asked.refused()
            raise

    async def _told(self, chat: Chat, asked: Asked, silence: "Silence | None") -> AsyncGenerator[Piece, None]:
        shaping = self._shaping(chat, asked)
        while True:
            async with self.lines.ask(asked.question, new=asked.is_new, first=asked.is_first) as (feed, place):
                asked.taken = True
                if silence:
                    silence.feed = feed
                while (event := place.heard(feed.at_once() or await hear(feed, silence))) is not Quiet.FOR_GOOD:
                    for piece in shaping.silent() if isinstance(event, Quiet) else shaping.add(event):
                        yield piece
                    if shaping.enough:
                        break  # and out of the block, which stops what would still be written
            if await asked.anew(shaping.error, began=shaping.began):
                shaping = self._shaping(chat, asked)
            elif amiss := shaping.once_more():
                asked.again(terms.once_more(amiss, chat))
            else:
                break
        if shaping.error is not None:
            asked.failed(shaping.error, began=shaping.began)
        for piece in shaping.end(await tokens.prompt(chat, self.counting)):
            yield piece

    def _shaping(self, chat: Chat, asked: Asked) -> Shaping:
        question = asked.question
        place = question.thread.place
        backend, _ = self.bridge.accepting.destination(place, question.author, question.model)
        if backend in self.bridge.forwarding:
            chat = replace(chat, most_tokens=None)  # an API keeps to the limit itself, by its own count
        return Shaping(chat, self.bridge.rules(place).language, self.counting)


class Silence:
    """When a stream has been silent for too long."""

    def __init__(self, settings: HttpSettings) -> None:
        self._keep_alive = settings.keep_alive
        self._until: float | None = now() + settings.first_byte
        self._answering = self._broken = False
        self.feed: Feed | None = None

    @property
    def until(self) -> float | None:
        """By the loop's clock; None: it may be silent for ever."""
        if self._broken:
            self._broken = False
            self._until = now() + self._keep_alive if self._keep_alive else None
        return self._until

    def over(self) -> bool:
        """Whether the next event is there."""
        return self.feed is not None and self.feed.pending

    def broken(self, piece: Piece) -> None:
        """Something was told; of signs only the first one, which sends the headers."""
        if not self._broken and not (self._answering and isinstance(piece, Sign)):
            self._answering = self._broken = True


def _headers(chat: Chat, counted: Counted) -> dict[str, str]:
    """Of a stream how we count is all that is known; what its last chunk says may be the backend's own count."""
    headers: dict[str, str] = {"x-threadbridge-usage": counted}
    if chat.ignored:
        headers["x-threadbridge-ignored"] = ", ".join(chat.ignored)
    return headers


def _alone() -> bool:
    """No other piece is there already."""
    return False
