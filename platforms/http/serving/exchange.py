"""One request for an answer: body → Chat → is it a repeat? → which Thread → its answer, told.

The status is held back until the backend gave a sign, so that what fails at once is a true HTTP status; whatever
fails after the first byte is the stream's last event. aiohttp cancels the request when the caller is gone, which
leaves ``bridge.ask``, which stops the answer.
"""

from dataclasses import dataclass

from aiohttp import web

from bridge.bridge import Bridge
from bridge.errors import BadQuestion
from platforms.http.answer.vocabulary import Vocabulary
from platforms.http.asking.answering import Answering
from platforms.http.asking.asked import Asked
from platforms.http.asking.choosing import Choosing
from platforms.http.asking.earlier import Earlier
from platforms.http.asking.kept import Kept
from platforms.http.asking.repeats import Attempt, Repeats, Sent
from platforms.http.asking.silence import Silence
from platforms.http.doors.keys import Caller
from platforms.http.doors.line import Lines
from platforms.http.errors import told
from platforms.http.request.chat import Chat
from platforms.http.request.checks import unsupported_parameter
from platforms.http.serving.endpoints import Endpoint
from platforms.http.serving.reading import body_of
from platforms.http.serving.telling import Telling
from platforms.http.settings import HttpSettings


@dataclass(frozen=True, slots=True)
class Shared:
    """What all requests of one server have in common."""

    bridge: Bridge
    settings: HttpSettings
    vocabulary: Vocabulary
    choosing: Choosing
    earlier: Earlier
    repeats: Repeats
    lines: Lines


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    shared: Shared
    endpoint: Endpoint
    caller: Caller
    id: str
    """Of the request, the question and the answer alike, so that each leads to the others."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Raises ApiError as long as nothing was answered."""
        shared, caller = self.shared, self.caller.name
        body = await body_of(request)
        chat = self._meant(self.endpoint.parse(body))
        sent = Sent(caller, self.endpoint.path, body, request.headers)
        if made := await shared.repeats.made(sent):
            return await self._once_more(request, chat, made)
        async with shared.earlier.known(chat, caller) as chat:
            with shared.repeats.attempt(sent, self.id) as attempt:
                attempt.asked = await shared.choosing.choose(chat, self.caller, request.headers, self.id)
                return await self._asked(request, chat, attempt.asked, attempt)

    def _meant(self, chat: Chat) -> Chat:
        """The Chat as the owner's settings let it be."""
        settings = self.shared.settings
        if not settings.calls_tools(chat.model):
            chat = chat.without_tools()
        if settings.prompt_cache_key:
            chat = chat.with_key()
        if settings.strict and chat.ignored:
            raise unsupported_parameter(chat.ignored[0])
        return chat

    async def _once_more(self, request: web.Request, chat: Chat, made: Attempt) -> web.StreamResponse:
        """What was answered when the same was asked before."""
        telling = self._telling(request, chat, made.id)
        if chat.stream:
            return await telling.streamed(made.again(), self.shared.vocabulary.counting.how)
        return await telling.whole(made.again())

    async def _asked(self, request: web.Request, chat: Chat, asked: Asked, attempt: Attempt) -> web.StreamResponse:
        settings, counting = self.shared.settings, self.shared.vocabulary.counting
        silence = Silence(settings.first_byte, settings.keep_alive) if chat.stream else None
        answering = Answering(self.shared.bridge, self.shared.lines, counting, chat, asked, attempt, silence)
        telling = self._telling(request, chat, self.id)
        try:
            if chat.stream:
                return await telling.streamed(answering.pieces(), counting.how, answering)
            return await telling.whole(answering.pieces())
        except BadQuestion as error:
            raise told(error, asked=False, param=self.endpoint.question) from error

    def _telling(self, request: web.Request, chat: Chat, id: str) -> Telling:
        return Telling(request, chat, self.endpoint.wire(chat, id), Kept(self.shared.bridge, self.caller.name), id)
