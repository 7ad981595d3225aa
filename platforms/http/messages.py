"""One message of their conversation → ours: who said it, and what.

Source: openapi.yaml 2.3.0; which forms clients really send: seen 2026-10. Roles come in any
order and number, content as a string, as a list of parts, or null.
"""

from dataclasses import dataclass
from enum import StrEnum

from platforms.http.checks import Object, expect, invalid, missing, refuse_type, unsupported


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


_ROLES = {**{role.value: role for role in Role}, "developer": Role.SYSTEM, "function": Role.TOOL}

_TEXTS = {"text": "text", "input_text": "text", "output_text": "text", "refusal": "refusal"}
"""The parts that are text, and where in them it stands."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said."""

    role: Role
    text: str
    label: str
    """How a transcript names the speaker."""


def message(value: object, param: str) -> Message:
    """Raises ApiError naming the ``param``, for example ``messages[3].role``."""
    fields = expect(dict, value, param)
    role = _role(fields, param)
    text = _content(fields.get("content"), f"{param}.content")
    if role is Role.ASSISTANT:
        text = "\n".join(filter(None, [text, *_calls(fields)]))
    return Message(role, text, _label(role, fields))


def _role(fields: Object, param: str) -> Role:
    name = fields.get("role")
    if name is None:
        raise missing(f"{param}.role")
    role = _ROLES.get(expect(str, name, f"{param}.role"))
    if role is None:
        raise invalid(f"{param}.role", f"it is one of {', '.join(_ROLES)}")
    return role


def _label(role: Role, fields: Object) -> str:
    """``user``, ``user Ann``, ``tool call_7``."""
    name = fields.get("tool_call_id") or fields.get("name")
    return f"{role} {' '.join(name.split())}" if isinstance(name, str) else role.value


def _content(content: object, param: str) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise refuse_type(param, "a string or an array of parts")
    return "\n".join(_part(part, f"{param}[{number}]") for number, part in enumerate(content))


def _part(part: object, param: str) -> str:
    if isinstance(part, str):
        return part
    fields = expect(dict, part, param)
    kind = expect(str, fields.get("type", "text"), f"{param}.type")
    if kind not in _TEXTS:
        raise unsupported(f"{param}.type", f"{kind!r} can't be asked so far, only text")
    return expect(str, fields.get(_TEXTS[kind]), f"{param}.{_TEXTS[kind]}")


def _calls(fields: Object) -> list[str]:
    """The tools that an assistant called, in a line each."""
    calls = fields.get("tool_calls")
    return [line for call in calls if (line := _call(call))] if isinstance(calls, list) else []


def _call(call: object) -> str:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict):
        return ""
    return f"(called {function.get('name')} with {function.get('arguments')})"
