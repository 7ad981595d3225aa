"""What messages, tools and formats look like, as JSON Schema, for the published description.

They are read elsewhere (messages, parts, tools, form), with more patience than stands here.
"""

from collections.abc import Mapping

Schema = Mapping[str, object]

TEXT: Schema = {"type": "string"}
SAID: Schema = {"type": "string", "pattern": r"\S"}
"""A text in which something is said."""
MAYBE: Schema = {"type": ["string", "null"]}


def _one(required: tuple[str, ...] = (), **fields: Schema) -> Schema:
    return {"type": "object", "required": [*required], "properties": fields}


def _kind(kind: str, **fields: Schema) -> Schema:
    return _one(("type", *fields), type={"const": kind}, **fields)


def _list(of: Schema, **more: object) -> Schema:
    return {"type": "array", "items": of, **more}


_PICTURE = _one(("url",), url={"type": "string", "format": "uri"}, detail=MAYBE)
PART: Schema = {
    "anyOf": [
        _kind("image_url", image_url={"anyOf": [_PICTURE, TEXT]}),
        _kind("file", file=_one(("file_data",), filename=MAYBE, file_data=TEXT)),
        _kind("text", text=SAID),
    ]
}
"""A data URL, or an https one where they are fetched; a file as base64 or as a data URL."""

_NAME: Schema = {"type": "string", "pattern": r"^[A-Za-z0-9_.-]{1,64}$"}
CALL = _kind("function", id=TEXT, function=_one(("name", "arguments"), name=_NAME, arguments=TEXT))

_CONTENT: Schema = {"anyOf": [SAID, _list(_kind("text", text=SAID), minItems=1)]}


def _message(*roles: str, **fields: Schema) -> Schema:
    return _one(("role", "content"), role={"enum": [*roles]}, **{"content": _CONTENT, **fields})


MESSAGE: Schema = {
    "anyOf": [
        _message("user", content={"anyOf": [SAID, _list(PART, minItems=1)]}, name=MAYBE),
        _message("developer", "system", name=MAYBE),
        _message("tool", tool_call_id=MAYBE),
        _message("function", name=MAYBE),
        _one(
            ("role",),
            role={"const": "assistant"},
            content={"anyOf": [_CONTENT, {"type": "null"}]},
            refusal=MAYBE,
            name=MAYBE,
            tool_calls={"anyOf": [_list(CALL), {"type": "null"}]},
        ),
    ]
}
MESSAGES = _list(MESSAGE, minItems=1)

FUNCTION = _one(("name",), name=_NAME, description=MAYBE, parameters={"type": ["object", "null"]})
TOOLS = _list(_kind("function", function=FUNCTION), maxItems=128)
FUNCTIONS = _list(FUNCTION, maxItems=128)

_NAMED = _one(("name",), name=_NAME)
_ALLOWED = _one(("tools",), mode={"enum": ["auto", "required"]}, tools=_list(_kind("function", function=_NAMED)))
CHOICE: Schema = {
    "anyOf": [
        _kind("function", function=_NAMED),
        _kind("allowed_tools", allowed_tools=_ALLOWED),
        {"enum": ["none", "auto", "required"]},
    ]
}
FUNCTION_CALL: Schema = {"anyOf": [_NAMED, {"enum": ["none", "auto"]}]}

FORMAT: Schema = {
    "anyOf": [
        _kind("json_schema", json_schema=_one(("name", "schema"), name=SAID, schema={"type": "object"})),
        _kind("json_object"),
        _kind("text"),
    ]
}
