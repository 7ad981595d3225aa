"""What a person types behind a command, as the app gets it; Discord itself refuses what the command does not take.

Source: docs.discord.com "Application Commands" (options, autocomplete), seen 2026-09.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standins.discord.payloads import Payload
from tests.standins.discord.state import Attachment

from . import declared
from .declared import FILE, NUMBER, TEXT, WHOLE, YES_NO

TYPES: dict[int, tuple[type, ...]] = {
    TEXT: (str,),
    WHOLE: (int,),
    YES_NO: (bool,),
    NUMBER: (int, float),
    FILE: (Attachment,),
}


class NotPossible(Exception):
    """Discord itself tells the person that this can't be done; the app hears nothing."""


@dataclass(slots=True)
class Typed:
    """A command with what stands behind it."""

    command: Payload
    options: list[Payload]
    files: dict[int, Attachment] = field(default_factory=dict)


def whole(command: Payload, path: list[str], values: Mapping[str, Any]) -> Typed:
    """Sent with Enter: all that is required is there."""
    leaf = _leaf(command, path)
    for option in leaf.get("options", []):
        if option.get("required") and option["name"] not in values:
            raise NotPossible(f"{option['name']} is required")
    return _typed(command, path, leaf, values)


def beginning(command: Payload, path: list[str], values: Mapping[str, Any], focused: str) -> Typed:
    """While the person still types in one option, which may be anything so far."""
    leaf = _leaf(command, path)
    option = next((one for one in leaf.get("options", []) if one["name"] == focused), None)
    if option is None or not option.get("autocomplete"):
        raise NotPossible(f"nothing is offered for {focused}")
    others = {name: value for name, value in values.items() if name != focused}
    typed = _typed(command, path, leaf, others)
    inner = typed.options
    for _ in path[1:]:
        inner = inner[0]["options"]
    inner.append({"type": option["type"], "name": focused, "value": values[focused], "focused": True})
    return typed


def _leaf(command: Payload, path: list[str]) -> Payload:
    for names, leaf in declared.leaves(command):
        if names == path:
            return leaf
    raise NotPossible(f"no command /{' '.join(path)}")


def _typed(command: Payload, path: list[str], leaf: Payload, values: Mapping[str, Any]) -> Typed:
    known = {one["name"]: one for one in leaf.get("options", [])}
    typed = Typed(command, [])
    options: list[Payload] = []
    for name, value in values.items():
        if name not in known:
            raise NotPossible(f"/{' '.join(path)} has no {name}")
        check(known[name], value)
        if isinstance(value, Attachment):
            typed.files[value.id] = value
            value = str(value.id)
        options.append({"type": known[name]["type"], "name": name, "value": value})
    for name in reversed(path[1:]):
        kind = declared.GROUP if options and options[0]["type"] == declared.SUBCOMMAND else declared.SUBCOMMAND
        options = [{"type": kind, "name": name, "options": options}]
    typed.options = options
    return typed


def check(option: Payload, value: Any) -> None:
    """Whether Discord lets somebody send it."""
    kind, name = option["type"], option["name"]
    wanted = TYPES.get(kind)
    if wanted is None or not isinstance(value, wanted) or (isinstance(value, bool) and kind != YES_NO):
        raise NotPossible(f"{name} is of another kind")
    if "choices" in option and value not in [one["value"] for one in option["choices"]]:
        raise NotPossible(f"{name} is one of its choices")
    if isinstance(value, str):
        least, most = option.get("min_length", 0), option.get("max_length", declared.LONGEST_TEXT)
        if not least <= len(value) <= most:
            raise NotPossible(f"{name} has {least} to {most} characters")
    elif kind in (WHOLE, NUMBER) and not option.get("min_value", value) <= value <= option.get("max_value", value):
        raise NotPossible(f"{name} is out of its range")
