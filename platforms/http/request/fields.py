"""Every field of chat completions: THE table, of which the other wires' take what they have in common.

Source: openapi.yaml 2.3.0; what clients send besides: seen 2026-10. What would only change the quality of an answer
is ignored, what would change its shape is refused.
"""

from platforms.http.request.described import CHOICE, FORMAT, FUNCTION_CALL, FUNCTIONS, MESSAGES, TOOLS
from platforms.http.request.table import Field, Table, Verdict

HONOURED, EMULATED, IGNORED, REFUSED = Verdict

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
MAYBE_FLAG = {"type": ["boolean", "null"]}
WHOLE = {"type": "integer"}
OBJECT = {"type": "object"}
ANYTHING: dict[str, object] = {}

METADATA = {
    "type": "object",
    "maxProperties": 16,
    "propertyNames": {"type": "string", "maxLength": 64},
    "additionalProperties": {"type": "string", "maxLength": 512},
}

MODEL = Field(
    "model",
    HONOURED,
    {"type": "string", "minLength": 1, "examples": ["default"]},
    "A name that `GET /v1/models` lists, or one of your `[http.aliases]`; `default` leaves the choice to the "
    "channel. A model that is not offered: 404.",
    required=True,
)
STREAM = Field("stream", HONOURED, FLAG, "Server-sent events, as the answer is written.")
STREAM_OPTIONS = Field(
    "stream_options",
    HONOURED,
    {"type": "object", "properties": dict.fromkeys(("include_usage", "include_obfuscation"), MAYBE_FLAG)},
    "`include_usage` is honoured; nothing is ever obfuscated.",
)
METADATA_FIELD = Field(
    "metadata",
    HONOURED,
    METADATA,
    "`thread` or `conversation_id` in it names the Thread, as the header `x-thread` does.",
)
N = Field(
    "n",
    REFUSED,
    {"type": "integer", "minimum": 1, "maximum": 128},
    "1 is what is done anyway. Any other number: 400 `unsupported_value`.",
    neutral=(1,),
    why="one answer is given to one question; ask again for another",
)
STOP = Field(
    "stop",
    EMULATED,
    {
        "anyOf": [
            {"type": "array", "maxItems": 4, "items": {"type": "string", "minLength": 1}},
            TEXT | {"minLength": 1},
        ]
    },
    "The answer ends before the first of them, and Stop is pressed.",
)
LIMIT = {"type": "integer", "minimum": 1}
MAX_TOKENS = Field(
    "max_tokens", EMULATED, LIMIT, "Tokens are counted, Stop is pressed, `finish_reason` is `length`."
)


_NO_CONTROL = "A page has no such control."


def _quality(name: str, low: float, high: float, *neutral: object) -> Field:
    schema = {"type": "number", "minimum": low, "maximum": high}
    return Field(name, IGNORED, schema, f"{_NO_CONTROL} Out of range: 400.", neutral)


QUALITY = (
    _quality("temperature", 0, 2),
    _quality("top_p", 0, 1),
    _quality("presence_penalty", -2, 2, 0),
    _quality("frequency_penalty", -2, 2, 0),
    Field("seed", IGNORED, WHOLE, _NO_CONTROL),
    Field(
        "logit_bias",
        IGNORED,
        {"type": "object", "additionalProperties": {"type": "number", "minimum": -100, "maximum": 100}},
        _NO_CONTROL,
        neutral=({},),
    ),
    Field("user", IGNORED, TEXT, "Who asks is known by the key."),
)

CHAT = Table(
    (
        MODEL,
        Field(
            "messages",
            HONOURED,
            MESSAGES,
            "Any roles in any order and number, content as text, as parts, or null.",
            required=True,
        ),
        STREAM,
        STREAM_OPTIONS,
        Field(
            "max_completion_tokens",
            EMULATED,
            LIMIT,
            "Tokens are counted, Stop is pressed, `finish_reason` is `length`; of two limits the smaller counts.",
        ),
        MAX_TOKENS,
        STOP,
        N,
        *QUALITY,
        Field(
            "reasoning_effort",
            EMULATED,
            {"type": "string", "examples": ["none", "minimal", "low", "medium", "high", "xhigh", "max"]},
            "Chosen in the page's menu: this one, or the nearest that the model is known to have.",
        ),
        Field(
            "reasoning",
            EMULATED,
            OBJECT,
            "Not of their protocol, but sent: `effort` in it is as `reasoning_effort`.",
        ),
        Field(
            "thinking",
            EMULATED,
            {"anyOf": [FLAG, OBJECT]},
            'Not of their protocol, but sent: `{"type": "enabled"}` is the effort `high`, by `budget_tokens` a '
            "lower one; `disabled` is `none`.",
        ),
        Field("top_k", IGNORED, ANYTHING, "Not of their protocol, but sent. " + _NO_CONTROL),
        Field(
            "response_format",
            EMULATED,
            FORMAT,
            "`text`, `json_object`, `json_schema`: asked for, checked, repaired once, else a `refusal`.",
        ),
        Field(
            "tools",
            EMULATED,
            TOOLS,
            "Functions, by a protocol in the text; `custom` tools: 400.",
        ),
        Field(
            "tool_choice",
            EMULATED,
            CHOICE,
            "`none`, `auto`, `required`, a name, `allowed_tools`.",
        ),
        Field("parallel_tool_calls", EMULATED, FLAG, "false: only one call in an answer."),
        Field("functions", EMULATED, FUNCTIONS, "The older `tools`, answered as it was then."),
        Field("function_call", EMULATED, FUNCTION_CALL, "The older `tool_choice`."),
        Field(
            "web_search_options",
            EMULATED,
            OBJECT,
            "The question asks for a search; the links of the answer are its `annotations`.",
        ),
        METADATA_FIELD,
        Field(
            "prompt_cache_key",
            IGNORED,
            TEXT,
            "There is no cache of prompts. With `prompt_cache_key = true` in `[http]` it names a conversation.",
        ),
        Field("prompt_cache_options", IGNORED, OBJECT, "There is no cache of prompts."),
        Field("prompt_cache_retention", IGNORED, TEXT, "There is no cache of prompts."),
        Field("safety_identifier", IGNORED, {"type": "string", "maxLength": 64}, "Who asks is known by the key."),
        Field("store", IGNORED, FLAG, "Everything is kept in your own ledger, and nothing elsewhere.", (False,)),
        Field(
            "service_tier",
            IGNORED,
            {"type": "string", "enum": ["auto", "default", "flex", "scale", "priority", "fast"]},
            "There is one.",
            ("auto", "default"),
        ),
        Field("prediction", IGNORED, OBJECT, "It would only be quicker."),
        Field("moderation", IGNORED, ANYTHING, "The site moderates by itself."),
        Field(
            "verbosity",
            IGNORED,
            {"type": "string", "enum": ["low", "medium", "high"]},
            _NO_CONTROL,
            ("medium",),
        ),
        Field("logprobs", REFUSED, FLAG, "A page does not tell them. true: 400 `unsupported_parameter`.", (False,)),
        Field(
            "top_logprobs",
            REFUSED,
            {"type": "integer", "minimum": 0, "maximum": 20},
            "A page does not tell them. More than 0: 400 `unsupported_parameter`.",
            (0,),
        ),
        Field(
            "modalities",
            REFUSED,
            {"type": "array", "items": {"type": "string"}},
            '`["text"]` is what is done anyway. With `audio`: 400.',
            (["text"], []),
            why="answers are text",
        ),
        Field("audio", REFUSED, OBJECT, "Answers are text: 400 `unsupported_parameter`."),
    )
)
"""POST /v1/chat/completions."""
