"""What the answers look like, as JSON Schema, for the published description of the endpoint.

Source: openapi.yaml 2.3.0. Every key that stands here under ``required`` is always there, null or not.
"""

from collections.abc import Mapping

Shape = Mapping[str, object]

TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer", "minimum": 0}
NUMBER: Shape = {"type": "number"}
FLAG: Shape = {"type": "boolean"}
ANY_OBJECT: Shape = {"type": "object"}


def one(**fields: Shape) -> Shape:
    """An object that has all of these."""
    return {"type": "object", "required": [*fields], "properties": fields}


def some(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def word(*words: str) -> Shape:
    return {"type": "string", "enum": [*words]}


FINISH = word("stop", "length", "tool_calls", "content_filter", "function_call")

USAGE = one(
    prompt_tokens=WHOLE,
    completion_tokens=WHOLE,
    total_tokens=WHOLE,
    prompt_tokens_details=one(cached_tokens=WHOLE, audio_tokens=WHOLE),
    completion_tokens_details=one(
        reasoning_tokens=WHOLE,
        audio_tokens=WHOLE,
        accepted_prediction_tokens=WHOLE,
        rejected_prediction_tokens=WHOLE,
    ),
)

FUNCTION = one(name=TEXT, arguments=TEXT)
CITATION = one(
    type=word("url_citation"), url_citation=one(url=TEXT, title=TEXT, start_index=WHOLE, end_index=WHOLE)
)
MESSAGE: Shape = {
    "type": "object",
    "required": ["role", "content", "refusal", "annotations"],
    "properties": {
        "role": word("assistant"),
        "content": or_null(TEXT),
        "refusal": or_null(TEXT),
        "annotations": some(CITATION),
        "tool_calls": {"minItems": 1, **some(one(id=TEXT, type=word("function"), function=FUNCTION))},
        "function_call": FUNCTION,
    },
}
COMPLETION = one(
    id={"type": "string", "pattern": "^chatcmpl-"},
    object=word("chat.completion"),
    created=WHOLE,
    model=TEXT,
    choices={
        "minItems": 1,
        "maxItems": 1,
        **some(one(index=WHOLE, message=MESSAGE, logprobs={"type": "null"}, finish_reason=FINISH)),
    },
    usage=USAGE,
    service_tier=TEXT,
)
"""Of POST /v1/chat/completions."""

TEXT_COMPLETION = one(
    id={"type": "string", "pattern": "^cmpl-"},
    object=word("text_completion"),
    created=WHOLE,
    model=TEXT,
    choices=some(one(text=TEXT, index=WHOLE, logprobs={"type": "null"}, finish_reason=FINISH)),
    usage=USAGE,
)
"""Of POST /v1/completions."""

RESPONSE = one(
    id=TEXT,
    object=word("response"),
    created_at=WHOLE,
    completed_at=or_null(WHOLE),
    status=word("completed", "incomplete", "in_progress", "failed"),
    incomplete_details=or_null(one(reason=TEXT)),
    model=TEXT,
    previous_response_id=or_null(TEXT),
    instructions=or_null(TEXT),
    output=some(one(type=TEXT, id=TEXT)),
    error=or_null(one(code=TEXT, message=TEXT)),
    tools=some(ANY_OBJECT),
    tool_choice={"anyOf": [TEXT, ANY_OBJECT]},
    truncation=word("auto", "disabled"),
    parallel_tool_calls=FLAG,
    text=ANY_OBJECT,
    top_p=NUMBER,
    presence_penalty=NUMBER,
    frequency_penalty=NUMBER,
    top_logprobs=WHOLE,
    temperature=NUMBER,
    reasoning=or_null(ANY_OBJECT),
    usage=or_null(one(input_tokens=WHOLE, output_tokens=WHOLE, total_tokens=WHOLE)),
    max_output_tokens=or_null(WHOLE),
    max_tool_calls=or_null(WHOLE),
    store=FLAG,
    background=FLAG,
    service_tier=TEXT,
    metadata=ANY_OBJECT,
    safety_identifier=or_null(TEXT),
    prompt_cache_key=or_null(TEXT),
)
"""Of POST /v1/responses."""

ITEMS = one(
    object=word("list"),
    data=some(one(id=TEXT, type=TEXT)),
    first_id=or_null(TEXT),
    last_id=or_null(TEXT),
    has_more=FLAG,
)
"""Of GET /v1/responses/{id}/input_items."""

ERASED = one(id=TEXT, object=word("response"), deleted=FLAG)
"""Of DELETE /v1/responses/{id}."""

EVENT: Shape = {"type": "object", "required": ["data"], "properties": {"data": TEXT, "event": TEXT}}
"""One of a stream's."""

MODEL = one(id=TEXT, object=word("model"), created=WHOLE, owned_by=TEXT)
MODELS = one(object=word("list"), data=some(MODEL))
FOUND: Shape = {
    "type": "object",
    "required": ["found", "more", "left", "not_understood"],
    "properties": {
        "found": some(ANY_OBJECT),
        "more": {"type": "boolean"},
        "left": {"type": "integer"},
        "not_understood": some(TEXT),
    },
}
HEALTH: Shape = {
    "type": "object",
    "required": ["status"],
    "properties": {"status": word("ok", "waiting"), "backends": some(ANY_OBJECT)},
}
ERROR = one(error=one(message=TEXT, type=TEXT, param=or_null(TEXT), code=or_null(TEXT)))
