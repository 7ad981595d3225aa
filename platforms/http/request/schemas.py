"""JSON schemas of callers: whether one is a schema, and whether a value fits it.

Whatever a caller writes takes bounded time: nothing is fetched for a ``$ref``, and a pattern gives up.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import orjson

from platforms.http.request.weight import weight

if TYPE_CHECKING:
    from jsonschema_rs import Validator

Json = Mapping[str, object]

LARGEST = 256 * 1024
"""Bytes of a schema."""
HEAVIEST = 5_000_000
"""Places to look at in one value; each takes about ten nanoseconds …"""
HEAVIEST_TOLD = 5_000
"""… and some microseconds where it has to be said what is wrong."""
MOST_TOLD = 5
"""Misfits that are told of one value."""
LONGEST_TOLD = 300
"""Characters of one of them; a message quotes what it is about."""
STEPS = 100_000
"""Of a pattern's search, before it counts as not found."""
LARGEST_PATTERN = 300_000
"""Bytes of a pattern, made ready to search."""


class Checker(NamedTuple):
    """A schema, made ready."""

    validator: "Validator"
    weight: float


def wrong_with(schema: Json) -> str:
    """Why it is no schema that can be checked; empty: it is one."""
    try:
        written = orjson.dumps(dict(schema))
    except TypeError:
        return "it goes too deep"
    if len(written) > LARGEST:
        return f"it is larger than {LARGEST:,} bytes"
    try:
        checker = _checker(written)
    except ValueError as error:  # what jsonschema-rs raises is one
        return _short(str(getattr(error, "message", error)))
    return "it refers to itself in too many ways to be checked" if checker.weight > HEAVIEST else ""


def misfit(value: object, schema: Json) -> str:
    """What of the value does not fit the schema, for whoever wrote it; empty: it fits."""
    checker = _checker(orjson.dumps(dict(schema)))
    try:
        if checker.validator.is_valid(value):
            return ""
        if checker.weight > HEAVIEST_TOLD:
            return "something in it does not fit"
        errors = list(islice(checker.validator.iter_errors(value), MOST_TOLD))
    except ValueError:
        return "it goes too deep, or holds half of a surrogate pair"
    return "; ".join(f"{_place(error.instance_path)}: {_short(error.message)}" for error in errors)


@lru_cache(maxsize=64)
def _checker(schema: bytes) -> Checker:
    """Clients send the same schemas with every request."""
    from jsonschema_rs import FancyRegexOptions, validator_for  # 15 MB that only some requests need

    patterns = FancyRegexOptions(backtrack_limit=STEPS, size_limit=LARGEST_PATTERN)
    validator = validator_for(schema.decode(), retriever=_nothing, pattern_options=patterns)
    return Checker(validator, weight(orjson.loads(schema)))


def _nothing(uri: str) -> NoReturn:
    raise ValueError("a schema has to be whole, nothing is fetched for it")


def _place(path: list[str | int]) -> str:
    return "".join(f".{one}" if isinstance(one, str) else f"[{one}]" for one in path).lstrip(".") or "the whole"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TOLD else text[:LONGEST_TOLD] + "…"
