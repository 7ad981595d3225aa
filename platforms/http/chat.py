"""One request for a completion: ask, hold the stream, and stop the answer when the caller leaves.

The status is held back until the backend gave a sign, so that what fails at once is a true HTTP status; whatever
fails after the first byte is the stream's last event. aiohttp cancels the request when the caller is gone, which
leaves ``bridge.ask``, which stops the answer.
"""

import time

from aiohttp import web

from bridge import tokens
from bridge.bridge import Bridge
from bridge.events import Failed, Notice
from bridge.feed import Feed
from bridge.types import Language
from platforms.http import render
from platforms.http.answer import Answer
from platforms.http.errors import may_have_been_asked, told
from platforms.http.hearing import hear, now
from platforms.http.question import question
from platforms.http.render import Head, Usage
from platforms.http.request import Chat, parse
from platforms.http.settings import HttpSettings
from platforms.http.stream import HEADERS, Stream


async def complete(
    request: web.Request, bridge: Bridge, settings: HttpSettings, caller: str, id: str
) -> web.StreamResponse:
    """POST /v1/chat/completions."""
    chat = parse(await request.read())
    asked = question(chat, caller, request.headers.get("x-thread", ""), id)
    language = bridge.rules(asked.thread.place).language
    async with bridge.ask(asked) as feed:
        if not chat.stream:
            body = await _whole(feed, chat, id, language)
            return web.Response(body=body, content_type="application/json", headers=_headers(chat))
        until = now() + settings.first_byte
        while isinstance(first := await hear(feed, until), Notice):
            pass  # said about the question, no sign that it is answered
        if isinstance(first, Failed):
            raise told(first.error, language, asked=may_have_been_asked(first.error, False))
        response = web.StreamResponse(headers={**HEADERS, **_headers(chat)})
        await response.prepare(request)
        await Stream(response, chat, id, language, settings.keep_alive).tell(first, feed)
        return response


async def _whole(feed: Feed, chat: Chat, id: str, language: Language) -> bytes:
    answer = Answer()
    async for event in feed:
        answer.add(event)
    if answer.error is not None:
        raise told(answer.error, language, asked=may_have_been_asked(answer.error, answer.began))
    head = Head(f"chatcmpl-{id}", int(time.time()), answer.model or chat.model)
    text = answer.text + answer.pictures
    return render.whole(head, text, answer.finish, Usage(tokens.prompt(chat.texts), tokens.estimated(text)))


def _headers(chat: Chat) -> dict[str, str]:
    headers = {"x-threadbridge-usage": "estimated"}
    if chat.ignored:
        headers["x-threadbridge-ignored"] = ", ".join(chat.ignored)
    return headers
