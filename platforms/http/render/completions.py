"""Completions, as they were before chats: JSON and server-sent events.

Source: openapi.yaml 2.3.0. There are no roles, no tools and no refusals: text, and why it ends.
"""

import time

import orjson

from platforms.http.answer.pieces import Began, Called, Declined, Ended, Nothing, Piece, Sign, Usage, Whole, Words
from platforms.http.errors import ApiError
from platforms.http.render import sse
from platforms.http.render.chat import fields_of
from platforms.http.render.wire import Wire
from platforms.http.request.chat import Chat
from platforms.http.request.checks import Object


class CompletionsWire:
    """One answer."""

    def __init__(self, chat: Chat, id: str) -> None:
        self._chat, self._model = chat, chat.model
        self._same: Object = {"id": f"cmpl-{id}", "object": "text_completion", "created": int(time.time())}

    def whole(self, answer: Whole) -> bytes:
        self._model = answer.model
        choice = _choice(answer.text or answer.declined, answer.finish)
        return orjson.dumps(self._document([choice]) | {"usage": fields_of(answer.usage)})

    def piece(self, piece: Piece) -> bytes:
        match piece:
            case Began(model):
                self._model = model
                return b""
            case Words(text) | Declined(text):
                return self._event([_choice(text, None)])
            case Nothing():
                return self._event([_choice("", None)])
            case Ended(finish, usage):
                return self._event([_choice("", finish)]) + self._counted(usage) + sse.DONE
            case Sign() | Called():
                return b""

    def broken(self, error: ApiError) -> bytes:
        return sse.failed(error)

    def _counted(self, usage: Usage) -> bytes:
        return self._event([], fields_of(usage)) if self._chat.include_usage else b""

    def _event(self, choices: list[Object], usage: Object | None = None) -> bytes:
        document = self._document(choices)
        if self._chat.include_usage:
            document["usage"] = usage
        return sse.data(orjson.dumps(document))

    def _document(self, choices: list[Object]) -> Object:
        return {**self._same, "model": self._model, "choices": choices}


def _choice(text: str, finish: str | None) -> Object:
    return {"text": text, "index": 0, "logprobs": None, "finish_reason": finish}


_wire: type[Wire] = CompletionsWire
