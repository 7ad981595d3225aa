"""POST /v1/completions: what there was before chats, to its letter."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from openai import AsyncOpenAI

from bridge.errors import Interrupted
from bridge.events import AnsweredBy, CutShort, Text
from tests.fakes import FakeBackend, Step
from tests.platforms.http.served import events, refusal, serving

ONCE: dict[str, Any] = {"model": "m", "prompt": "Once"}
STREAM: dict[str, Any] = {**ONCE, "stream": True, "stream_options": {"include_usage": True}}


@asynccontextmanager
async def completed(folder: Path, *steps: Step, body: dict[str, Any]) -> AsyncIterator[aiohttp.ClientResponse]:
    async with (
        serving(FakeBackend(*steps), folder) as served,
        served.http.post(f"{served.v1}/completions", data=json.dumps(body)) as response,
    ):
        yield response


async def test_whole(tmp_path: Path) -> None:
    async with completed(tmp_path, AnsweredBy("gpt-5"), Text(" upon"), Text(" a time"), body=ONCE) as response:
        document = await response.json()
    assert document.pop("id").startswith("cmpl-")
    assert isinstance(document.pop("created"), int)
    assert document.pop("usage")["completion_tokens"] > 0
    assert document == {
        "object": "text_completion",
        "model": "gpt-5",
        "choices": [{"text": " upon a time", "index": 0, "logprobs": None, "finish_reason": "stop"}],
    }


async def test_streamed(tmp_path: Path) -> None:
    """Text, text, the finish alone, usage, DONE; no roles."""
    async with completed(tmp_path, AnsweredBy("gpt-5"), Text(" upon"), Text(" a"), CutShort(), body=STREAM) as it:
        *chunks, usage, done = [event async for event in events(it)]
    choices = [chunk["choices"] for chunk in chunks]
    assert [(one["text"], one["finish_reason"]) for [one] in choices] == [
        *((" upon", None), (" a", None), ("", "length")),
    ]
    assert {(chunk["object"], chunk["model"], chunk["usage"]) for chunk in chunks} == {
        ("text_completion", "gpt-5", None)
    }
    assert usage["choices"] == []
    assert usage["usage"]["total_tokens"] > 0
    assert done == "[DONE]"


async def test_a_failure_in_the_middle(tmp_path: Path) -> None:
    async with completed(tmp_path, Text("a"), Interrupted(what="it broke", link="x"), body=STREAM) as response:
        *_, last = [event async for event in events(response)]
    assert "it broke" in last["error"]["message"]


async def test_a_stop(tmp_path: Path) -> None:
    async with completed(tmp_path, Text("a\n\nb"), body={**ONCE, "stop": "\n\n"}) as response:
        [choice] = (await response.json())["choices"]
    assert (choice["text"], choice["finish_reason"]) == ("a", "stop")


async def test_what_would_change_its_shape_is_refused(tmp_path: Path) -> None:
    async with completed(tmp_path, body={**ONCE, "echo": True}) as response:
        said = await refusal(response)
    assert (said.status, said.param, said.code) == (400, "echo", "unsupported_parameter")


async def test_the_openai_client(tmp_path: Path) -> None:
    """Unmodified, whole and streamed; also with its prompt in a list, and without /v1."""
    async with (
        serving(FakeBackend(Text(" upon"), Text(" a time")), tmp_path) as served,
        AsyncOpenAI(api_key="none", base_url=served.address, max_retries=0) as client,
    ):
        whole = await client.completions.create(model="m", prompt=["Once"])
        assert whole.choices[0].text == " upon a time"
        stream = await client.completions.create(model="m", prompt="Once", stream=True)
        assert "".join([chunk.choices[0].text async for chunk in stream]) == " upon a time"
        assert [turn.question.text for turn in served.backend.asked] == ["Once", "Once"]
