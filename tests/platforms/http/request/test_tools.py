"""The fields by which callers offer tools, in all the words that there are for it."""

from typing import Any

import pytest

from platforms.http.errors import ApiError
from platforms.http.request.tools import Tool, Toolbox, toolbox

MISSING = "missing_required_parameter"

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = {"name": "weather", "description": "How it is outside.", "parameters": CITY}
TIME = {"name": "time"}
TOOLS = [{"type": "function", "function": WEATHER}, {"type": "function", "function": TIME}]
BOTH = (Tool("weather", "How it is outside.", CITY), Tool("time", "", {}))


def named(name: str) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name}}


def test_the_two_forms_of_a_tool() -> None:
    """Chat completions write one within, responses all in one."""
    assert toolbox({"tools": TOOLS}) == Toolbox(BOTH)
    assert toolbox({"tools": [{"type": "function", **WEATHER, "strict": None}, TIME]}) == Toolbox(BOTH)


def test_none_at_all() -> None:
    absent: list[dict[str, Any]] = [{}, {"tools": []}, {"tool_choice": "none"}, {"tool_choice": "auto"}]
    for fields in absent:
        assert toolbox(fields).usable == {}


ONLY_TIME = [named("time")]


@pytest.mark.parametrize(
    ("choice", "usable", "required"),
    [
        ("auto", ["weather", "time"], False),
        ("none", [], False),
        ("required", ["weather", "time"], True),
        (named("time"), ["time"], True),
        ({"type": "function", "name": "time"}, ["time"], True),
        ({"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": ONLY_TIME}}, ["time"], False),
        (
            {"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": ONLY_TIME}},
            ["time"],
            True,
        ),
        ({"type": "allowed_tools", "mode": "required", "tools": [TIME]}, ["time"], True),
    ],
    ids=str,
)
def test_what_is_to_be_called(choice: Any, usable: list[str], required: bool) -> None:
    it = toolbox({"tools": TOOLS, "tool_choice": choice})
    assert list(it.usable) == usable
    assert (it.choice == "required") is required


def test_one_at_a_time() -> None:
    assert toolbox({"tools": TOOLS}).parallel
    assert not toolbox({"tools": TOOLS, "parallel_tool_calls": False}).parallel


def test_the_words_of_before_there_were_tools() -> None:
    """Functions are called one at a time, and answered in the same words."""
    assert toolbox({"functions": [WEATHER, TIME]}) == Toolbox(BOTH, parallel=False, functions=True)
    for choice in ("none", "auto", {"name": "time"}):
        usable = toolbox({"functions": [WEATHER, TIME], "function_call": choice}).usable
        assert len(usable) == {"none": 0, "auto": 2}.get(str(choice), 1)


def test_tools_go_before_functions() -> None:
    assert not toolbox({"tools": TOOLS, "functions": [TIME]}).functions
    assert toolbox({"tools": [], "functions": [TIME]}).functions


def test_of_two_with_one_name_the_first_counts() -> None:
    assert toolbox({"tools": [WEATHER, {"name": "weather"}]}).tools == BOTH[:1]


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"tools": {}}, "tools", "invalid_type"),
        ({"tools": ["time"]}, "tools[0]", "invalid_type"),
        ({"tools": [{"type": "function"}]}, "tools[0].function", MISSING),
        ({"tools": [{"type": "function", "function": {}}]}, "tools[0].function.name", "invalid_type"),
        ({"tools": [{"name": ""}]}, "tools[0].name", "invalid_value"),
        ({"tools": [{"name": "a\nb"}]}, "tools[0].name", "invalid_value"),
        ({"tools": [{"name": "a" * 129}]}, "tools[0].name", "invalid_value"),
        ({"tools": [{"type": "custom", "custom": {"name": "c"}}]}, "tools[0].type", "unsupported_value"),
        ({"tools": [TIME] * 129}, "tools", "invalid_value"),
        ({"tools": [{**TIME, "parameters": [1]}]}, "tools[0].parameters", "invalid_type"),
        ({"tools": [{**TIME, "description": 7}]}, "tools[0].description", "invalid_type"),
        (
            {"tools": [named("t") | {"function": {"name": "t", "parameters": {"type": "nope"}}}]},
            "tools[0].function.parameters",
            "invalid_function_parameters",
        ),
        ({"tools": TOOLS, "tool_choice": "must"}, "tool_choice", "invalid_value"),
        ({"tools": TOOLS, "tool_choice": 1}, "tool_choice", "invalid_type"),
        ({"tools": TOOLS, "tool_choice": named("rain")}, "tool_choice", "invalid_value"),
        (
            {"tools": TOOLS, "tool_choice": {"type": "function"}},
            "tool_choice.function",
            MISSING,
        ),
        ({"tools": TOOLS, "tool_choice": {"type": "custom"}}, "tool_choice.type", "unsupported_value"),
        ({"tool_choice": "required"}, "tool_choice", "invalid_value"),
        (
            {"tools": TOOLS, "tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": []}},
            "tool_choice.tools",
            "invalid_value",
        ),
        ({"tools": TOOLS, "parallel_tool_calls": "no"}, "parallel_tool_calls", "invalid_type"),
        ({"functions": [{"description": "d"}]}, "functions[0].function", MISSING),
        ({"functions": [TIME], "function_call": {"name": "rain"}}, "function_call", "invalid_value"),
    ],
    ids=str,
)
def test_what_is_refused(fields: dict[str, Any], param: str, code: str) -> None:
    """By the name of the field."""
    with pytest.raises(ApiError) as caught:
        toolbox(fields)
    assert (caught.value.status, caught.value.param, caught.value.code) == (400, param, code)


def test_an_empty_list_is_an_empty_object() -> None:
    """Which is what PHP makes of one."""
    assert toolbox({"tools": [{**TIME, "parameters": []}]}).tools == (Tool("time", "", {}),)
