"""The tools of the Responses API: functions are called, the web is searched, and others are left out. Pure.

Source: openapi.yaml 2.3.0 (Tool, ToolChoiceParam).
"""

from typing import NamedTuple

from platforms.http.request.checks import Object, expect, missing
from platforms.http.request.tools import Tool, Toolbox, chosen_of, tool_of

SEARCHES = ("web_search", "web_search_preview")
"""Tools of the server that every answer can be asked to use; newer ones have a date behind."""


class Tools(NamedTuple):
    """What of their tools can be had."""

    box: Toolbox
    search: bool
    """The web has to be searched."""
    may_search: bool
    """It may be, as a page does by itself where that helps; Codex offers it with every question."""
    skipped: tuple[str, ...]
    """The types of those that can't."""
    echo: Object


def tools_of(fields: Object) -> Tools:
    """Of the fields of a request; what can't be had is named, and not refused: Codex offers more than it needs."""
    listed = _typed(fields.get("tools", []), "tools")
    functions: dict[str, Tool] = {}
    for number, (kind, one) in enumerate(listed):
        if kind == "function":
            tool = tool_of(one, f"tools[{number}]")
            functions.setdefault(tool.name, tool)
    choice = fields.get("tool_choice", "auto")
    may_search = _is_search(choice) or (choice != "none" and any(_searches(kind) for kind, _ in listed))
    box = Toolbox(tuple(functions.values()), parallel=_parallel(fields))
    skipped = (kind for kind, _ in listed if kind != "function" and not _searches(kind))
    echo: Object = {
        "tools": [_echo(one) for kind, one in listed if kind == "function"],
        "tool_choice": "auto" if _is_search(choice) else choice,
        "parallel_tool_calls": box.parallel,
    }
    searches = _is_search(choice) or (choice == "required" and may_search and not functions)
    chosen = box if searches else chosen_of(_of_functions(choice), box, "tool_choice")
    return Tools(chosen, searches, may_search, tuple(dict.fromkeys(skipped)), echo)


def _typed(value: object, param: str) -> list[tuple[str, Object]]:
    typed: list[tuple[str, Object]] = []
    for number, one in enumerate(expect(list, value, param)):
        fields: Object = expect(dict, one, f"{param}[{number}]")
        if not fields.get("type"):
            raise missing(f"{param}[{number}].type")
        typed.append((expect(str, fields["type"], f"{param}[{number}].type"), fields))
    return typed


def _parallel(fields: Object) -> bool:
    return expect(bool, fields.get("parallel_tool_calls", True), "parallel_tool_calls")


def _searches(kind: str) -> bool:
    return kind.startswith(SEARCHES)


def _is_search(choice: object) -> bool:
    return isinstance(choice, dict) and _searches(str(choice.get("type")))


def _of_functions(choice: object) -> object:
    """Of what is allowed only functions are called; where there is none of them, nothing is."""
    if not isinstance(choice, dict) or choice.get("type") != "allowed_tools":
        return choice
    functions = [one for kind, one in _typed(choice.get("tools"), "tool_choice.tools") if kind == "function"]
    return {**choice, "tools": functions} if functions else "none"


def _echo(tool: Object) -> Object:
    """As it is repeated: with every key, and strict only where that was said."""
    plain: Object = {"description": None, "parameters": None, "strict": False}
    return {"type": "function", "name": tool["name"], **{key: tool.get(key, one) for key, one in plain.items()}}
