"""Every row of the table of fields of POST /v1/responses: what is taken, ignored and named, or refused."""

from typing import Any

import pytest

from platforms.http.errors import ApiError
from platforms.http.request.response_fields import RESPONSES, SAME
from platforms.http.request.table import Field, Verdict
from tests.platforms.http.request.test_fields import (
    IGNORED,
    MISSING,
    PARAMETER,
    ROWS,
    TAKEN,
    TYPE,
    UNSUPPORTED,
    VALUE,
)
from tests.platforms.http.request.test_responses import parsed

FUNCTION = {"type": "function", "name": "f", "parameters": {"type": "object"}}
CALLED = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}

OWN: dict[str, list[tuple[Any, str]]] = {
    **{name: ROWS[name] for name in ("model", "stream", "metadata", *SAME)},
    "input": [
        *(("Hi", TAKEN), ([{"role": "user", "content": "Hi"}], TAKEN), ([CALLED], TAKEN)),
        *(([{"role": "user", "content": "Hi"}, {"type": "reasoning", "id": "r"}], IGNORED), (None, MISSING)),
        *(([], "empty_array"), (7, TYPE), ([{"type": "reasoning"}], VALUE), ([{"type": 1}], TYPE)),
    ],
    "instructions": [("Be brief.", TAKEN), ("", TAKEN), ([], TYPE)],
    "stream_options": [({"include_obfuscation": False}, IGNORED), ([], TYPE)],
    "previous_response_id": [("resp_1", TAKEN), (1, TYPE)],
    "conversation": [("trip", TAKEN), ({"id": "trip"}, TAKEN), ({}, VALUE), (1, VALUE)],
    "store": [(True, TAKEN), (False, TAKEN), ("no", TYPE)],
    "max_output_tokens": [(16, TAKEN), (0, VALUE), ("16", TYPE), (True, TYPE)],
    "text": [
        *(({}, TAKEN), ({"format": {"type": "text"}}, TAKEN), ({"format": {"type": "json_object"}}, TAKEN)),
        *(({"format": {"type": "json_schema", "name": "a", "schema": {}}}, TAKEN), ({"verbosity": "low"}, IGNORED)),
        *(({"format": {"type": "json_schema", "schema": {}}}, MISSING), ({"format": {"type": "xml"}}, VALUE)),
        *(({"format": "text"}, TYPE), ("text", TYPE)),
    ],
    "tools": [
        *(([], TAKEN), ([FUNCTION], TAKEN), ([{"type": "web_search"}], TAKEN), ([{"type": "mcp"}], IGNORED)),
        *(([{"type": "custom", "name": "c"}], IGNORED), ({}, TYPE), ([{"name": "f"}], MISSING), ([1], TYPE)),
    ],
    "tool_choice": [
        *(("none", TAKEN), ("auto", TAKEN), ({"type": "web_search"}, TAKEN), ("must", VALUE), (1, TYPE)),
        *(({"type": "function", "name": "f"}, VALUE), ({"type": "file_search"}, UNSUPPORTED)),
    ],
    "reasoning": [*ROWS["reasoning"]],
    "include": [(["reasoning.encrypted_content"], IGNORED), ("x", TYPE), ([1], TYPE)],
    "truncation": [("disabled", TAKEN), ("auto", IGNORED), ("middle", VALUE), (1, TYPE)],
    "max_tool_calls": [(3, IGNORED), (0, VALUE), ("3", TYPE)],
    "context_management": [([{"type": "compaction"}], IGNORED), ({}, TYPE)],
    "background": [(False, TAKEN), (True, UNSUPPORTED), (1, TYPE)],
    "prompt": [({"id": "p"}, PARAMETER), ("p", TYPE)],
}
"""What each field may hold, and what comes of it; written by hand."""


def outcome(name: str, value: Any) -> str:
    """Of a part of it, too: ``tools.mcp``."""
    try:
        chat = parsed(**{name: value})
    except ApiError as error:
        refused = (error.param or "").startswith(name) and error.status == 400
        return error.code or "" if refused else f"a foreign complaint: {error}"
    assert all(one.partition(".")[0] == name for one in chat.ignored)
    return IGNORED if chat.ignored else TAKEN


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [(name, value, expected) for name, row in OWN.items() for value, expected in row],
)
def test_a_field(name: str, value: Any, expected: str) -> None:
    assert outcome(name, value) == expected


def test_every_field_has_its_expectations() -> None:
    assert {field.name for field in RESPONSES.fields} == OWN.keys()


@pytest.mark.parametrize("field", RESPONSES.fields, ids=lambda field: field.name)
def test_the_expectations_agree_with_the_verdict(field: Field) -> None:
    """What is honoured or emulated is taken; what is ignored or refused says so of something at least."""
    expected = {one for _, one in OWN[field.name]}
    match field.verdict:
        case Verdict.HONOURED | Verdict.EMULATED:
            assert TAKEN in expected
        case Verdict.IGNORED:
            assert IGNORED in expected
        case Verdict.REFUSED:
            assert expected & {PARAMETER, UNSUPPORTED}
