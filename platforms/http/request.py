"""The body of POST /v1/chat/completions → one frozen Chat, or an ApiError that names the field.

Source: openapi.yaml 2.3.0. Any optional field may be null; what is not
known is ignored and named. What would only change the quality of an answer is ignored, what would change its shape
is refused. ``stop``, token limits, tools, schemas, pictures and files are a later issue.
"""

import json
import re
from dataclasses import dataclass
from typing import cast

import orjson

from platforms.http.checks import CHECKS, Object, expect, missing
from platforms.http.errors import ApiError
from platforms.http.messages import Message, message

HONOURED = {"reasoning_effort", "model", "messages", "stream", "stream_options"}

MOST_NAMED = 40
"""Ignored fields that are named; whoever sends more is not reading."""

NOT_JSON = "We could not parse the JSON body of your request. It has to be one JSON object."


@dataclass(frozen=True, slots=True)
class Chat:
    """What a caller wants."""

    model: str
    messages: tuple[Message, ...]
    stream: bool = False
    include_usage: bool = False
    effort: str = ""
    ignored: tuple[str, ...] = ()
    """The names of the fields that nothing was done with, fit for a header."""

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]


def parse(body: bytes) -> Chat:
    """What the body asks for, whatever its content type says."""
    fields = {name: value for name, value in _object(body).items() if value is not None}
    options = expect(dict, fields.get("stream_options", {}), "stream_options")
    return Chat(
        model=_model(fields),
        messages=_messages(fields),
        stream=expect(bool, fields.get("stream", False), "stream"),
        include_usage=expect(bool, options.get("include_usage") or False, "stream_options.include_usage"),
        effort=expect(str, fields.get("reasoning_effort", ""), "reasoning_effort"),
        ignored=tuple(_in_a_header(name) for name, value in fields.items() if _is_ignored(name, value))[
            :MOST_NAMED
        ],
    )


def _object(body: bytes) -> Object:
    try:
        value = orjson.loads(body)
    except ValueError:
        value = _leniently(body)
    if not isinstance(value, dict):
        raise ApiError(400, NOT_JSON)
    return cast(Object, value)


def _leniently(body: bytes) -> object:
    """JSON that orjson is too strict for: a byte order mark, UTF-16, half of a surrogate pair from a cut string."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        return orjson.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    except (ValueError, RecursionError):
        raise ApiError(400, NOT_JSON) from None


def _model(fields: Object) -> str:
    model = expect(str, fields.get("model", ""), "model")
    if not model:
        raise ApiError(400, "You must provide a model parameter.", param="model", code="missing_required_parameter")
    return model


def _messages(fields: Object) -> tuple[Message, ...]:
    if "messages" not in fields:
        raise missing("messages")
    listed = expect(list, fields["messages"], "messages")
    if not listed:
        raise ApiError(400, "messages is empty: send at least one.", param="messages", code="empty_array")
    return tuple(message(one, f"messages[{number}]") for number, one in enumerate(listed))


def _is_ignored(name: str, value: object) -> bool:
    if name in HONOURED:
        return False
    check = CHECKS.get(name)
    return check is None or not check(name, value)


def _in_a_header(name: str) -> str:
    return re.sub(r"[^\w.-]", "?", name[:64], flags=re.ASCII)
