"""JSON at the edge of the practice site: read strictly, written as UTF-8 bytes."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import orjson

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def dumps(value: Json) -> bytes:
    return orjson.dumps(value)


def loads(data: bytes) -> object:
    """Whatever JSON it is; ValueError when it is none."""
    value: object = orjson.loads(data)
    return value


def at(value: object, *path: str | int) -> object:
    """What is found along the path, or None: `at(body, "messages", -1, "id")`."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_at(value: object, *path: str | int) -> str | None:
    """The string along the path, or None."""
    found = at(value, *path)
    return found if isinstance(found, str) else None
