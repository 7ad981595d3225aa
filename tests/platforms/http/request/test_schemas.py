"""Whether a value fits a caller's schema, in bounded time whatever the schema is."""

import pytest

from platforms.http.request.schemas import LONGEST_TOLD, Json, amiss, wrong_with

ORDER: Json = {
    "type": "object",
    "properties": {"items": {"type": "array", "items": {"$ref": "#/$defs/item"}}, "note": {"type": "string"}},
    "required": ["items"],
    "additionalProperties": False,
    "$defs": {"item": {"type": "object", "properties": {"count": {"type": "integer"}}}},
}


def test_what_does_not_fit_is_told_by_its_place() -> None:
    assert amiss({"items": [{"count": 1}]}, ORDER) == ""
    assert amiss({"items": [{}, {"count": "x"}]}, ORDER) == 'items[1].count: "x" is not of type "integer"'
    assert amiss({}, ORDER) == 'the whole: "items" is a required property'


def test_it_is_told_shortly() -> None:
    """Of many things a few, and of a long one its beginning."""
    assert amiss([1] * 100, {"items": {"type": "string"}}).count(";") == 4
    assert len(amiss("x" * 10_000, {"type": "integer"})) < LONGEST_TOLD + 20


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}]}}},
        {"pattern": "^(a+)+$"},
        {"pattern": "^(?=a)(a|aa)+$"},
    ],
    ids=str,
)
def test_hostile_schemas_end(schema: Json) -> None:
    """Circles, and patterns that would search for ever."""
    assert wrong_with(schema) == ""
    amiss("a" * 20_000 + "b", schema)


def test_patterns_may_look_ahead() -> None:
    """As pydantic's for decimals do."""
    decimal: Json = {"pattern": r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"}
    assert amiss("1.5", decimal) == ""
    assert amiss("+", decimal)
