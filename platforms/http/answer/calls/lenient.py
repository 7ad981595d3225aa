"""JSON as models write it: several values one after the other, line breaks within strings."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

NAMES = ("name", "tool", "tool_name", "function")
ARGUMENTS = ("arguments", "parameters", "args", "input")
OTHERS = ("id", "type", "tool_calls", "tool_call")

_KEYS = (*NAMES, *ARGUMENTS, *OTHERS)
_BEGINS = re.compile(r'\s*(?:\[\s*)?(?:\{\s*(?:"(?P<key>[a-z_]*)(?P<closed>")?)?)?')
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call as the model wrote it; neither name nor arguments need be right."""

    name: str
    arguments: object


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_decoder = json.JSONDecoder(strict=False, parse_constant=_no_constant)


def past_space(text: str, at: int) -> int:
    """Where the space that begins here ends."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


def value_at(text: str, at: int) -> tuple[object, int] | None:
    """The value that begins here, or behind the space here, and where it ends; None: there is none."""
    try:
        value, end = _decoder.raw_decode(text, past_space(text, at))
    except (ValueError, RecursionError):
        return None
    return value, end


def values(text: str) -> list[object] | None:
    """All values of a text that holds nothing else; None: it holds something else, or nothing."""
    found, at = values_at(text, 0)
    return found if found and at == len(text) else None


def values_at(text: str, at: int) -> tuple[list[object], int]:
    """All values from here on, and where what follows them begins."""
    found = []
    while one := value_at(text, at):
        found.append(one[0])
        at = one[1]
    return found, past_space(text, at)


def begins_a_call(text: str) -> bool:
    """Whether it may be a call once there is more of it: what it is an object of begins as calls do."""
    match = _BEGINS.match(text)
    if match is None or (key := match["key"]) is None:
        return match is not None and match.end() == len(text)
    if match["closed"]:
        return key in _KEYS
    return match.end() == len(text) and any(one.startswith(key) for one in _KEYS)


def calls_in(value: object) -> list[Wanted] | None:
    """The calls that it stands for; None: for none, or not for calls alone."""
    if isinstance(value, list):
        return _all_of(value)
    if not isinstance(value, dict):
        return None
    if "tool_calls" in value:
        return calls_in(value["tool_calls"]) if isinstance(value["tool_calls"], list) else None
    for wrapped in ("function", "tool_call"):
        if isinstance(inner := value.get(wrapped), dict):
            return calls_in(inner)
    return _one(value)


def _all_of(listed: list[object]) -> list[Wanted] | None:
    found: list[Wanted] = []
    for one in listed:
        calls = calls_in(one)
        if calls is None:
            return None
        found += calls
    return found or None


def _one(value: Mapping[str, object]) -> list[Wanted] | None:
    name = next((value[key] for key in NAMES if isinstance(value.get(key), str)), None)
    if not isinstance(name, str) or not set(value) <= set(_KEYS):
        return None
    arguments = next((value[key] for key in ARGUMENTS if key in value), None)
    return [Wanted(name, _unpacked(arguments))]


def _unpacked(arguments: object) -> object:
    """Also when they are written as OpenAI's API writes them, as JSON in a string."""
    if arguments is None:
        return {}
    if isinstance(arguments, str):
        inner = values(arguments) if arguments.strip() else [{}]
        return inner[0] if inner and len(inner) == 1 else arguments
    return arguments
