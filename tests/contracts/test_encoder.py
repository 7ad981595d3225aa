"""The contract of every Encoder: the one that is embedded, and an API over a real socket."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from math import sqrt

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bridge.encoding.api import ApiEncoder
from bridge.encoding.embedded import EmbeddedEncoder
from bridge.encoding.opening import noted, opened
from bridge.encoding.settings import SearchSettings
from bridge.errors import BackendError
from bridge.lines import Lines
from bridge.openai import OpenAISettings
from bridge.protocols import Encoder, Vector


def near(one: Vector, other: Vector) -> float:
    """The cosine."""
    lengths = sqrt(sum(a * a for a in one) * sum(b * b for b in other))
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths


async def answer(request: web.Request) -> web.Response:
    """How often each letter is in it: enough of a meaning for a stand-in. The last comes first, as it may."""
    asked = await request.json()
    if request.headers["Authorization"] != "Bearer sk-test" or asked["model"] != "small":
        return web.json_response({"error": {"message": "No."}}, status=401)
    made = [
        {"object": "embedding", "index": at, "embedding": _counted(text)} for at, text in enumerate(asked["input"])
    ]
    return web.json_response({"object": "list", "model": "small", "data": made[::-1], "usage": {}})


def _counted(text: str) -> list[float]:
    return [text.lower().count(chr(97 + letter)) + 0.1 for letter in range(26)]


@asynccontextmanager
async def over_an_api(key: str = "sk-test") -> AsyncIterator[Encoder]:
    app = web.Application()
    app.router.add_post("/v1/embeddings", answer)
    async with TestServer(app) as server:
        api = OpenAISettings.model_validate({"base_url": str(server.make_url("/v1")), "api_key": key, "retries": 0})
        settings = SearchSettings(meaning="openai", model="small")
        async with opened(settings, lambda name, kind: api) as encoder:
            assert isinstance(encoder, ApiEncoder)
            yield encoder


@asynccontextmanager
async def embedded() -> AsyncIterator[Encoder]:
    async with aclosing(EmbeddedEncoder()) as encoder:
        yield encoder


@pytest.fixture(params=[embedded, over_an_api])
async def encoder(request: pytest.FixtureRequest) -> AsyncIterator[Encoder]:
    kind: Callable[[], AbstractAsyncContextManager[Encoder]] = request.param
    async with kind() as made:
        yield made


async def test_each_text_gets_its_own_and_the_same_every_time(encoder: Encoder) -> None:
    """In their order, all of a length, near to what is said in almost the same words; nothing for nothing."""
    texts = ["How do I repair a bicycle?", "Fruit juice", "과일을 오래 보관하려면?"]
    found = await encoder.encode(texts)
    assert len({len(one) for one in found}) == 1
    assert {one.typecode for one in found} == {"f"}
    (again,) = await encoder.encode(["How do I repair bicycles?"])
    assert near(again, found[0]) > near(again, found[1])
    assert near(again, found[0]) > near(again, found[2])
    assert near((await encoder.encode(texts[2:]))[0], found[2]) > 0.999
    assert await encoder.encode([]) == []
    assert encoder.name
    assert encoder.at_once > 0


async def test_the_embedded_one_knows_languages() -> None:
    """A question is nearer to the same one in Korean than to another in its own language."""
    async with embedded() as encoder:
        sought, same, other = await encoder.encode(
            ["how to keep fruit fresh", "과일을 신선하게 보관하는 방법", "how to repair a bicycle"]
        )
    assert near(sought, same) > near(sought, other) + 0.2


async def test_a_refusal_is_said_in_our_words() -> None:
    """Whoever asked for it goes on without."""
    async with over_an_api("sk-other") as encoder:
        with pytest.raises(BackendError):
            await encoder.encode(["Hello"])


def test_the_doctor_says_what_is_used() -> None:
    """In a line of its own; nothing where it is not wanted."""
    told: list[str] = []
    for meaning in ("auto", "openai/local", "off"):
        noted(SearchSettings(meaning=meaning), Lines(tell=told.append))
    assert [one[:2] for one in told] == ["--", "--"]
    assert "openai/local" in told[1]


async def test_without_meaning_there_is_none() -> None:
    """As it is wanted."""
    async with opened(SearchSettings(meaning="off"), lambda name, kind: OpenAISettings()) as encoder:
        assert encoder is None
