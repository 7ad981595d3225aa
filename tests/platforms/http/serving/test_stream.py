"""The letter of the stream, read from the raw socket."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import Interrupted
from bridge.events import AnsweredBy, CutShort, Rewritten, Status, Text
from bridge.types import Image, Thread
from tests.fakes import FakeBackend, Step
from tests.platforms.http.served import HELLO, Served, events, serving

STREAM = {**HELLO, "stream": True}
WITH_USAGE = {**STREAM, "stream_options": {"include_usage": True}}


async def streamed(folder: Path, *steps: Step, body: dict[str, Any] = STREAM) -> Sequence[Any]:
    async with serving(FakeBackend(*steps), folder) as served, served.post(body) as response:
        assert response.status == 200
        return [event async for event in events(response)]


def deltas(chunks: Sequence[Any]) -> list[Any]:
    return [chunk["choices"][0]["delta"] for chunk in chunks if chunk != "[DONE]"]


def told(chunks: Sequence[Any]) -> str:
    return "".join(delta.get("content", "") for delta in deltas(chunks))


async def test_the_order_of_the_chunks(tmp_path: Path) -> None:
    """Role, text, text, the finish alone, DONE."""
    chunks = await streamed(tmp_path, AnsweredBy("gpt-5"), Text("Hel"), Text("lo"))
    role, *texts, finish, done = chunks
    assert role["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    assert deltas(texts) == [{"content": "Hel"}, {"content": "lo"}]
    assert finish["choices"] == [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}]
    assert done == "[DONE]"


async def test_what_is_the_same_in_every_chunk(tmp_path: Path) -> None:
    """Id, time and model stay; before the end finish_reason is null, and nobody asked for usage."""
    *chunks, _ = await streamed(tmp_path, AnsweredBy("gpt-5"), Text("a"), Text("b"))
    assert len({(chunk["id"], chunk["created"], chunk["model"]) for chunk in chunks}) == 1
    assert chunks[0]["id"].startswith("chatcmpl-")
    assert chunks[0]["model"] == "gpt-5"
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None, None, None, "stop"]
    assert not any("usage" in chunk for chunk in chunks)


async def test_usage_comes_in_a_chunk_of_its_own(tmp_path: Path) -> None:
    *chunks, usage, done = await streamed(tmp_path, Text("a"), body=WITH_USAGE)
    assert [chunk["usage"] for chunk in chunks] == [None] * 3
    assert usage["choices"] == []
    counted = usage["usage"]
    assert counted["prompt_tokens"] + counted["completion_tokens"] == counted["total_tokens"]
    assert counted["completion_tokens"] > 0
    assert done == "[DONE]"


async def test_the_headers(tmp_path: Path) -> None:
    async with serving(FakeBackend(Text("a")), tmp_path) as served, served.post(STREAM) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["x-accel-buffering"] == "no"
        assert response.headers["x-threadbridge-usage"] == "estimated"
        assert response.headers["x-request-id"].startswith("req_")
        assert int(response.headers["openai-processing-ms"]) >= 0
        assert "content-length" not in response.headers
        await response.read()


async def test_an_empty_answer_is_an_answer(tmp_path: Path) -> None:
    chunks = await streamed(tmp_path)
    assert told(chunks) == ""
    assert chunks[-1] == "[DONE]"


async def test_text_comes_as_it_is_written(tmp_path: Path) -> None:
    """The first piece is read while the backend has not written the second."""
    gate = asyncio.Event()
    async with (
        serving(FakeBackend(Text("first"), gate, Text("second")), tmp_path) as served,
        served.post(STREAM) as response,
    ):
        coming = events(response)
        assert [await anext(coming) for _ in range(2)][1]["choices"][0]["delta"] == {"content": "first"}
        gate.set()
        assert told([event async for event in coming]) == "second"


async def test_what_comes_at_once_is_written_at_once(tmp_path: Path) -> None:
    """Each piece is a chunk all the same, and all are there as soon as nothing more is."""
    gate = asyncio.Event()
    many = [Text(f"{number} ") for number in range(50)]
    async with serving(FakeBackend(*many, gate, Text("end")), tmp_path) as served, served.post(STREAM) as response:
        coming = events(response)
        first = [await anext(coming) for _ in range(51)]
        gate.set()
        rest = [event async for event in coming]
    assert deltas(first)[1:] == [{"content": text.more} for text in many]
    assert told(rest) == "end"


async def test_a_silent_backend_is_kept_alive_by_empty_deltas(tmp_path: Path) -> None:
    """Also before the first text: the status is not held back for ever."""
    gate = asyncio.Event()
    backend = FakeBackend(gate, Text("late"))
    async with (
        serving(backend, tmp_path, first_byte=0.01, keep_alive=0.01) as served,
        served.post(STREAM) as response,
    ):
        coming = events(response)
        silent = [await anext(coming) for _ in range(4)]
        assert deltas(silent) == [{"role": "assistant", "content": "", "refusal": None}, {}, {}, {}]
        gate.set()
        assert told([event async for event in coming]) == "late"


async def test_a_note_of_the_backend_is_a_sign_of_life(tmp_path: Path) -> None:
    """The status is known as soon as the backend is busy, long before there is text."""
    gate = asyncio.Event()
    async with (
        serving(FakeBackend(Status("Searching"), gate, Text("a")), tmp_path, keep_alive=0) as served,
        served.post(STREAM) as response,
    ):
        assert response.status == 200
        gate.set()
        assert told([event async for event in events(response)]) == "a"


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([Text("Hel"), Rewritten("Hello")], "Hello"),
        ([Rewritten("Hello")], "Hello"),
        ([Text("Hello"), Rewritten(""), Text("Hel"), Text("lo you")], "Hello you"),
        ([Text("Hello"), Rewritten("Hello")], "Hello"),
    ],
    ids=["longer", "at first", "taken up again", "the same"],
)
async def test_a_rewrite_that_extends_what_was_told(tmp_path: Path, steps: list[Step], text: str) -> None:
    chunks = await streamed(tmp_path, *steps)
    assert told(chunks) == text
    assert chunks[-1] == "[DONE]"


@pytest.mark.parametrize("steps", [[Text("Hello"), Rewritten("Bye")], [Text("Hello"), Rewritten("Hell")]])
async def test_a_rewrite_that_takes_text_back_is_an_error(tmp_path: Path, steps: list[Step]) -> None:
    """Better than an end that claims that the text is whole."""
    *chunks, last = await streamed(tmp_path, *steps)
    assert told(chunks) == "Hello"
    assert last["error"]["code"] == "rewritten"


async def test_a_failure_after_the_first_byte_is_the_last_event(tmp_path: Path) -> None:
    *chunks, last = await streamed(tmp_path, Text("Hel"), Interrupted(what="it broke", link="the page"))
    assert told(chunks) == "Hel"
    assert last["error"].keys() == {"message", "type", "param", "code"}
    assert "it broke" in last["error"]["message"]


async def test_a_bug_after_the_first_byte_is_an_apology(tmp_path: Path) -> None:
    """It names the turn under which the log has it, and nothing else."""
    *_, last = await streamed(tmp_path, Text("Hel"), ZeroDivisionError("secret"))
    assert "turn 1" in last["error"]["message"]
    assert "secret" not in last["error"]["message"]


async def test_an_answer_that_was_cut_does_not_claim_to_be_whole(tmp_path: Path) -> None:
    """It ends for its length, in their words and in truth."""
    *_, finish, done = await streamed(tmp_path, Text("Hel"), CutShort())
    assert finish["choices"][0]["finish_reason"] == "length"
    assert done == "[DONE]"


async def test_a_stopped_answer_does_not_claim_to_be_whole(tmp_path: Path) -> None:
    backend = FakeBackend(Text("Hel"), asyncio.Event())
    async with serving(backend, tmp_path) as served, served.post(STREAM, x_thread="t") as response:
        coming = events(response)
        await anext(coming)
        await anext(coming)
        assert await served.bridge.stop(Thread("http", "", "local", "t"))
        finish, done = [event async for event in coming]
        assert finish["choices"][0]["finish_reason"] == "length"
        assert done == "[DONE]"


async def test_pictures_come_after_the_text(tmp_path: Path) -> None:
    chunks = await streamed(tmp_path, Image("cat.png", b"meow"), Text("A cat:"))
    assert told(chunks) == "A cat:\n\n![cat.png](data:image/png;base64,bWVvdw==)"


async def test_http_1_0_gets_the_stream_too(tmp_path: Path) -> None:
    """Without chunks of transfer; the connection's end is the stream's."""
    async with serving(FakeBackend(Text("Hello")), tmp_path) as served:
        raw = await _http_1_0(served)
    assert raw.startswith(b"HTTP/1.0 200 OK\r\n")
    assert raw.endswith(b"data: [DONE]\n\n")


async def _http_1_0(served: Served) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(served.address.rsplit(":", 1)[1]))
    body = b'{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]}'
    writer.write(b"POST /v1/chat/completions HTTP/1.0\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
    raw = await reader.read()
    writer.close()
    await writer.wait_closed()
    return raw
