"""The real openai client, unmodified, streamed and whole, async and sync."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import openai
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam

from bridge.errors import Interrupted, LoginRequired, RateLimited, Refused, Unavailable
from bridge.events import AnsweredBy, Text
from bridge.types import Model
from tests.fakes import FakeBackend
from tests.platforms.http.served import Served, serving

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hello"}]


@asynccontextmanager
async def client_of(backend: FakeBackend, folder: Path) -> AsyncIterator[AsyncOpenAI]:
    async with (
        serving(backend, folder, keys={"test": {"secret": "sk-test-key"}}) as served,
        AsyncOpenAI(api_key="sk-test-key", base_url=served.v1, max_retries=0) as client,
    ):
        yield client


async def streamed(client: AsyncOpenAI) -> str:
    stream = await client.chat.completions.create(model="gpt-4o", messages=HELLO, stream=True)
    return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])


async def test_whole(tmp_path: Path) -> None:
    async with client_of(FakeBackend(AnsweredBy("gpt-5"), Text("안녕 "), Text("👋")), tmp_path) as client:
        completion = await client.chat.completions.create(model="gpt-4o", messages=HELLO)
    assert completion.choices[0].message.content == "안녕 👋"
    assert completion.choices[0].finish_reason == "stop"
    assert completion.model == "gpt-5"
    assert completion.usage
    assert completion.usage.completion_tokens > 0


async def test_streamed(tmp_path: Path) -> None:
    async with client_of(FakeBackend(Text("안녕 "), Text("👋")), tmp_path) as client:
        assert await streamed(client) == "안녕 👋"


async def test_its_helper_for_streams(tmp_path: Path) -> None:
    """Which puts the chunks together by itself and wants each to be right."""
    async with (
        client_of(FakeBackend(Text("a"), Text("b")), tmp_path) as client,
        client.chat.completions.stream(
            model="gpt-4o", messages=HELLO, stream_options={"include_usage": True}
        ) as stream,
    ):
        completion = await stream.get_final_completion()
    assert completion.choices[0].message.content == "ab"
    assert completion.usage


async def test_models(tmp_path: Path) -> None:
    async with client_of(FakeBackend(offers=[Model("org/m", "me")]), tmp_path) as client:
        assert [model.id async for model in client.models.list()] == ["default", "org/m"]
        assert (await client.models.retrieve("org/m")).owned_by == "me"
        with pytest.raises(openai.NotFoundError):
            await client.models.retrieve("nothing")


async def test_sync(tmp_path: Path) -> None:
    """As a script would use it, from another thread."""

    def ask(served: Served) -> tuple[str | None, str]:
        with OpenAI(api_key="none", base_url=served.v1) as client:
            whole = client.chat.completions.create(model="m", messages=HELLO)
            stream = client.chat.completions.create(model="m", messages=HELLO, stream=True)
            pieces = [chunk.choices[0].delta.content or "" for chunk in stream]
            return whole.choices[0].message.content, "".join(pieces)

    async with serving(FakeBackend(Text("Hel"), Text("lo")), tmp_path) as served:
        assert await asyncio.to_thread(ask, served) == ("Hello", "Hello")


async def test_errors_arrive_as_its_own(tmp_path: Path) -> None:
    for number, (error, kind) in enumerate(
        (
            (LoginRequired(), openai.InternalServerError),
            (RateLimited(), openai.RateLimitError),
            (Refused(what="no"), openai.BadRequestError),
        )
    ):
        async with client_of(FakeBackend(refuses=error), tmp_path / str(number)) as client:
            with pytest.raises(kind) as caught:
                await client.chat.completions.create(model="m", messages=HELLO)
            assert str(error) in str(caught.value)
            assert caught.value.request_id
            with pytest.raises(openai.AuthenticationError):
                await client.with_options(api_key="wrong").models.list()


async def test_an_error_in_the_stream_is_raised(tmp_path: Path) -> None:
    async with client_of(FakeBackend(Text("a"), Interrupted(what="it broke", link="x")), tmp_path) as client:
        with pytest.raises(openai.APIError, match="it broke"):
            await streamed(client)


async def test_it_asks_again_only_where_nothing_was_typed(tmp_path: Path) -> None:
    """Its own retries: two after Unavailable, none after Interrupted."""
    backend = FakeBackend()
    async with client_of(backend, tmp_path) as client:
        for error, times in ((Unavailable(what="busy"), 2), (Interrupted(what="it broke", link="x"), 1)):
            backend.asked.clear()
            backend.refuses = error
            with pytest.raises(openai.InternalServerError):
                await client.with_options(max_retries=1).chat.completions.create(model="m", messages=HELLO)
            assert len(backend.asked) == times


async def test_any_text_arrives_as_it_was_written(tmp_path: Path) -> None:
    """Streamed in any pieces, or whole."""
    backend = FakeBackend()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
    def remember(pieces: list[str]) -> None:
        examples.append(pieces)

    examples: list[list[str]] = []
    remember()
    async with client_of(backend, tmp_path) as client:
        for pieces in examples:
            backend.steps = [Text(piece) for piece in pieces]
            assert await streamed(client) == "".join(pieces)
            whole = await client.chat.completions.create(model="m", messages=HELLO)
            assert whole.choices[0].message.content == "".join(pieces)
