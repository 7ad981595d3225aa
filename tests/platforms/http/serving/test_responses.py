"""POST /v1/responses on a real socket, with the real openai client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import openai
import pytest
from openai import AsyncOpenAI

from bridge.errors import Interrupted, LoginRequired
from bridge.events import AnsweredBy, CutShort, Text
from tests.fakes import FakeBackend
from tests.platforms.http.served import Served, refusal, serving


@asynccontextmanager
async def client_of(backend: FakeBackend, folder: Path) -> AsyncIterator[tuple[AsyncOpenAI, Served]]:
    async with (
        serving(backend, folder) as served,
        AsyncOpenAI(api_key="sk-test-key", base_url=served.v1, max_retries=0) as client,
    ):
        yield client, served


async def test_whole(tmp_path: Path) -> None:
    backend = FakeBackend(AnsweredBy("gpt-5"), Text("안녕 "), Text("👋"))
    async with client_of(backend, tmp_path) as (client, _):
        response = await client.responses.create(model="m", input="Hello", instructions="Be brief.")
    assert (response.output_text, response.model, response.status) == ("안녕 👋", "gpt-5", "completed")
    assert response.usage
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens
    [turn] = backend.asked
    assert (turn.question.text, turn.question.instructions) == ("Hello", "Be brief.")
    assert response.id == f"resp_tb{turn.question.message.removeprefix('http-')}"


async def test_streamed(tmp_path: Path) -> None:
    """By its helper, which puts the events together by itself and wants each to be right."""
    async with (
        client_of(FakeBackend(Text("안녕 "), Text("👋")), tmp_path) as (client, _),
        client.responses.stream(model="m", input="Hello") as stream,
    ):
        deltas = [event.delta async for event in stream if event.type == "response.output_text.delta"]
        assert (await stream.get_final_response()).output_text == "안녕 👋"
    assert deltas == ["안녕 ", "👋"]


async def test_the_end_of_a_stream_is_its_last_event(tmp_path: Path) -> None:
    """There is no DONE in this protocol."""
    async with (
        serving(FakeBackend(Text("a")), tmp_path) as served,
        served.http.post(f"{served.v1}/responses", json={"model": "m", "input": "Hi", "stream": True}) as response,
    ):
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        *_, last, nothing = (await response.text()).split("\n\n")
    assert last.startswith("event: response.completed\n")
    assert nothing == ""


async def test_a_silent_backend_is_kept_alive(tmp_path: Path) -> None:
    """Before the text and in the middle of it; the client puts the response together all the same."""
    before, between = asyncio.Event(), asyncio.Event()
    backend = FakeBackend(before, Text("Hel"), between, Text("lo"))
    async with (
        serving(backend, tmp_path, first_byte=0.01, keep_alive=0.01) as served,
        AsyncOpenAI(api_key="sk-test-key", base_url=served.v1, max_retries=0) as client,
        client.responses.stream(model="m", input="Hello") as stream,
    ):
        seen: list[str] = []
        async for event in stream:
            seen.append(event.type)
            if seen.count("response.in_progress") == 3:
                before.set()
            if seen.count("response.output_text.delta") == 3:
                between.set()
        assert (await stream.get_final_response()).output_text == "Hello"


async def test_an_answer_at_its_limit_is_incomplete(tmp_path: Path) -> None:
    async with client_of(FakeBackend(Text("Hel"), CutShort()), tmp_path) as (client, _):
        response = await client.responses.create(model="m", input="Hello")
    assert response.status == "incomplete"
    assert response.incomplete_details
    assert response.incomplete_details.reason == "max_output_tokens"


async def test_errors_before_and_in_the_stream(tmp_path: Path) -> None:
    backend = FakeBackend(Text("a"), Interrupted(what="it broke", link="x"))
    async with client_of(backend, tmp_path) as (client, _):
        stream = await client.responses.create(model="m", input="Hello", stream=True)
        with pytest.raises(openai.APIError, match="it broke"):
            [event async for event in stream]
        backend.refuses = LoginRequired()
        with pytest.raises(openai.InternalServerError):
            await client.responses.create(model="m", input="Hello", stream=True)


async def test_refusals_are_in_the_envelope(tmp_path: Path) -> None:
    async with serving(FakeBackend(), tmp_path) as served:
        for path in ("/v1/responses", "/responses"):
            async with served.http.post(served.address + path, json={"input": "Hi"}) as response:
                assert (await refusal(response)).param == "model"
