"""The wire ``chat``: chat completions, which every compatible server speaks.

An answer is whole when its last chunk says ``finish_reason: stop``; any other end is raised. Source: openapi.yaml
2.3.0 of openai/openai-openapi. Beyond it, as seen 2026-10: thinking in ``delta.reasoning`` or
``delta.reasoning_content`` (OpenRouter, vLLM, DeepSeek), pictures in ``delta.images`` (OpenRouter).
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

from bridge.answering.dialogue import Dialogue, Exchange
from bridge.errors import Refused
from bridge.events import AnsweredBy, CutShort, Event, Sent, Status, Text
from bridge.openai.errors import broken_off, ended_early, in_our_words
from bridge.openai.media import Picture, Words, content_of, medium
from bridge.openai.sdk import Sdk
from bridge.openai.settings import OpenAISettings
from bridge.openai.wish import Wish
from bridge.types import Anchor, File, Image, Used

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletionChunk
    from openai.types.chat import ChatCompletionContentPartParam as Part
    from openai.types.chat import ChatCompletionMessageParam as Message
    from openai.types.chat.chat_completion_chunk import Choice, ChoiceDelta


class ChatWire:
    """Of one API."""

    def __init__(self, sdk: Sdk, settings: OpenAISettings, section: str) -> None:
        self._sdk, self._settings, self._section = sdk, settings, section
        self._counts = True
        """It can be asked to count tokens; some servers refuse what they don't know."""

    @asynccontextmanager
    async def asked(self, wish: Wish) -> AsyncIterator[AsyncIterator[Event]]:
        client = await self._sdk.client()
        with in_our_words(self._section):
            stream = await self._begun(client, wish)
        async with stream, aclosing(_Reader(wish).events(stream)) as events:
            yield events

    async def _begun(self, client: "AsyncOpenAI", wish: Wish) -> "AsyncStream[ChatCompletionChunk]":
        from openai import BadRequestError, UnprocessableEntityError

        create: Callable[..., Awaitable[AsyncStream[ChatCompletionChunk]]] = client.chat.completions.create
        try:
            return await create(**self._request(wish))
        except (BadRequestError, UnprocessableEntityError) as error:
            if not self._counts or "stream_options" not in error.message:
                raise
            self._counts = False
            return await create(**self._request(wish))

    def _request(self, wish: Wish) -> dict[str, Any]:
        wanted: dict[str, Any] = {"model": wish.model, "messages": messages(wish.dialogue), "stream": True}
        if self._counts:
            wanted["stream_options"] = {"include_usage": True}
        if wish.effort:
            wanted["reasoning_effort"] = wish.effort
        if wish.max_tokens:
            wanted[self._settings.limit_name] = wish.max_tokens
        if wish.temperature is not None:
            wanted["temperature"] = wish.temperature
        if self._settings.web_search:
            wanted["web_search_options"] = {}
        return wanted


def messages(dialogue: Dialogue) -> "list[Message]":
    """The instructions, what was said, and the question."""
    told: list[Message] = []
    if dialogue.instructions:
        told.append({"role": "system", "content": dialogue.instructions})
    for exchange in (*dialogue.earlier, dialogue.asked):
        told.append({"role": "user", "content": _content(exchange)})
        if exchange.answer:
            told.append({"role": "assistant", "content": exchange.answer})
    return told


def _content(exchange: Exchange) -> "str | list[Part]":
    if not exchange.files:
        return exchange.text
    return [{"type": "text", "text": exchange.text}, *map(_part, exchange.files)]


def _part(file: File) -> "Part":
    match medium(file):
        case Picture() as picture:
            return {"type": "image_url", "image_url": {"url": picture.address}}
        case Words(text):
            return {"type": "text", "text": text}
        case other:
            return {"type": "file", "file": {"filename": other.name, "file_data": other.address}}


class _Reader:
    """Of one answer. Servers leave out much of what the format demands, so nothing is taken for granted."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._model = self._refusal = self._finish = ""
        self._thinks = False
        self._pictures = 0

    async def events(self, stream: "AsyncStream[ChatCompletionChunk]") -> AsyncGenerator[Event, None]:
        """What the API tells, up to the proof that it is all."""
        yield Sent(Anchor(stream.response.headers.get("x-request-id") or self._wish.name))
        with broken_off():
            async for chunk in stream:
                for event in self._told(chunk):
                    yield event
        if self._finish == "length" and not self._refusal:
            yield CutShort()
        else:
            _check_end(self._finish, self._refusal)

    def _told(self, chunk: "ChatCompletionChunk") -> Iterator[Event]:
        if chunk.model and not self._model:
            self._model = chunk.model
            yield AnsweredBy(chunk.model)
        choices: list[Choice] | None = chunk.choices
        for choice in (choices or [])[:1]:  # none in a chunk that only counts tokens
            self._finish = choice.finish_reason or self._finish
            delta: ChoiceDelta | None = choice.delta
            if delta is not None:
                yield from self._more(delta)
        if chunk.usage is not None:
            yield _used(chunk.usage)

    def _more(self, delta: "ChoiceDelta") -> Iterator[Event]:
        self._refusal += delta.refusal or ""
        if delta.content:
            yield Text(delta.content)
        more = delta.model_extra or {}
        if not self._thinks and (more.get("reasoning") or more.get("reasoning_content")):
            self._thinks = True
            yield Status("")
        for address in _addresses(more.get("images")):
            if content := content_of(address):
                self._pictures += 1
                yield Image(f"picture-{self._pictures}.{_ending(address)}", content)


def _used(usage: "CompletionUsage") -> Used:
    details = usage.prompt_tokens_details
    cached = details.cached_tokens if details else 0
    return Used(usage.prompt_tokens or 0, usage.completion_tokens or 0, cached or 0)


def _addresses(images: object) -> Iterator[str]:
    for image in images if isinstance(images, list) else ():
        address = image.get("image_url") if isinstance(image, dict) else None
        address = address.get("url") if isinstance(address, dict) else address
        if isinstance(address, str):
            yield address


def _ending(address: str) -> str:
    kind = address.removeprefix("data:image/").partition(";")[0]
    return kind if kind in ("jpeg", "webp", "gif") else "png"


def _check_end(finish: str, refusal: str) -> None:
    if refusal:
        raise Refused(what=refusal)
    if finish != "stop":
        raise ended_early(finish)
