"""Whether a value fits what a field's schema says: the little of JSON Schema that their protocol needs. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from typing import cast

from platforms.http.errors import ApiError
from platforms.http.request.checks import invalid, missing, refuse_type

Schema = Mapping[str, object]


def _is_whole(value: object) -> bool:
    """JSON has one kind of number: 5.0 is a whole one, too."""
    return (
        value.is_integer() if isinstance(value, float) else isinstance(value, int) and not isinstance(value, bool)
    )


_KINDS: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "object": ("an object", lambda value: isinstance(value, dict)),
    "array": ("an array", lambda value: isinstance(value, list)),
    "string": ("a string", lambda value: isinstance(value, str)),
    "boolean": ("a boolean", lambda value: isinstance(value, bool)),
    "integer": ("an integer", _is_whole),
    "number": ("a number", lambda value: isinstance(value, int | float) and not isinstance(value, bool)),
    "null": ("null", lambda value: value is None),
}


def check(schema: Schema, value: object, param: str) -> None:
    """Raises ApiError that names the ``param``."""
    kinds = schema.get("type")
    if kinds is not None:
        _kind(cast(list[str], kinds) if isinstance(kinds, list) else [str(kinds)], value, param)
    if (several := schema.get("anyOf")) is not None:
        _any_of(cast(list[Schema], several), value, param)
    if (words := schema.get("enum")) is not None and value not in cast(list[object], words):
        raise invalid(param, "it is one of " + ", ".join(json.dumps(word) for word in cast(list[object], words)))
    match value:
        case bool():
            pass
        case int() | float():
            _range(schema, value, param)
        case str():
            _size(schema, "Length", len(value), "characters", param)
            if (pattern := schema.get("pattern")) is not None and not re.search(str(pattern), value):
                raise invalid(param, f"it does not look like {pattern}")
        case list():
            _size(schema, "Items", len(value), "entries", param)
            for number, one in enumerate(value):
                check(cast(Schema, schema.get("items", {})), one, f"{param}[{number}]")
        case dict():
            _object(schema, cast(dict[str, object], value), param)


def _kind(kinds: list[str], value: object, param: str) -> None:
    if not any(_KINDS[kind][1](value) for kind in kinds):
        raise refuse_type(param, " or ".join(_KINDS[kind][0] for kind in kinds if kind != "null"))


def _any_of(several: list[Schema], value: object, param: str) -> None:
    """The last one's complaint stands for all of them."""
    for number, one in enumerate(several, 1):
        try:
            check(one, value, param)
            return
        except ApiError:
            if number == len(several):
                raise


def _range(schema: Schema, value: float, param: str) -> None:
    low, high = (cast(float | None, schema.get(end)) for end in ("minimum", "maximum"))
    if (low is not None and value < low) or (high is not None and value > high):
        ends = (f"at least {low:g}" if high is None else f"at most {high:g}") if None in (low, high) else ""
        raise invalid(param, f"it has to be {ends or f'between {low:g} and {high:g}'}")


def _size(schema: Schema, of: str, size: int, what: str, param: str) -> None:
    low, high = (cast(int | None, schema.get(end + of)) for end in ("min", "max"))
    if low is not None and size < low:
        raise invalid(param, f"it has to have at least {low} {what}")
    if high is not None and size > high:
        raise invalid(param, f"it can have {high} {what} at most")


def _object(schema: Schema, value: dict[str, object], param: str) -> None:
    _size(schema, "Properties", len(value), "entries", param)
    known = cast(Mapping[str, Schema], schema.get("properties", {}))
    for name in cast(list[str], schema.get("required", [])):
        if value.get(name) is None:
            raise missing(f"{param}.{name}")
    names, others = schema.get("propertyNames"), schema.get("additionalProperties", {})
    for name, one in value.items():
        if isinstance(names, Mapping):
            check(names, name, f"{param}.{name[:64]}")
        if name in known:
            check(known[name], one, f"{param}.{name}")
        elif isinstance(others, Mapping):
            check(others, one, f"{param}.{name[:64]}")
