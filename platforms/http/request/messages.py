"""One message of their conversation → ours: who said it, and what.

Source: openapi.yaml 2.3.0; which forms clients really send: seen 2026-10. Roles come in any
order and number, content as a string, as a list of parts, or null.
"""

import json
from dataclasses import dataclass
from enum import StrEnum

from bridge.types import File
from platforms.http.request.checks import Object, expect, invalid, missing
from platforms.http.request.parts import Remote, content
from platforms.http.request.tools import Call


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


_ROLES = {**{role.value: role for role in Role}, "developer": Role.SYSTEM, "function": Role.TOOL}


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said."""

    role: Role
    text: str
    name: str = ""
    """Who of that side, where the caller says it."""
    files: tuple[File | Remote, ...] = ()
    calls: tuple[Call, ...] = ()
    """The tools that an assistant called."""
    call_id: str = ""
    """The call that a tool's message answers."""
    item: str = ""
    """The id of an item of an earlier response, which says what this was."""


def message(value: object, param: str) -> Message:
    """Raises ApiError naming the ``param``, for example ``messages[3].role``."""
    fields = expect(dict, value, param)
    role = _role(fields, param)
    said = content(fields.get("content"), f"{param}.content")
    return Message(
        role,
        said.text or _refusal(fields),
        name=_word(fields.get("name")),
        files=said.files,
        calls=_calls(fields) if role is Role.ASSISTANT else (),
        call_id=_word(fields.get("tool_call_id")),
    )


def _refusal(fields: Object) -> str:
    """What an assistant said instead of an answer stands beside it."""
    refusal = fields.get("refusal")
    return refusal if isinstance(refusal, str) else ""


def _role(fields: Object, param: str) -> Role:
    name = fields.get("role")
    if name is None:
        raise missing(f"{param}.role")
    role = _ROLES.get(expect(str, name, f"{param}.role"))
    if role is None:
        raise invalid(f"{param}.role", f"it is one of {', '.join(_ROLES)}")
    return role


def _word(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _calls(fields: Object) -> tuple[Call, ...]:
    calls = fields.get("tool_calls")
    if calls is None and "function_call" in fields:  # as it was said before there were tools
        calls = [{"function": fields["function_call"]}]
    return tuple(one for call in calls if (one := _call(call))) if isinstance(calls, list) else ()


def _call(call: object) -> Call | None:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(call, dict) or not isinstance(function, dict):
        return None
    return Call(_word(call.get("id")), _word(function.get("name")), _arguments(function.get("arguments")))


def _arguments(value: object) -> str:
    """JSON in a string; some clients send the object itself."""
    try:
        return value if isinstance(value, str) else json.dumps(value or {}, ensure_ascii=False)
    except RecursionError:
        raise invalid("messages", "the arguments of a call go too deep") from None
