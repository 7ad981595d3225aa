"""Tools and forms in the words of the Responses API, where a function is not wrapped once more. Pure.

Source: openapi.yaml 2.3.0 (Tool, ToolChoiceParam, TextResponseFormatConfiguration).
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from platforms.http.request.checks import Object, expect, invalid, missing, unsupported
from platforms.http.request.form import AnyJson, Form, Plain, Schema
from platforms.http.request.tools import Tool, Toolbox

SEARCHES = ("web_search", "web_search_preview")
"""Tools of the server that every answer can be asked to use; newer ones have a date behind."""

Choice = Literal["auto", "none", "required"]


class Tools(NamedTuple):
    """What of their tools can be had."""

    box: Toolbox
    search: bool
    skipped: tuple[str, ...]
    """The types of those that can't."""
    echo: dict[str, object]


def tools_of(fields: Object) -> Tools:
    """Functions are called, the web is searched; other tools of OpenAI's servers are left out and named."""
    listed = expect(list, fields.get("tools", []), "tools")
    tools: list[Tool] = []
    skipped: list[str] = []
    search = False
    for number, one in enumerate(listed):
        tool, param = expect(dict, one, f"tools[{number}]"), f"tools[{number}]"
        kind = _string(tool, "type", param)
        if kind == "function":
            tools.append(_function(tool, param))
        elif kind.startswith(SEARCHES):
            search = True
        else:
            skipped.append(kind)
    parallel = expect(bool, fields.get("parallel_tool_calls", True), "parallel_tool_calls")
    choice, allowed, searched = _choice(fields.get("tool_choice", "auto"), tools)
    echo: Object = {
        "tools": [_echo(one) for one in listed if one["type"] == "function"],
        "tool_choice": fields.get("tool_choice", "auto") if not searched else "auto",
        "parallel_tool_calls": parallel,
    }
    box = Toolbox(tuple(tools), choice, allowed, parallel)
    return Tools(box, (search or searched) and choice != "none", tuple(dict.fromkeys(skipped)), echo)


def form_of(text: Object) -> Form:
    """Of the field ``text``, its ``format``."""
    given = expect(dict, text.get("format") or {"type": "text"}, "text.format")
    match _string(given, "type", "text.format"):
        case "text":
            return Plain()
        case "json_object":
            return AnyJson()
        case "json_schema":
            schema = given.get("schema")
            if schema is None:
                raise missing("text.format.schema")
            strict = expect(bool, given.get("strict") or False, "text.format.strict")
            name = _string(given, "name", "text.format")
            return Schema(name, expect(dict, schema, "text.format.schema"), strict)
        case other:
            raise unsupported("text.format.type", f"{other!r} is no form of an answer")


def _function(tool: Object, param: str) -> Tool:
    return Tool(
        _string(tool, "name", param),
        expect(str, tool.get("description") or "", f"{param}.description"),
        expect(dict, tool.get("parameters") or {"type": "object", "properties": {}}, f"{param}.parameters"),
    )


def _choice(value: object, tools: Iterable[Tool]) -> tuple[Choice, tuple[str, ...], bool]:
    """What must be called, of which tools; and whether the web must be searched."""
    match value:
        case "auto" | "none" | "required":
            return value, (), False
        case {"type": "function"}:
            return "required", _named(value, "tool_choice", tools), False
        case {"type": "allowed_tools", "mode": "auto" | "required" as mode, "tools": list() as listed}:
            of = [one for one in listed if isinstance(one, dict) and one.get("type") == "function"]
            names = [name for one in of for name in _named(one, "tool_choice.tools", tools)]
            return (mode, tuple(names), False) if names else ("none", (), False)
        case {"type": str() as kind} if kind.startswith(SEARCHES):
            return "auto", (), True
        case _:
            raise unsupported("tool_choice", "it is 'auto', 'none', 'required', a function, or allowed_tools")


def _named(value: object, param: str, tools: Iterable[Tool]) -> tuple[str]:
    name = _string(expect(dict, value, param), "name", param)
    if name not in {tool.name for tool in tools}:
        raise invalid(f"{param}.name", f"there is no function {name!r} in tools")
    return (name,)


def _string(fields: Object, name: str, param: str) -> str:
    value = expect(str, fields.get(name) or "", f"{param}.{name}")
    if not value:
        raise missing(f"{param}.{name}")
    return value


def _echo(tool: Object) -> Object:
    """As it is repeated: with every key, and strict only where that was said."""
    plain: Object = {"description": None, "parameters": None, "strict": False}
    return {"type": "function", "name": tool["name"], **{key: tool.get(key, one) for key, one in plain.items()}}
