"""The wire ``responses``: OpenAI's Responses, with searching the web and pictures where that is wanted.

Nothing is kept there (``store: false``): the ledger has the Thread. An answer is whole when ``response.completed``
says so; any other end is raised. Source: openapi.yaml 2.3.0 of openai/openai-openapi.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

from bridge.answering.dialogue import Dialogue, Exchange
from bridge.errors import BrokenOff, Refused
from bridge.events import AnsweredBy, CutShort, Event, Sent, Status, Text
from bridge.openai.errors import broken_off, ended_early, in_our_words
from bridge.openai.made import Made
from bridge.openai.media import Picture, Words, decoded, medium
from bridge.openai.sdk import Sdk
from bridge.openai.settings import OpenAISettings
from bridge.openai.wish import Wish
from bridge.types import Anchor, File, Image, Used

if TYPE_CHECKING:
    from openai import AsyncStream
    from openai.types.responses import Response, ResponseOutputItem, ResponseStreamEvent
    from openai.types.responses.response_usage import InputTokensDetails

WORKING = {
    "response.reasoning_summary_part.added",
    "response.web_search_call.in_progress",
    "response.image_generation_call.in_progress",
    "response.code_interpreter_call.in_progress",
}
"""Events that say that it is busy, before there is text or in the middle of it."""


class ResponsesWire:
    """Of one API."""

    def __init__(self, sdk: Sdk, settings: OpenAISettings, section: str) -> None:
        self._sdk, self._settings, self._section = sdk, settings, section

    @asynccontextmanager
    async def asked(self, wish: Wish) -> AsyncIterator[AsyncIterator[Event]]:
        client = await self._sdk.client()
        with in_our_words(self._section):
            stream: AsyncStream[ResponseStreamEvent] = await client.responses.create(**self._request(wish))
        async with stream, aclosing(_Reader(wish, Made(client, wish.language)).events(stream)) as events:
            yield events

    def _request(self, wish: Wish) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "model": wish.model,
            "input": items(wish.dialogue),
            "stream": True,
            "store": False,
        }
        if wish.dialogue.instructions:
            wanted["instructions"] = wish.dialogue.instructions
        if wish.effort:
            wanted["reasoning"] = {"effort": wish.effort}
        if wish.max_tokens:
            wanted["max_output_tokens"] = wish.max_tokens
        if wish.temperature is not None:
            wanted["temperature"] = wish.temperature
        if tools := self._tools():
            wanted["tools"] = tools
        return wanted

    def _tools(self) -> list[dict[str, Any]]:
        wanted: list[dict[str, Any]] = []
        if self._settings.web_search:
            wanted.append({"type": "web_search"})
        if self._settings.pictures:
            wanted.append({"type": "image_generation"})
        if self._settings.code:
            wanted.append({"type": "code_interpreter", "container": {"type": "auto"}})
        return wanted


def items(dialogue: Dialogue) -> list[dict[str, Any]]:
    """What was said, and the question."""
    told: list[dict[str, Any]] = []
    for exchange in (*dialogue.earlier, dialogue.asked):
        told.append({"role": "user", "content": _content(exchange)})
        if exchange.answer:
            told.append({"role": "assistant", "content": exchange.answer})
    return told


def _content(exchange: Exchange) -> str | list[dict[str, Any]]:
    if not exchange.files:
        return exchange.text
    return [{"type": "input_text", "text": exchange.text}, *map(_part, exchange.files)]


def _part(file: File) -> dict[str, Any]:
    match medium(file):
        case Picture() as picture:
            return {"type": "input_image", "image_url": picture.address, "detail": "auto"}
        case Words(text):
            return {"type": "input_text", "text": text}
        case other:
            return {"type": "input_file", "filename": other.name, "file_data": other.address}


class _Reader:
    """Of one answer."""

    def __init__(self, wish: Wish, made: Made) -> None:
        self._wish, self._made = wish, made
        self._refusal = ""
        self._writing: int | None = None
        """The item of the output whose text came last."""
        self._pictures = 0

    async def events(self, stream: "AsyncStream[ResponseStreamEvent]") -> AsyncGenerator[Event, None]:
        """What the API tells, up to the proof that it is all."""
        yield Sent(Anchor(stream.response.headers.get("x-request-id") or self._wish.name))
        ended = False
        with broken_off():
            async for event in stream:
                for told in self._told(event):
                    yield told
                if event.type == "response.output_item.done" and event.item.type == "message":
                    async for file in self._made.cited(event.item):
                        yield file
                ended = ended or event.type in ("response.completed", "response.incomplete")
        if self._refusal:
            raise Refused(what=self._refusal)
        if not ended:
            raise ended_early("")

    def _told(self, event: "ResponseStreamEvent") -> list[Event]:
        match event.type:
            case "response.created":
                return [AnsweredBy(event.response.model)] if event.response.model else []
            case "response.output_text.delta":
                return [self._text(event.delta, event.output_index)]
            case "response.refusal.delta":
                self._refusal += event.delta
            case "response.output_item.done":
                return self._drawn(event.item)
            case "response.completed" | "response.incomplete":
                return self._end(event.response)
            case "response.failed":
                error = event.response.error
                raise BrokenOff(what=(error.message if error else "the API failed").rstrip("."))
            case "error":
                raise BrokenOff(what=event.message.rstrip("."))
            case kind if kind in WORKING:
                return [Status("")]
        return []

    def _text(self, more: str, item: int) -> Text:
        """A message after another one begins a paragraph."""
        parts = self._writing not in (None, item)
        self._writing = item
        return Text(f"\n\n{more}" if parts else more)

    def _drawn(self, item: "ResponseOutputItem") -> list[Event]:
        if item.type != "image_generation_call" or not item.result:
            return []
        content = decoded(item.result)
        if content is None:
            raise BrokenOff(what="the API sent a picture that is none")
        self._pictures += 1
        return [Image(f"picture-{self._pictures}.png", content)]

    def _end(self, response: "Response") -> list[Event]:
        told: list[Event] = []
        if usage := response.usage:
            details: InputTokensDetails | None = usage.input_tokens_details  # not every server has them
            cached = details.cached_tokens if details else 0
            told.append(Used(usage.input_tokens or 0, usage.output_tokens or 0, cached or 0))
        if response.status == "incomplete" and not self._refusal:
            reason = response.incomplete_details.reason if response.incomplete_details else ""
            if reason != "max_output_tokens":
                raise ended_early(reason or "unknown")
            told.append(CutShort())
        return told
