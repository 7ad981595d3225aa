"""The brain is right before any client is asked about it."""

import json

import pytest

from tests.clients.brain.instances import Json, Schema, instance
from tests.clients.brain.rules import Said, reply

CITY: Schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = "\n".join(json.dumps({"name": name, "parameters": CITY}) for name in ("get_weather", "get_time"))
TERMS = f"You can call tools.\n\n```json\n{TOOLS}\n```"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("reply exactly PONG", "PONG"),
        ("Be brief.\n\nSay: one\n\ntwo", "one\n\ntwo"),
        ("How much did you read?", "22 characters"),
        ("Write 3 words", "mango pear plum"),
        ("[user]\nMy name is Bob.\n\nAnswer this now:\n\nWhat is my name?", "Bob"),
    ],
)
def test_plain_answers(typed: str, answer: str) -> None:
    """To what stands at the end."""
    assert reply([Said("My name is Ann.", "Hello Ann!")], typed, ()) == answer


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("What is the weather in San Francisco?", ["get_weather"]),
        ("Call get_weather and get_time for Athens.", ["get_weather", "get_time"]),
        ("I like Athens.\n\nCall a tool now: write it.", ["get_weather"]),
        ("Hello.\n\nOf the tools you can call only these now: get_time. Call a tool now: write it.", ["get_time"]),
        ("What is the weather in Athens?\n\nAnswer this without calling a tool.", []),
        ("Hello!", []),
        ("[user]\nThe weather?\n\n[tool get_weather, call_1]\n31 degrees\n\nNow say what the assistant says.", []),
    ],
)
def test_calls(question: str, called: list[str]) -> None:
    """Where the question is about a tool, or one has to be called; not when it was."""
    answer = reply([], f"{TERMS}\n\n{question}", ())
    assert [
        block.partition('"name": "')[2].partition('"')[0] for block in answer.split("```tool_call")[1:]
    ] == called


@pytest.mark.parametrize(
    "result", ["[tool get_weather, call_1]\n31 degrees", "```tool_result get_weather call_1\n31 degrees\n```"]
)
def test_what_tools_gave_is_told(result: str) -> None:
    """In the conversation in which they were called."""
    assert "31 degrees" in reply([Said(f"{TERMS}\n\nThe weather?", "")], f"{result}\n\nNow say what follows.", ())


def test_json_where_it_is_demanded() -> None:
    """The value fits the schema and says what the question says."""
    schema = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}
    demand = f"Answer with one ```json code block and nothing else. It fits:\n\n```json\n{json.dumps(schema)}\n```"
    answer = reply([], f"Jason is 25 years old.\n\n{demand}", ())
    assert json.loads(answer.removeprefix("```json\n").removesuffix("\n```")) == {"name": "Jason", "age": 25}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"const": 1}, 1),
        ({"enum": ["red", "blue"]}, "blue"),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True),
        ({"type": ["null", "integer"]}, 7),
        ({"type": "array", "items": {"type": "number"}, "minItems": 2}, [7.0, 8.0]),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"type": "string", "format": "date"}}}, "2026-11-23"),
        ({"allOf": [{"properties": {"status": {"type": "string"}}}]}, {"status": "ok"}),
    ],
)
def test_a_value_fits_its_schema(schema: Schema, value: Json) -> None:
    """Each kind of schema that clients send."""
    assert instance(schema, "7 or 8 blue ones") == value
