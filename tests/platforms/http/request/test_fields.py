"""Every row of the table of fields: what is taken, ignored and named, or refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from platforms.http.errors import ApiError
from platforms.http.request import completions
from platforms.http.request.chat import Chat
from platforms.http.request.completion_fields import COMPLETIONS
from platforms.http.request.fields import CHAT
from platforms.http.request.table import Field, Verdict
from tests.platforms.http.request.test_chat import parsed

TAKEN, IGNORED = "taken", "ignored"
TYPE, VALUE, MISSING = "invalid_type", "invalid_value", "missing_required_parameter"
PARAMETER, UNSUPPORTED = "unsupported_parameter", "unsupported_value"

FUNCTION = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}

ROWS: dict[str, list[tuple[Any, str]]] = {
    "model": [("gpt-5", TAKEN), (None, MISSING), ("", MISSING), (4, TYPE)],
    "messages": [([{"role": "user", "content": "Hi"}], TAKEN), (None, MISSING), ([], "empty_array"), ("Hi", TYPE)],
    "stream": [(True, TAKEN), (False, TAKEN), ("yes", TYPE)],
    "stream_options": [
        ({"include_usage": True, "include_obfuscation": None}, TAKEN),
        ({}, TAKEN),
        ({"include_usage": 1}, TYPE),
        ([], TYPE),
    ],
    "max_completion_tokens": [(1, TAKEN), (32000, TAKEN), (0, VALUE), (1.5, TYPE), (True, TYPE)],
    "max_tokens": [(16, TAKEN), (16.0, TAKEN), (-1, VALUE), ("16", TYPE)],
    "stop": [
        ("\n", TAKEN),
        (["a", "b", "c", "d"], TAKEN),
        ([], TAKEN),
        (["a"] * 5, VALUE),
        ([""], VALUE),
        (1, TYPE),
    ],
    "n": [(1, TAKEN), (1.0, TAKEN), (2, UNSUPPORTED), (128, UNSUPPORTED), (0, VALUE), (129, VALUE), (True, TYPE)],
    "temperature": [(0, IGNORED), (0.7, IGNORED), (2, IGNORED), (2.1, VALUE), (-0.1, VALUE), ("hot", TYPE)],
    "top_p": [(0.9, IGNORED), (1.1, VALUE), ([], TYPE)],
    "presence_penalty": [(-2, IGNORED), (0, TAKEN), (0.0, TAKEN), (2.1, VALUE), (True, TYPE)],
    "frequency_penalty": [(2.0, IGNORED), (0, TAKEN), (-2.1, VALUE), ({}, TYPE)],
    "seed": [(7, IGNORED), (7.5, TYPE), ("7", TYPE)],
    "logit_bias": [({"50256": -100}, IGNORED), ({}, TAKEN), ({"50256": -101}, VALUE), ([], TYPE)],
    "user": [("ann", IGNORED), (7, TYPE)],
    "reasoning_effort": [("high", TAKEN), ("", TAKEN), (3, TYPE)],
    "reasoning": [({"effort": "low"}, TAKEN), ({"summary": "auto"}, TAKEN), ("low", TYPE), ({"effort": 1}, TYPE)],
    "thinking": [({"type": "enabled", "budget_tokens": 1024}, TAKEN), (True, TAKEN), ("yes", TYPE)],
    "top_k": [(40, IGNORED)],
    "web_search_options": [({}, TAKEN), ({"search_context_size": "low"}, TAKEN), (True, TYPE)],
    "metadata": [({"thread": "a"}, TAKEN), ({}, TAKEN), ({"a": 1}, TYPE), ({"a": "x" * 513}, VALUE), ([], TYPE)],
    "prompt_cache_key": [("k", IGNORED), (1, TYPE)],
    "prompt_cache_options": [({"mode": "implicit"}, IGNORED), (1, TYPE)],
    "prompt_cache_retention": [("24h", IGNORED), (1, TYPE)],
    "safety_identifier": [("x" * 64, IGNORED), ("x" * 65, VALUE), (1, TYPE)],
    "store": [(True, IGNORED), (False, TAKEN), ("no", TYPE)],
    "service_tier": [("auto", TAKEN), ("default", TAKEN), ("flex", IGNORED), ("gold", VALUE), (1, TYPE)],
    "prediction": [({"type": "content", "content": "x"}, IGNORED), ("x", TYPE)],
    "moderation": [({"model": "x"}, IGNORED)],
    "verbosity": [("low", IGNORED), ("medium", TAKEN), ("loud", VALUE), (1, TYPE)],
    "logprobs": [(False, TAKEN), (True, PARAMETER), (1, TYPE)],
    "top_logprobs": [(0, TAKEN), (5, PARAMETER), (21, VALUE), (True, TYPE)],
    "modalities": [(["text"], TAKEN), ([], TAKEN), (["text", "audio"], UNSUPPORTED), ("text", TYPE)],
    "response_format": [
        *(({"type": "text"}, TAKEN), ({"type": "json_object"}, TAKEN)),
        ({"type": "json_schema", "json_schema": {"name": "a", "schema": {}, "strict": True}}, TAKEN),
        *(({"type": "json_schema", "json_schema": {"schema": {}}}, MISSING), ({"type": "xml"}, VALUE), ("x", TYPE)),
    ],
    "tools": [
        *(
            ([], TAKEN),
            ([FUNCTION], TAKEN),
            ([FUNCTION] * 129, VALUE),
            ({}, TYPE),
            ([{"type": "function"}], MISSING),
        ),
        ([{"type": "custom", "custom": {"name": "c"}}], UNSUPPORTED),
    ],
    "tool_choice": [
        ("none", TAKEN),
        ("auto", TAKEN),
        ("must", VALUE),
        (1, TYPE),
        ({"type": "custom"}, UNSUPPORTED),
    ],
    "parallel_tool_calls": [(True, TAKEN), (False, TAKEN), ("no", TYPE)],
    "functions": [([], TAKEN), ([{"name": "f"}], TAKEN), ({}, TYPE), ([1], TYPE)],
    "function_call": [("none", TAKEN), ("auto", TAKEN), ("must", VALUE), (1, TYPE)],
    "audio": [({"voice": "alloy", "format": "wav"}, PARAMETER), ("alloy", TYPE)],
}
"""What each field may hold, and what comes of it; written by hand."""

PARTLY = ("prompt", "tools", "tool_choice")
"""Of what is honoured or emulated some can't be had."""

OLDER: dict[str, list[tuple[Any, str]]] = {
    **{field.name: ROWS[field.name] for field in COMPLETIONS.fields if field.name in ROWS},
    "prompt": [
        *(("Once", TAKEN), (["Once"], TAKEN), (None, MISSING), ([], TYPE), (7, TYPE), ([{}], TYPE)),
        *((["a", "b"], UNSUPPORTED), ([1, 2], UNSUPPORTED), ([[1, 2]], UNSUPPORTED)),
    ],
    "best_of": [(1, TAKEN), (0, TAKEN), (2, UNSUPPORTED), (21, VALUE), ("1", TYPE)],
    "echo": [(False, TAKEN), (True, PARAMETER), (1, TYPE)],
    "suffix": [("", TAKEN), ("end", PARAMETER), (1, TYPE)],
    "logprobs": [(0, PARAMETER), (5, PARAMETER), (6, VALUE), (True, TYPE)],
}
"""The same for completions."""


def older(**fields: Any) -> Chat:
    return completions.parse(json.dumps({"model": "m", "prompt": "Once", **fields}).encode())


def outcome(parse: Callable[..., Chat], name: str, value: Any) -> str:
    """Taken, ignored and named, or the code with which it is refused; the complaint names the field."""
    try:
        chat = parse(**{name: value})
    except ApiError as error:
        refused = (error.param or "").startswith(name) and error.status == 400
        return error.code or "" if refused else f"a foreign complaint: {error}"
    assert chat.ignored in ((), (name,))
    return IGNORED if chat.ignored else TAKEN


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [(name, value, expected) for name, row in ROWS.items() for value, expected in row],
)
def test_a_field(name: str, value: Any, expected: str) -> None:
    assert outcome(parsed, name, value) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [(name, value, expected) for name, row in OLDER.items() for value, expected in row],
)
def test_a_field_of_completions(name: str, value: Any, expected: str) -> None:
    assert outcome(older, name, value) == expected


def test_every_field_has_its_expectations() -> None:
    assert {field.name for field in CHAT.fields} == ROWS.keys()
    assert {field.name for field in COMPLETIONS.fields} == OLDER.keys()


@pytest.mark.parametrize(
    ("rows", "field"),
    [*((ROWS, field) for field in CHAT.fields), *((OLDER, field) for field in COMPLETIONS.fields)],
    ids=lambda one: one.name if isinstance(one, Field) else "",
)
def test_the_expectations_agree_with_the_verdict(rows: dict[str, list[tuple[Any, str]]], field: Field) -> None:
    """What is ignored is named for some value, what is refused is refused for some, and nothing else."""
    outcomes = {expected for _, expected in rows[field.name]}
    assert (IGNORED in outcomes) == (field.verdict is Verdict.IGNORED)
    refused = bool(outcomes & {PARAMETER, UNSUPPORTED})
    assert refused == (field.verdict is Verdict.REFUSED or field.name in PARTLY)
    assert field.note.endswith(".")


@pytest.mark.parametrize("field", CHAT.fields, ids=lambda field: field.name)
def test_every_optional_field_may_be_null(field: Field) -> None:
    if not field.required:
        assert parsed(**{field.name: None}) == parsed()


@pytest.mark.parametrize(
    ("fields", "effort"),
    [
        ({"reasoning_effort": "low", "reasoning": {"effort": "high"}}, "low"),
        ({"reasoning": {"effort": "xhigh"}, "thinking": True}, "xhigh"),
        ({"thinking": True}, "high"),
        ({"thinking": False}, "none"),
        ({"thinking": {"type": "enabled"}}, "high"),
        ({"thinking": {"type": "disabled", "budget_tokens": 9}}, "none"),
        ({"thinking": {"type": "enabled", "budget_tokens": 1024}}, "low"),
        ({"thinking": {"type": "enabled", "budget_tokens": 10_000}}, "medium"),
        ({"thinking": {"type": "enabled", "budget_tokens": 60_000}}, "high"),
        ({"thinking": {}}, ""),
        ({}, ""),
    ],
    ids=str,
)
def test_how_long_to_think(fields: dict[str, Any], effort: str) -> None:
    """In whatever words it is asked; the protocol's own come first."""
    assert parsed(**fields).effort == effort


def test_unknown_fields_are_named() -> None:
    assert parsed(something={"of": "tomorrow"}, more=1).ignored == ("something", "more")
