"""What all bodies are: one JSON object whose optional fields may be null."""

import json
from collections.abc import Mapping
from typing import cast

import orjson

from platforms.http.errors import ApiError
from platforms.http.request.checks import Object, expect
from platforms.http.request.fields import METADATA, STREAM_OPTIONS
from platforms.http.request.fitting import check

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


def include_usage_of(fields: Object) -> bool:
    """Whether a stream is to end with what it took."""
    options = fields.get("stream_options", {})
    check(STREAM_OPTIONS.schema, options, "stream_options")
    return bool(cast(Object, options).get("include_usage"))


def metadata_of(fields: Object) -> Mapping[str, str]:
    """Pairs that the caller knows the meaning of, and a few that we do."""
    if "metadata" not in fields:
        return {}
    check(METADATA, fields["metadata"], "metadata")
    return cast(Mapping[str, str], fields["metadata"])


def _leniently(body: bytes) -> object:
    """JSON that orjson is too strict for: a byte order mark, UTF-16, half of a surrogate pair from a cut string."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        return orjson.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    except (ValueError, RecursionError):
        raise ApiError(400, NOT_JSON) from None
