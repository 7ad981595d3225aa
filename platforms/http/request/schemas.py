"""JSON schemas of callers: whether one is a schema, and whether a value fits it.

Whatever a caller writes takes bounded time: nothing is fetched for a ``$ref``, and a pattern gives up.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NoReturn

import orjson

if TYPE_CHECKING:
    from jsonschema_rs import Validator

Json = Mapping[str, object]

MOST_TOLD = 5
"""Things amiss that are told of one value."""
LONGEST_TOLD = 300
"""Characters of one of them; a message quotes what it is about."""
STEPS = 100_000
"""Of a pattern's search, before it counts as not found."""


def wrong_with(schema: Json) -> str:
    """Why it is no schema that can be checked; empty: it is one."""
    try:
        _validator(_written(schema))
    except ValueError as error:  # what jsonschema-rs raises is one
        return _short(str(getattr(error, "message", error)))
    return ""


def amiss(value: object, schema: Json) -> str:
    """What of the value does not fit the schema, for whoever wrote it; empty: it fits."""
    try:
        errors = list(islice(_validator(_written(schema)).iter_errors(value), MOST_TOLD))
    except UnicodeEncodeError:
        return "a string in it holds half of a surrogate pair"
    return "; ".join(f"{_place(error.instance_path)}: {_short(error.message)}" for error in errors)


@lru_cache(maxsize=64)
def _validator(schema: bytes) -> "Validator":
    """Clients send the same schemas with every request."""
    from jsonschema_rs import FancyRegexOptions, validator_for  # 15 MB that only some requests need

    return validator_for(
        schema.decode(), retriever=_nothing, pattern_options=FancyRegexOptions(backtrack_limit=STEPS)
    )


def _nothing(uri: str) -> NoReturn:
    raise ValueError("a schema has to be whole, nothing is fetched for it")


def _written(schema: Json) -> bytes:
    return orjson.dumps(dict(schema))


def _place(path: list[str | int]) -> str:
    return "".join(f".{one}" if isinstance(one, str) else f"[{one}]" for one in path).lstrip(".") or "the whole"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TOLD else text[:LONGEST_TOLD] + "…"
