"""The form that an answer must have, as chat completions and responses ask for it."""

from typing import Any

import pytest

from platforms.http.errors import ApiError
from platforms.http.request.form import AnyJson, Form, Plain, Schema, form

MISSING = "missing_required_parameter"
YES = {"type": "object", "properties": {"yes": {"type": "boolean"}}}
FLAT = {"type": "json_schema", "name": "answer", "schema": YES, "strict": True}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"type": "text"}, Plain()),
        ({"type": "json_object"}, AnyJson()),
        (FLAT, Schema("answer", YES, strict=True)),
        (
            {"type": "json_schema", "json_schema": {"name": "answer", "description": "D", "strict": None}},
            Schema("answer", {}, description="D"),
        ),
    ],
)
def test_the_forms(value: dict[str, Any], expected: Form) -> None:
    assert form(value, "response_format") == expected


@pytest.mark.parametrize(
    ("value", "param", "code"),
    [
        ("json", "response_format", "invalid_type"),
        ({"type": "xml"}, "response_format.type", "invalid_value"),
        ({"type": "json_schema"}, "response_format.name", MISSING),
        (
            {"type": "json_schema", "json_schema": {}},
            "response_format.json_schema.name",
            MISSING,
        ),
        ({**FLAT, "schema": 1}, "response_format.schema", "invalid_type"),
        ({**FLAT, "schema": {"type": "nope"}}, "response_format", "invalid_json_schema"),
        ({**FLAT, "schema": {"$ref": "http://127.0.0.1/x"}}, "response_format", "invalid_json_schema"),
        ({**FLAT, "schema": {"$ref": "file:///etc/passwd"}}, "response_format", "invalid_json_schema"),
    ],
    ids=str,
)
def test_what_is_refused(value: Any, param: str, code: str) -> None:
    """A schema without a name, for example; and nothing is fetched for one."""
    with pytest.raises(ApiError) as caught:
        form(value, "response_format")
    assert (caught.value.status, caught.value.param, caught.value.code) == (400, param, code)
