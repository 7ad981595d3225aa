"""Whether a value fits a caller's schema, in bounded time whatever the schema is."""

import pytest

from platforms.http.request.schemas import LONGEST_TOLD, Json, misfit, wrong_with
from platforms.http.request.weight import weight

ORDER: Json = {
    "type": "object",
    "properties": {"items": {"type": "array", "items": {"$ref": "#/$defs/item"}}, "note": {"type": "string"}},
    "required": ["items"],
    "additionalProperties": False,
    "$defs": {"item": {"type": "object", "properties": {"count": {"type": "integer"}}}},
}


def test_what_does_not_fit_is_told_by_its_place() -> None:
    assert misfit({"items": [{"count": 1}]}, ORDER) == ""
    assert misfit({"items": [{}, {"count": "x"}]}, ORDER) == 'items[1].count: "x" is not of type "integer"'
    assert misfit({}, ORDER) == 'the whole: "items" is a required property'


def test_it_is_told_shortly() -> None:
    """Of many things a few, and of a long one its beginning."""
    assert misfit([1] * 100, {"items": {"type": "string"}}).count(";") == 4
    assert len(misfit("x" * 10_000, {"type": "integer"})) < LONGEST_TOLD + 20


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
    misfit("a" * 20_000 + "b", schema)


def test_patterns_may_look_ahead() -> None:
    """As pydantic's for decimals do."""
    decimal: Json = {"pattern": r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"}
    assert misfit("1.5", decimal) == ""
    assert misfit("+", decimal)


def doubling(steps: int, way: str = "#/$defs/") -> Json:
    """Each step is the one before it, twice."""
    twice = {f"x{n}": {"$anchor": f"x{n}", "anyOf": [{"$ref": f"{way}x{n - 1}"}] * 2} for n in range(1, steps + 1)}
    return {"$defs": {"x0": {"$anchor": "x0", "type": "string"}, **twice}, "$ref": f"{way}x{steps}"}


def test_what_would_take_for_ever_is_refused() -> None:
    """By paths, and by names that can't be followed; what is too much to be told in full is told in short."""
    too_many = "it refers to itself in too many ways to be checked"
    assert wrong_with(doubling(40)) == too_many
    assert wrong_with(doubling(40, "#")) == too_many
    assert wrong_with(doubling(16)) == ""
    assert misfit(7, doubling(16)) == "something in it does not fit"
    assert "is not" in misfit(7, doubling(4))
    assert misfit(7, doubling(4, "#"))


def nested(deep: int) -> Json:
    return {"items": nested(deep - 1)} if deep else {}


def test_what_is_too_large_is_refused() -> None:
    assert wrong_with({"enum": ["x" * 300_000]}) == "it is larger than 262,144 bytes"
    assert "regex" in wrong_with({"pattern": r"(?=a)(\w{1,10}){1,50}"})
    assert "recursion" in wrong_with(nested(200))
    assert wrong_with(nested(900)) == "it goes too deep"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, 1),
        ({"properties": {"a": {"type": "string"}, "b": {"enum": [1]}}}, 5),
        ({"$ref": "#"}, 1),
        ({"$defs": {"a/b": {"items": {}}}, "$ref": "#/$defs/a~1b"}, 6),
        ({"anyOf": [{"$ref": "#/anyOf/1"}, {}], "$ref": "#/nowhere/0"}, 5),
    ],
)
def test_the_weight_of_a_schema(schema: Json, expected: int) -> None:
    """Every part counts, as often as something refers to it."""
    assert weight(schema) == expected
