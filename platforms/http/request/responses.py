"""The body of POST /v1/responses → a Chat. Pure.

Source: openapi.yaml 2.3.0 (CreateResponse). Any optional field may be null; what is not known is ignored and named.
Only ``input`` is said anew where the request goes on from a response or in a conversation.
"""

from collections.abc import Iterator, Mapping

from platforms.http.errors import ApiError
from platforms.http.request.body import fields_of, ignored, model_of
from platforms.http.request.chat import Chat
from platforms.http.request.checks import (
    Object,
    expect,
    invalid,
    missing,
    unsupported,
    unsupported_parameter,
    whole,
)
from platforms.http.request.flat import form_of, tools_of
from platforms.http.request.items import messages_of
from platforms.http.request.messages import Message, Role

HONOURED = frozenset(
    {
        *("model", "input", "instructions", "stream", "max_output_tokens", "reasoning", "text", "metadata"),
        *("tools", "tool_choice", "parallel_tool_calls", "previous_response_id", "conversation"),
        *("store", "background"),
    }
)

REPEATED: Mapping[str, object] = {
    "frequency_penalty": 0.0,
    "max_tool_calls": None,
    "presence_penalty": 0.0,
    "prompt_cache_key": None,
    "safety_identifier": None,
    "temperature": 1.0,
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
}
"""What nothing is done with and the answer repeats all the same, and what stands there if nothing was said."""

WORDS = ("prompt_cache_key", "safety_identifier", "truncation")
"""Those of them that are text; most numbers are looked at in checks."""

MOST_PAIRS, LONGEST_NAME, LONGEST_VALUE = 16, 64, 512


def parse(body: bytes) -> Chat:
    """What the body asks for."""
    fields = fields_of(body)
    _refuse(fields)
    model = model_of(fields)
    if "input" not in fields:
        raise missing("input")
    messages, skipped = messages_of(fields["input"])
    if not messages:
        raise invalid("input", "none of its items can be asked")
    instructions = expect(str, fields.get("instructions", ""), "instructions")
    text = expect(dict, fields.get("text", {}), "text")
    tools = tools_of(fields)
    reasoning = expect(dict, fields.get("reasoning", {}), "reasoning")
    parts = [f"input.{kind}" for kind in skipped] + [f"tools.{kind}" for kind in tools.skipped]
    parts += [f"text.{name}" for name in ("verbosity",) if text.get(name) is not None]
    return Chat(
        model=model,
        messages=(*([Message(Role.SYSTEM, instructions)] if instructions else []), *messages),
        stream=expect(bool, fields.get("stream", False), "stream"),
        effort=expect(str, reasoning.get("effort") or "", "reasoning.effort"),
        most_tokens=_most(fields),
        form=form_of(text),
        toolbox=tools.box,
        search=tools.search,
        metadata=_metadata(fields),
        after=expect(str, fields.get("previous_response_id", ""), "previous_response_id"),
        conversation=_conversation(fields),
        echo=_echo(fields, text, reasoning) | tools.echo,
        ignored=ignored({**dict.fromkeys(parts), **fields}, HONOURED),
    )


def _refuse(fields: Object) -> None:
    """What would change the shape of the answer, or what there is none of here."""
    if expect(bool, fields.get("background", False), "background"):
        raise unsupported("background", "an answer is held by whoever asks for it; leave it out")
    if "prompt" in fields:
        raise unsupported_parameter("prompt")
    if "previous_response_id" in fields and "conversation" in fields:
        what = "Mutually exclusive parameters: send only one of 'previous_response_id' and 'conversation'."
        raise ApiError(400, what, param="previous_response_id", code="mutually_exclusive_parameters")


def _most(fields: Object) -> int | None:
    if "max_output_tokens" not in fields:
        return None
    if (most := whole("max_output_tokens", fields["max_output_tokens"])) < 1:
        raise invalid("max_output_tokens", "it has to be at least 1")
    return most


def _conversation(fields: Object) -> str:
    """By its id alone, or in an object."""
    match fields.get("conversation", ""):
        case {"id": str(id)} if id:
            return id
        case str(id):
            return id
        case _:
            raise invalid("conversation", "it is an id, or an object with an id")


def _repeated(fields: Object) -> Iterator[tuple[str, object]]:
    for name, default in REPEATED.items():
        value = fields.get(name, default)
        if name in WORDS:
            expect(str, value or "", name)
        elif name == "max_tool_calls" and value is not None:
            whole(name, value)
        yield name, value


def _metadata(fields: Object) -> dict[str, str]:
    pairs = expect(dict, fields.get("metadata", {}), "metadata")
    if len(pairs) > MOST_PAIRS:
        raise invalid("metadata", f"there can be {MOST_PAIRS} pairs at most")
    for name, value in pairs.items():
        if len(name) > LONGEST_NAME or len(expect(str, value, f"metadata.{name}")) > LONGEST_VALUE:
            raise invalid("metadata", f"names have {LONGEST_NAME} characters at most, values {LONGEST_VALUE}")
    return pairs


def _echo(fields: Object, text: Object, reasoning: Object) -> dict[str, object]:
    """What the response repeats, every key that it has to have."""
    conversation = {"conversation": {"id": _conversation(fields)}} if "conversation" in fields else {}
    return {
        **dict(_repeated(fields)),
        "instructions": fields.get("instructions"),
        "max_output_tokens": fields.get("max_output_tokens"),
        "metadata": fields.get("metadata", {}),
        "previous_response_id": fields.get("previous_response_id"),
        "reasoning": {"effort": reasoning.get("effort"), "summary": reasoning.get("summary")},
        "store": expect(bool, fields.get("store", True), "store"),
        "text": {"format": text.get("format") or {"type": "text"}, "verbosity": text.get("verbosity") or "medium"},
        **conversation,
    }
