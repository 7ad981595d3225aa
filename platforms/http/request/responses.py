"""The body of POST /v1/responses → a Chat. Pure.

Source: openapi.yaml 2.3.0 (CreateResponse). Any optional field may be null; what is not known is ignored and named.
response_fields.py says what is done with which.
"""

from platforms.http.errors import ApiError
from platforms.http.request.body import fields_of, metadata_of, model_of
from platforms.http.request.chat import CACHE_KEY, Chat
from platforms.http.request.checks import Object, expect, invalid, missing, number_of
from platforms.http.request.effort import effort_of
from platforms.http.request.endings import most_tokens
from platforms.http.request.flat import tools_of
from platforms.http.request.form import form
from platforms.http.request.items import messages_of
from platforms.http.request.messages import Message, Role
from platforms.http.request.response_fields import RESPONSES

REPEATED: Object = {
    "frequency_penalty": 0.0,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "presence_penalty": 0.0,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "safety_identifier": None,
    "store": True,
    "temperature": 1.0,
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
}
"""What the answer repeats as it was said, and what stands there if nothing was."""


def parse(body: bytes) -> Chat:
    """What the body asks for."""
    fields = fields_of(body)
    model = model_of(fields)
    if "input" not in fields:
        raise missing("input")
    messages, skipped = messages_of(fields["input"])
    if not messages:
        raise invalid("input", "none of its items can be asked")
    instructions = expect(str, fields.get("instructions", ""), "instructions")
    tools, text = tools_of(fields), expect(dict, fields.get("text", {}), "text")
    left_out = [f"input.{kind}" for kind in skipped] + [f"tools.{kind}" for kind in tools.skipped]
    left_out += [f"text.{name}" for name in ("verbosity",) if text.get(name) is not None]
    return Chat(
        model=model,
        messages=(*([Message(Role.SYSTEM, instructions)] if instructions else []), *messages),
        stream=expect(bool, fields.get("stream", False), "stream"),
        effort=effort_of(fields),
        most_tokens=most_tokens(fields, "max_output_tokens"),
        temperature=number_of(fields, "temperature"),
        form=form(text.get("format") or {}, "text.format"),
        toolbox=tools.box,
        search=tools.search,
        may_search=tools.may_search,
        metadata=metadata_of(fields),
        after=_after(fields),
        conversation=_conversation(fields),
        cache_key=expect(str, fields.get(CACHE_KEY, ""), CACHE_KEY),
        echo=_echo(fields, text) | tools.echo,
        ignored=RESPONSES.ignored({**dict.fromkeys(left_out), **fields}),
    )


def _after(fields: Object) -> str:
    if "previous_response_id" in fields and "conversation" in fields:
        what = "Mutually exclusive parameters: send only one of 'previous_response_id' and 'conversation'."
        raise ApiError(400, what, param="previous_response_id", code="mutually_exclusive_parameters")
    return expect(str, fields.get("previous_response_id", ""), "previous_response_id")


def _conversation(fields: Object) -> str:
    """By its id alone, or in an object."""
    match fields.get("conversation", ""):
        case {"id": str(id)} if id:
            return id
        case str(id):
            return id
        case _:
            raise invalid("conversation", "it is an id, or an object with an id")


def _echo(fields: Object, text: Object) -> Object:
    """What the response repeats, every key that it has to have."""
    reasoning = expect(dict, fields.get("reasoning", {}), "reasoning")
    expect(bool, fields.get("store", True), "store")
    echo: Object = {
        **{name: fields.get(name, otherwise) for name, otherwise in REPEATED.items()},
        "reasoning": {"effort": reasoning.get("effort"), "summary": reasoning.get("summary")},
        "text": {"format": text.get("format") or {"type": "text"}, "verbosity": text.get("verbosity") or "medium"},
    }
    return {**echo, "conversation": {"id": _conversation(fields)}} if "conversation" in fields else echo
