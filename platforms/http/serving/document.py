"""The endpoint's own description, for programs: OpenAPI 3.1, made of the tables by which it works. Pure.

It is there without a key: it says what the program can, and nothing of what is in it.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version

import orjson

from platforms.http.headers import COUNTED, IGNORED, THREADS
from platforms.http.render import shapes
from platforms.http.render.shapes import Shape
from platforms.http.request.table import Field, Table, Verdict
from platforms.http.serving.endpoints import ENDPOINTS, Endpoint
from platforms.http.serving.finding import DEEPEST, MOST

Object = dict[str, object]

JSON = "application/json"

ERRORS: Mapping[int, str] = {
    400: "The request can't be honoured; `param` names the field.",
    401: "There is no key, or none that fits.",
    403: "The key may not do this, or the address or the web page may not.",
    404: "There is no such address, model, or conversation.",
    405: "The address does not take this method.",
    408: "The body did not come in time.",
    409: "It can't be done again.",
    413: "The body is larger than `body_limit`.",
    429: "The key's rate, the queue or ChatGPT's own limit; `retry-after` says when to come again.",
    500: "A bug; the log says more.",
    502: "The page or the API behind it broke off.",
    503: "A person has to do something, or it is just starting or ending.",
    504: "There was no answer in time.",
}
"""Every status that is an error, always in the same envelope."""


@cache
def published() -> bytes:
    """The whole of it, as it is sent."""
    return orjson.dumps(document())


def document() -> Object:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Threadbridge",
            "version": version("threadbridge"),
            "description": "Whatever speaks OpenAI's protocol can ask. Each address is there without /v1, too.",
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"key": []}],
        "paths": {f"/v1{one.path}": {"post": _asks(one)} for one in ENDPOINTS} | _read(),
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
            },
            "schemas": {"Error": shapes.ERROR},
            "responses": {str(status): _error(status, what) for status, what in ERRORS.items()},
        },
    }


ANSWERS: Mapping[str, Shape] = {
    "/chat/completions": shapes.COMPLETION,
    "/completions": shapes.TEXT_COMPLETION,
    "/responses": shapes.RESPONSE,
}

_HEADERS = {
    "x-request-id": "Leads to the turn in the database and in the log.",
    COUNTED: "How tokens were counted: `exact`, `estimated` or `upstream`.",
    "x-ratelimit-limit-requests": "How many requests a minute the key may make, where it has a rate.",
    "x-ratelimit-remaining-requests": "How many of them are left.",
    "x-ratelimit-reset-requests": "When all are there again: `6s`, `1m30s`.",
    IGNORED: "The fields of the request that nothing was done with.",
}


def _asks(endpoint: Endpoint) -> Object:
    """An address that answers questions."""
    content = {
        JSON: {"schema": ANSWERS[endpoint.path]},
        "text/event-stream": {"schema": shapes.EVENT},
    }
    answered = {"description": "The answer.", "content": content, "headers": _headers(_HEADERS)}
    if endpoint.path == "/responses":
        answered["links"] = {one: {"operationId": one, "parameters": _THIS} for one in _BY_ID}
    return {
        "operationId": endpoint.path.strip("/").replace("/", "_"),
        "parameters": [
            _in_header(THREADS[0], "The name of the conversation in which this is asked.", {"maxLength": 200})
        ],
        "requestBody": {"required": True, "content": {JSON: {"schema": body_of(endpoint.fields)}}},
        "responses": {"200": answered, **_errors(ERRORS)},
    }


def body_of(table: Table) -> Shape:
    """What a body may hold. More is ignored."""
    return {
        "type": "object",
        "required": [field.name for field in table.fields if field.required],
        "properties": {field.name: _described(field) for field in table.fields},
    }


def _described(field: Field) -> Shape:
    """As it is taken: of what is refused only what is not; of what is optional null as well."""
    schema: Shape = {"enum": [*field.neutral]} if field.verdict is Verdict.REFUSED else field.schema
    said = {"description": f"{field.verdict.capitalize()}. {field.note}"}
    return {**schema, **said} if field.required else {**shapes.or_null(schema), **said}


def _reads(id: str, what: str, shape: Shape | None, errors: Iterable[int], **more: object) -> Object:
    """An address where something can be looked up; without a shape it is text."""
    content = {JSON: {"schema": shape}} if shape else {"text/plain": {"schema": shapes.TEXT}}
    answer = {"description": what, "content": content, "headers": _headers({"x-request-id": "Of the request."})}
    return {"operationId": id, "responses": {"200": answer, **_errors(errors)}, **more}


def _read() -> Object:
    models, one = "The models that can be asked for.", "One of them; its id may hold a slash."
    return {
        "/v1/models": {"get": _reads("models", models, shapes.MODELS, _LOOKED_UP)},
        "/v1/models/{id}": {"get": _reads("model", one, shapes.MODEL, _LOOKED_UP, parameters=[_ID])},
        "/v1/responses/{id}": {
            "get": _reads("response", "As it was told.", shapes.RESPONSE, _KEPT, parameters=[_ID, _STREAMED]),
            "delete": _reads("erase", "It is erased, its turn as well.", shapes.ERASED, _KEPT, parameters=[_ID]),
        },
        "/v1/responses/{id}/input_items": {
            "get": _reads("input", "What was asked of it.", shapes.ITEMS, _KEPT, parameters=[_ID, *_PAGED])
        },
        "/v1/responses/{id}/cancel": {
            "post": {"operationId": "cancel", "responses": _errors(_KEPT), "parameters": [_ID]}
        },
        "/v1/health": {"get": _reads("health", "Whether it is up.", shapes.HEALTH, _PLAIN, **_OPEN)},
        "/metrics": {"get": _reads("metrics", "Counters, as Prometheus reads them.", None, (401, *_PLAIN))},
        "/api/find": {"get": _reads("find", "The best first.", shapes.FOUND, _FINDING, parameters=_SOUGHT)},
        "/openapi.json": {"get": _reads("openapi", "This.", shapes.ANY_OBJECT, _PLAIN, **_OPEN)},
    }


_PLAIN = (403, 405, 500, 503)
_LOOKED_UP = (401, 404, 429, *_PLAIN)
_KEPT = (400, *_LOOKED_UP)
_STREAMED: Object = {"name": "stream", "in": "query", "schema": {"type": "string", "enum": ["false"]}}
_PAGED: tuple[Object, ...] = (
    {"name": "after", "in": "query", "schema": {"type": "string"}},
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
    {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["asc", "desc"]}},
)
_FINDING = (400, 401, 429, *_PLAIN)
_SOUGHT: tuple[Object, ...] = (
    {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "pattern": "[^\\s]"}},
    {"name": "most", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": MOST}},
    {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": DEEPEST}},
)
_BY_ID = ("response", "input", "cancel", "erase")
_THIS: Object = {"id": "$response.body#/id"}
_ID: Object = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
_OPEN: Object = {"security": []}
"""Needs no key."""


def _errors(statuses: Iterable[int]) -> Object:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _error(status: int, what: str) -> Object:
    return {"description": what, "content": {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}}


def _headers(named: Mapping[str, str]) -> Object:
    return {name: {"description": what, "schema": shapes.TEXT} for name, what in named.items()}


def _in_header(name: str, what: str, schema: Shape) -> Object:
    return {"name": name, "in": "header", "description": what, "schema": {"type": "string", **schema}}
