"""Every field of POST /v1/responses, as fields.py has those of chat completions.

Source: openapi.yaml 2.3.0 (CreateResponse); the two penalties are Open Responses', seen 2026-10.
"""

from platforms.http.request.described import SAID
from platforms.http.request.fields import CHAT, FLAG, LIMIT, METADATA_FIELD, MODEL, OBJECT, STREAM, TEXT
from platforms.http.request.table import Field, Table, Verdict

HONOURED, EMULATED, IGNORED, REFUSED = Verdict

SAME = (
    *("temperature", "top_p", "presence_penalty", "frequency_penalty", "top_logprobs", "user", "moderation"),
    *("prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "safety_identifier", "service_tier"),
    *("parallel_tool_calls",),
)
"""As in chat completions."""

RESPONSES = Table(
    (
        MODEL,
        Field(
            "input",
            HONOURED,
            {"anyOf": [{"type": "array", "minItems": 1, "items": OBJECT}, SAID]},
            "Text, or items: messages, `function_call`, `function_call_output`, `item_reference`. Others, as "
            "`reasoning`, are left out and named, `input.reasoning`.",
            required=True,
        ),
        Field("instructions", HONOURED, TEXT, "As a system message, said first; they hold for this response."),
        STREAM,
        Field("stream_options", IGNORED, OBJECT, "Nothing is ever obfuscated."),
        Field(
            "previous_response_id",
            HONOURED,
            TEXT,
            "It goes on in the Thread of that response; after an earlier one in a new Thread, with what was said "
            "up to there. One that can't be found: 400 `previous_response_not_found`.",
        ),
        Field(
            "conversation",
            HONOURED,
            {"anyOf": [{"type": "object", "required": ["id"], "properties": {"id": TEXT}}, TEXT]},
            "The Thread of this name. Only what stands in `input` is asked there.",
        ),
        Field(
            "store",
            HONOURED,
            FLAG,
            "false: the response can't be fetched, referred to or deleted by its id. Your own ledger has it.",
        ),
        Field(
            "max_output_tokens",
            EMULATED,
            LIMIT,
            "Tokens are counted, Stop is pressed, and the response is `incomplete`.",
        ),
        Field(
            "text",
            EMULATED,
            {"type": "object", "properties": {"format": OBJECT, "verbosity": TEXT}},
            "`format`: `text`, `json_object`, `json_schema`, as `response_format` in chat completions; `verbosity` "
            "is ignored.",
        ),
        Field(
            "tools",
            EMULATED,
            {"type": "array", "items": {"type": "object", "required": ["type"], "properties": {"type": TEXT}}},
            "Functions, by a protocol in the text; `web_search`: the links of the answer are its annotations. "
            "Others are left out and named, `tools.file_search`.",
        ),
        Field(
            "tool_choice",
            EMULATED,
            {"anyOf": [OBJECT, TEXT]},
            "`none`, `auto`, `required`, a function, `allowed_tools`; `web_search`: a search is asked for.",
        ),
        Field(
            "reasoning",
            EMULATED,
            {"type": "object", "properties": {"effort": TEXT, "summary": TEXT}},
            "`effort` is chosen in the page's menu, where it has it; thoughts are not told.",
        ),
        METADATA_FIELD,
        Field("include", IGNORED, {"type": "array", "items": TEXT}, "There is nothing more to tell."),
        Field(
            "truncation",
            IGNORED,
            {"type": "string", "enum": ["auto", "disabled"]},
            "What does not fit is refused by whoever answers.",
            ("disabled",),
        ),
        Field("max_tool_calls", IGNORED, LIMIT, "It counts tools of OpenAI's servers only."),
        Field("context_management", IGNORED, {"type": "array"}, "Nothing is ever compacted."),
        Field(
            "background",
            REFUSED,
            FLAG,
            "true: 400 `unsupported_value`.",
            (False,),
            why="an answer is held by whoever asks for it; leave it out",
        ),
        Field("prompt", REFUSED, OBJECT, "There are no stored prompts: 400 `unsupported_parameter`."),
        *(CHAT[name] for name in SAME),
    )
)
"""POST /v1/responses."""
