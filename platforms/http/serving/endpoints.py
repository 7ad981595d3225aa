"""The wires on which can be asked: how a body is read, and how an answer is written."""

from collections.abc import Callable
from dataclasses import dataclass

from platforms.http.render.chat import ChatWire
from platforms.http.render.completions import CompletionsWire
from platforms.http.render.responses import ResponsesWire
from platforms.http.render.wire import Wire
from platforms.http.request import chat_completions, completions, responses
from platforms.http.request.chat import Chat
from platforms.http.request.completion_fields import COMPLETIONS
from platforms.http.request.fields import CHAT, MODEL
from platforms.http.request.response_fields import RESPONSES
from platforms.http.request.table import Table


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that takes questions."""

    path: str
    """After /v1."""
    parse: Callable[[bytes], Chat]
    wire: Callable[[Chat, str], Wire]
    """For an answer to this Chat, with this id."""
    fields: Table
    """What a body may hold."""

    @property
    def question(self) -> str:
        """The field in which it stands."""
        return next(field.name for field in self.fields.fields if field.required and field is not MODEL)


ENDPOINTS = (
    Endpoint("/chat/completions", chat_completions.parse, ChatWire, CHAT),
    Endpoint("/completions", completions.parse, CompletionsWire, COMPLETIONS),
    Endpoint("/responses", responses.parse, ResponsesWire, RESPONSES),
)
