"""The tools that may be called in an answer, and the fields by which callers say so.

Source: openapi.yaml 2.3.0. ``functions`` and ``function_call`` are the words of before there were tools. A tool is
taken as chat completions write it (``{"type": "function", "function": {…}}``) and as responses do (all in one).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from platforms.http.errors import ApiError
from platforms.http.request.checks import Object, expect, invalid, missing, unsupported
from platforms.http.request.schemas import wrong_with

MOST_TOOLS = 128
LONGEST_NAME = 128
"""OpenAI takes 64; some clients write the path of a server before the name."""

Choice = Literal["auto", "none", "required"]


@dataclass(frozen=True, slots=True)
class Tool:
    """A function of the caller's."""

    name: str
    description: str
    parameters: Mapping[str, object]
    """A JSON schema."""
    strict: bool = False
    """A call whose arguments don't fit is worse than none."""


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What may be called, and whether it must be."""

    tools: tuple[Tool, ...] = ()
    choice: Choice = "auto"
    allowed: tuple[str, ...] = ()
    """Only these, by name; empty: all."""
    parallel: bool = True
    """Several in one answer."""
    functions: bool = False
    """Said in the words before there were tools (``functions``, ``function_call``), and answered so."""

    @property
    def usable(self) -> Mapping[str, Tool]:
        """What may be called now, by name."""
        if self.choice == "none":
            return {}
        return {tool.name: tool for tool in self.tools if not self.allowed or tool.name in self.allowed}


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that was called."""

    id: str
    name: str
    arguments: str
    """JSON."""


def toolbox(fields: Object) -> Toolbox:
    """What the fields of a request offer."""
    parallel = expect(bool, fields.get("parallel_tool_calls", True), "parallel_tool_calls")
    tools = _offered(fields, "tools", "tool_choice")
    functions = _offered(fields, "functions", "function_call")
    if tools.tools:
        return replace(tools, parallel=parallel)
    return replace(functions, parallel=False, functions=True) if functions.tools else Toolbox()


def _offered(fields: Object, names: str, choice: str) -> Toolbox:
    return chosen_of(fields.get(choice, "auto"), Toolbox(tools_of(fields.get(names, []), names)), choice)


def tools_of(value: object, param: str) -> tuple[Tool, ...]:
    """Of two with the same name the first counts."""
    listed = expect(list, value, param)
    if len(listed) > MOST_TOOLS:
        raise invalid(param, f"there can be {MOST_TOOLS} at most")
    by_name: dict[str, Tool] = {}
    for number, one in enumerate(listed):
        tool = tool_of(expect(dict, one, f"{param}[{number}]"), f"{param}[{number}]")
        by_name.setdefault(tool.name, tool)
    return tuple(by_name.values())


def chosen_of(value: object, offered: Toolbox, param: str) -> Toolbox:
    """What of them is to be called: a word, one by name, or several that may be."""
    if isinstance(value, str):
        return _by_word(value, offered, param)
    choice = expect(dict, value, param)
    kind = choice.get("type", "function")
    if kind == "allowed_tools":
        return _allowed(choice, offered, param)
    if kind != "function":
        raise unsupported(f"{param}.type", "only functions can be called")
    return replace(offered, choice="required", allowed=(_offered_name(choice, offered, param),))


def _by_word(word: str, offered: Toolbox, param: str) -> Toolbox:
    for choice in get_args(Choice):
        if word == choice:
            if choice == "required" and not offered.tools:
                raise invalid(param, "there are no tools that could be called")
            return replace(offered, choice=choice)
    raise invalid(param, f"it is one of {', '.join(get_args(Choice))}, or an object")


def _allowed(choice: Object, offered: Toolbox, param: str) -> Toolbox:
    """As chat completions write it, one level deeper, or as responses do."""
    if "allowed_tools" in choice:
        param += ".allowed_tools"
        choice = expect(dict, choice["allowed_tools"], param)
    listed = expect(list, choice.get("tools"), f"{param}.tools")
    if not listed:
        raise invalid(f"{param}.tools", "it names no tool")
    places = [f"{param}.tools[{number}]" for number in range(len(listed))]
    names = [_offered_name(expect(dict, one, at), offered, at) for one, at in zip(listed, places, strict=True)]
    chosen = _by_word(expect(str, choice.get("mode", "auto"), f"{param}.mode"), offered, f"{param}.mode")
    return replace(chosen, allowed=tuple(names))


def _offered_name(value: Object, offered: Toolbox, param: str) -> str:
    name = _name(*_function(value, param))
    if all(tool.name != name for tool in offered.tools):
        raise invalid(param, f"there is no tool {name!r} among those that are offered")
    return name


def tool_of(fields: Object, param: str) -> Tool:
    kind = fields.get("type", "function")
    if kind != "function":
        raise unsupported(f"{param}.type", f"tools of the type {kind!r} can't be called, only functions")
    function, param = _function(fields, param)
    parameters: Object = expect(dict, function.get("parameters") or {}, f"{param}.parameters")
    if wrong := wrong_with(parameters):
        what = f"Invalid schema for function '{_name(function, param)}': {wrong}"
        raise ApiError(400, what, param=f"{param}.parameters", code="invalid_function_parameters")
    return Tool(
        _name(function, param),
        expect(str, function.get("description") or "", f"{param}.description"),
        parameters,
        strict=expect(bool, function.get("strict") or False, f"{param}.strict"),
    )


def _function(fields: Object, param: str) -> tuple[Object, str]:
    """What describes the function, and where it stands."""
    if "function" in fields:
        return expect(dict, fields["function"], f"{param}.function"), f"{param}.function"
    if "name" in fields:
        return fields, param
    raise missing(f"{param}.function")


def _name(function: Object, param: str) -> str:
    name = expect(str, function.get("name"), f"{param}.name")
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise invalid(f"{param}.name", f"it has 1 to {LONGEST_NAME} printable characters")
    return name
