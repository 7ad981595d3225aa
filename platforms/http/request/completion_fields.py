"""Every field of POST /v1/completions, as fields.py has those of chat completions.

Source: openapi.yaml 2.3.0.
"""

from platforms.http.request.described import SAID
from platforms.http.request.fields import FLAG, MAX_TOKENS, MODEL, QUALITY, STOP, STREAM, STREAM_OPTIONS, TEXT, N
from platforms.http.request.table import Field, Table, Verdict

HONOURED, REFUSED = Verdict.HONOURED, Verdict.REFUSED

COMPLETIONS = Table(
    (
        MODEL,
        Field(
            "prompt",
            HONOURED,
            {"anyOf": [{"type": "array", "minItems": 1, "maxItems": 1, "items": SAID}, SAID]},
            "A text, or a list of one, asked as it is. Several, or numbers of tokens: 400.",
            required=True,
        ),
        STREAM,
        STREAM_OPTIONS,
        MAX_TOKENS,
        STOP,
        N,
        Field(
            "best_of",
            REFUSED,
            {"type": "integer", "minimum": 0, "maximum": 20},
            "1 is what is done anyway. More: 400 `unsupported_value`.",
            (0, 1),
            why="one answer is given to one question",
        ),
        Field("echo", REFUSED, FLAG, "true: 400 `unsupported_parameter`.", (False,)),
        Field("suffix", REFUSED, TEXT, "Any but an empty one: 400 `unsupported_parameter`.", ("",)),
        Field(
            "logprobs",
            REFUSED,
            {"type": "integer", "minimum": 0, "maximum": 5},
            "A page does not tell them: 400 `unsupported_parameter`.",
        ),
        *QUALITY,
    )
)
"""POST /v1/completions."""
