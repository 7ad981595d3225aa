"""What all bodies are: one JSON object whose optional fields may be null."""

import json
import re
from typing import cast

import orjson

from platforms.http.errors import ApiError
from platforms.http.request.checks import CHECKS, Object, expect

MOST_NAMED = 40
"""Ignored fields that are named; whoever sends more is not reading."""

NOT_JSON = "We could not parse the JSON body of your request. It has to be one JSON object."


def fields_of(body: bytes) -> Object:
    """Its fields, whatever its content type says; those that are null are as if they were not there."""
    try:
        value = orjson.loads(body)
    except ValueError:
        value = _leniently(body)
    if not isinstance(value, dict):
        raise ApiError(400, NOT_JSON)
    return {name: one for name, one in cast(Object, value).items() if one is not None}


def model_of(fields: Object) -> str:
    model = expect(str, fields.get("model", ""), "model")
    if not model:
        raise ApiError(400, "You must provide a model parameter.", param="model", code="missing_required_parameter")
    return model


def ignored(fields: Object, honoured: frozenset[str]) -> tuple[str, ...]:
    """The names of the fields that nothing is done with, fit for a header. Raises ApiError for what can't be."""
    names = [_in_a_header(name) for name, value in fields.items() if name not in honoured and _is(name, value)]
    return tuple(names[:MOST_NAMED])


def _leniently(body: bytes) -> object:
    """JSON that orjson is too strict for: a byte order mark, UTF-16, half of a surrogate pair from a cut string."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        return orjson.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    except (ValueError, RecursionError):
        raise ApiError(400, NOT_JSON) from None


def _is(name: str, value: object) -> bool:
    check = CHECKS.get(name)
    return check is None or not check(name, value)


def _in_a_header(name: str) -> str:
    return re.sub(r"[^\w.-]", "?", name[:64], flags=re.ASCII)
