"""The form that an answer must have, and the field by which callers say so.

Source: openapi.yaml 2.3.0. The description of a schema is taken as chat completions write it (in ``json_schema``)
and as responses do (all in one).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from platforms.http.errors import ApiError
from platforms.http.request.checks import Object, expect, invalid, missing
from platforms.http.request.schemas import wrong_with


@dataclass(frozen=True, slots=True)
class Plain:
    """Text."""


@dataclass(frozen=True, slots=True)
class AnyJson:
    """One JSON object."""


@dataclass(frozen=True, slots=True)
class Schema:
    """JSON that fits a schema."""

    name: str
    schema: Mapping[str, object]
    strict: bool = False
    description: str = ""


Form = Plain | AnyJson | Schema


def form(value: object, param: str) -> Form:
    """Of ``response_format``, or of ``text.format``."""
    fields: Object = expect(dict, value, param)
    match fields.get("type", "text"):
        case "text":
            return Plain()
        case "json_object":
            return AnyJson()
        case "json_schema":
            return _schema(fields, param)
        case _:
            raise invalid(f"{param}.type", "it is one of text, json_object, json_schema")


def _schema(fields: Object, param: str) -> Schema:
    if "json_schema" in fields:
        param += ".json_schema"
        fields = expect(dict, fields["json_schema"], param)
    if not fields.get("name"):
        raise missing(f"{param}.name")
    schema: Object = expect(dict, fields.get("schema") or {}, f"{param}.schema")
    name = expect(str, fields["name"], f"{param}.name")
    if wrong := wrong_with(schema):
        what = f"Invalid schema for response_format '{name}': {wrong}"
        raise ApiError(400, what, param=param.partition(".")[0], code="invalid_json_schema")
    return Schema(
        name,
        schema,
        strict=expect(bool, fields.get("strict") or False, f"{param}.strict"),
        description=expect(str, fields.get("description") or "", f"{param}.description"),
    )
