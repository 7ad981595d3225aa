"""The published description: all that there is, and nothing that is not."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bridge.events import AnsweredBy, Text
from platforms.http.request.fields import CHAT
from platforms.http.serving.document import document
from platforms.http.serving.routes import Routes
from platforms.http.settings import HttpSettings
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, refusal, serving

BODIES: dict[str, Any] = {
    "/v1/chat/completions": HELLO,
    "/v1/completions": {"model": "m", "prompt": "Once"},
    "/v1/responses": {"model": "m", "input": "Hi"},
}


def found(path: str, *names: str) -> Any:
    """What stands there; references followed."""
    at: Any = document()["paths"][path]  # type: ignore[index]
    for name in names:
        at = at[name]
    return at


def fits(schema: Any, value: object) -> None:
    """As a whole schema of its own."""
    jsonschema_rs.validate(schema, value)


async def test_it_is_published_without_a_key(tmp_path: Path) -> None:
    """With and without /v1, and always the same."""
    async with serving(FakeBackend(), tmp_path, keys={"k": {"secret": "s" * 8}}) as served:
        for path in ("/openapi.json", "/v1/openapi.json"):
            async with served.http.get(served.address + path) as response:
                assert await response.json() == json.loads(json.dumps(document()))


async def test_every_address_stands_in_it(tmp_path: Path) -> None:
    """Those with /v1, which the others repeat; and it describes none that is not there."""
    paths: dict[str, Any] = document()["paths"]  # type: ignore[assignment]
    described = {(path, method.upper()) for path, methods in paths.items() for method in methods}
    async with serving(FakeBackend(), tmp_path) as served:
        routes = Routes(served.bridge, HttpSettings()).app().router.routes()
    there = {(route.resource.canonical, route.method) for route in routes if route.resource}
    there = {(path, method) for path, method in there if method != "HEAD"}
    assert described <= there
    plain = {(path.removeprefix("/v1"), method) for path, method in described}
    assert {(path.removeprefix("/v1"), method) for path, method in there} == plain


@pytest.mark.parametrize("path", BODIES)
async def test_answers_are_as_it_says(tmp_path: Path, path: str) -> None:
    async with (
        serving(FakeBackend(AnsweredBy("gpt-5"), Text("Hi!")), tmp_path) as served,
        served.http.post(served.address + path, data=json.dumps(BODIES[path])) as response,
    ):
        assert response.status == 200
        answer = await response.json()
    content = found(path, "post", "responses", "200", "content")
    fits(content["application/json"]["schema"], answer)
    with pytest.raises(jsonschema_rs.ValidationError):
        fits(content["application/json"]["schema"], {})


async def test_what_is_looked_up_is_as_it_says(tmp_path: Path) -> None:
    async with serving(FakeBackend(), tmp_path) as served:
        for path, at in (("/v1/models", None), ("/v1/models/{id}", "/v1/models/default"), ("/v1/health", None)):
            async with served.http.get(served.address + (at or path)) as response:
                answer = await response.json()
            fits(found(path, "get", "responses", "200", "content")["application/json"]["schema"], answer)


async def test_starting_is_as_it_says(tmp_path: Path) -> None:
    """An error like the others."""
    async with serving(FakeBackend(), tmp_path) as served:
        served.bridge.resumed = False
        async with served.http.get(f"{served.address}/health") as response:
            assert response.status == 503
            answer = await response.json()
    components: Any = document()["components"]
    assert found("/v1/health", "get", "responses", "503") == {"$ref": "#/components/responses/503"}
    fits(components["schemas"]["Error"], answer)


async def test_errors_are_as_it_says(tmp_path: Path) -> None:
    components: Any = document()["components"]
    async with (
        serving(FakeBackend(), tmp_path) as served,
        served.http.post(f"{served.v1}/completions", data=b"{") as response,
    ):
        answer = await response.json()
        assert (await refusal(response)).status == 400
    fits(components["schemas"]["Error"], answer)


@pytest.mark.parametrize("path", BODIES)
def test_bodies_are_as_it_says(path: str) -> None:
    """What is asked in these tests fits; what lacks a required field does not."""
    schema = found(path, "post", "requestBody", "content")["application/json"]["schema"]
    fits(schema, BODIES[path])
    for name in schema["required"]:
        with pytest.raises(jsonschema_rs.ValidationError):
            fits(schema, {one: value for one, value in BODIES[path].items() if one != name})


def test_every_field_stands_in_it() -> None:
    """With what is done with it; null is as good as nothing."""
    schema = found("/v1/chat/completions", "post", "requestBody", "content")["application/json"]["schema"]
    assert list(schema["properties"]) == [field.name for field in CHAT.fields]
    assert schema["properties"]["seed"]["description"] == "Ignored. A page has no such control."
    fits(schema, {**HELLO, **{field.name: None for field in CHAT.fields if not field.required}})
    fits(schema, {**HELLO, "n": 1})
    with pytest.raises(jsonschema_rs.ValidationError):
        fits(schema, {**HELLO, "n": 2})
