"""A value that fits a JSON schema, with what a sentence says where it says something."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Schema: TypeAlias = Mapping[str, Json]

NAMES = re.compile(r"\b(?:in|for|of|from|like|is|about) ((?:[A-Z][\w'-]*)(?: [A-Z][\w'-]*)*)")
PROPER = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b")
FORMATS: Mapping[str, str] = {
    "date": "2026-11-23",
    "date-time": "2026-11-23T09:00:00Z",
    "time": "09:00:00Z",
    "email": "ann@example.com",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
KNOWN: Mapping[str, str] = {"status": "ok", "title": "Practice"}


def instance(schema: Schema, sentence: str) -> Json:
    """The value; the same one for the same schema and sentence."""
    return _Writer(schema, sentence).value(schema, "")


def objects(text: str) -> Iterator[dict[str, Json]]:
    """Every JSON object that stands in a text, outermost ones only."""
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        try:
            found, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            at += 1
        else:
            yield found


class _Writer:
    def __init__(self, root: Schema, sentence: str) -> None:
        self._root, self._sentence = root, sentence
        self._said: dict[str, Json] = {}
        for found in objects(sentence):
            self._said |= found
        self._numbers = iter(re.findall(r"-?\d+(?:\.\d+)?", sentence))

    def value(self, schema: Schema, name: str) -> Json:
        """For a property of this name, or for the whole."""
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if isinstance(choices := schema.get("enum"), list) and choices:
            return next((one for one in choices if str(one).lower() in self._sentence.lower()), choices[0])
        for word in ("anyOf", "oneOf"):
            if isinstance(ways := schema.get(word), list):
                return self.value(_first_not_null(ways), name)
        if name in self._said:
            return self._said[name]
        return self._of_type(_type(schema), schema, name)

    def _of_type(self, kind: str, schema: Schema, name: str) -> Json:
        match kind:
            case "object":
                properties = schema.get("properties")
                named = properties.items() if isinstance(properties, dict) else ()
                return {key: self.value(_schema(one), key) for key, one in named}
            case "array":
                least = schema.get("minItems")
                several = max(1, least if isinstance(least, int) else 1)
                return [self.value(_schema(schema.get("items")), name) for _ in range(several)]
            case "integer":
                return int(self._number(schema))
            case "number":
                return self._number(schema)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return self._text(schema, name)

    def _number(self, schema: Schema) -> float:
        low = schema.get("minimum")
        return float(next(self._numbers, low if isinstance(low, int | float) else 1))

    def _text(self, schema: Schema, name: str) -> str:
        if name in KNOWN:
            return KNOWN[name]
        if isinstance(form := schema.get("format"), str) and form in FORMATS:
            return FORMATS[form]
        pattern = PROPER if "name" in name else NAMES
        found = pattern.search(self._sentence)
        return (found[found.re.groups] if found else "") or name or "text"

    def _resolved(self, schema: Schema) -> Schema:
        """Without `$ref`, and with what `allOf` adds."""
        if isinstance(way := schema.get("$ref"), str):
            found: Json = dict(self._root)
            for step in way.removeprefix("#").strip("/").split("/"):
                found = found.get(step) if step and isinstance(found, dict) else found
            return self._resolved(_schema(found))
        if isinstance(parts := schema.get("allOf"), list):
            return {**schema, **{key: one for part in parts for key, one in self._resolved(_schema(part)).items()}}
        return schema


def _schema(value: Json) -> Schema:
    return value if isinstance(value, dict) else {}


def _first_not_null(ways: Sequence[Json]) -> Schema:
    return next((one for one in map(_schema, ways) if one.get("type") != "null"), {})


def _type(schema: Schema) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    return kind if isinstance(kind, str) else "object" if "properties" in schema else "string"
