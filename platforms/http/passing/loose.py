"""JSON of which nothing is taken for granted: what is not of its kind is as if it were empty. Pure."""

from typing import cast

import orjson

from platforms.http.request.checks import Object


def words_of(content: object) -> str:
    """A string, or the texts of a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else ()
    texts = (part if isinstance(part, str) else text_part(part) for part in parts)
    return "\n".join(filter(None, texts))


def text_part(part: object) -> str:
    """Of one part of a content, or of a message that refuses."""
    fields = part if isinstance(part, dict) else {}
    said = fields.get("text") or fields.get("refusal")
    return said if isinstance(said, str) else ""


def object_of(text: bytes) -> Object:
    try:
        value = orjson.loads(text)
    except ValueError:
        return {}
    return cast(Object, value) if isinstance(value, dict) else {}


def objects(value: object) -> list[Object]:
    return [cast(Object, one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inner(fields: Object, name: str) -> Object:
    value = fields.get(name)
    return cast(Object, value) if isinstance(value, dict) else {}


def string(value: object) -> str:
    return value if isinstance(value, str) else ""
