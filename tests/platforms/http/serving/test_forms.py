"""Answers that have to be JSON, over chat completions."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI
from pydantic import BaseModel

from bridge.events import CutShort, Text
from bridge.types import Image
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, events, serving
from tests.platforms.http.serving.test_tools import ASKED, Scripted

AGE = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
FORM = {"type": "json_schema", "json_schema": {"name": "person", "schema": AGE, "strict": True}}
SEVEN = '{"age": 7}'
FENCED = f"```json\n{SEVEN}\n```"


async def message(backend: FakeBackend, folder: Path, form: Any = FORM, **fields: Any) -> Any:
    body = {**HELLO, "response_format": form, **fields}
    async with serving(backend, folder) as served, served.post(body) as response:
        document = await response.json()
        assert response.status == 200, document
        choice = document["choices"][0]
        return choice["message"] | {"finish": choice["finish_reason"]}


async def test_what_the_model_is_told(tmp_path: Path) -> None:
    """The form stands behind the question."""
    backend = Scripted(FENCED)
    assert (await message(backend, tmp_path))["content"] == SEVEN
    [typed] = backend.typed
    assert typed.startswith("Hello\n\nAnswer with one ```json code block and nothing else. It holds JSON that fits")
    assert typed.endswith("(person):\n\n```json\n" + str(AGE).replace("'", '"').replace(" ", "") + "\n```")


async def test_any_object(tmp_path: Path) -> None:
    backend = Scripted(f"Here:\n\n{FENCED}\n\nAnything else?")
    assert (await message(backend, tmp_path, {"type": "json_object"}))["content"] == SEVEN
    assert backend.typed[0].endswith("It holds one JSON object.")


async def test_what_does_not_fit_is_asked_once_more(tmp_path: Path) -> None:
    """With the reason and the form; the caller sees only the second answer."""
    backend = Scripted('{"age": "seven"}', FENCED)
    said = await message(backend, tmp_path)
    assert (said["content"], said["refusal"], said["finish"]) == (SEVEN, None, "stop")
    assert backend.typed[1].startswith(
        'Your answer can\'t be used, because age: "seven" is not of type "integer". Answer once more'
    )
    assert "fits this schema (person)" in backend.typed[1]


async def test_a_model_that_can_not_is_a_refusal(tmp_path: Path) -> None:
    said = await message(Scripted("I can't say that."), tmp_path)
    assert (said["content"], said["refusal"], said["finish"]) == (None, "I can't say that.", "stop")


async def test_an_answer_that_was_cut_is_told_as_far_as_it_goes(tmp_path: Path) -> None:
    """The finish says that it is no whole JSON, and nobody asks again."""
    backend = FakeBackend(Text('```json\n{"age": '), CutShort())
    said = await message(backend, tmp_path)
    assert (said["content"], said["finish"], len(backend.asked)) == ('{"age": ', "length", 1)


async def test_pictures_are_no_json(tmp_path: Path) -> None:
    assert (await message(FakeBackend(Text(FENCED), Image("a.png", b"x")), tmp_path))["content"] == SEVEN


@pytest.mark.parametrize("answers", [(FENCED,), ("No.", FENCED)])
async def test_a_stream_tells_only_what_is_proven(tmp_path: Path, answers: tuple[str, ...]) -> None:
    """Nothing of a first try that went wrong."""
    body = {**HELLO, "response_format": FORM, "stream": True}
    async with serving(Scripted(*answers), tmp_path) as served, served.post(body) as response:
        chunks = [chunk async for chunk in events(response)]
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks[:-1]]
    assert deltas == [{"role": "assistant", "content": "", "refusal": None}, {"content": SEVEN}, {}]


async def test_a_refusal_in_a_stream(tmp_path: Path) -> None:
    body = {**HELLO, "response_format": FORM, "stream": True}
    async with serving(Scripted("No."), tmp_path) as served, served.post(body) as response:
        chunks = [chunk async for chunk in events(response)]
    assert [chunk["choices"][0]["delta"] for chunk in chunks[1:-1]] == [{"refusal": "No."}, {}]


async def test_a_form_that_takes_long_is_kept_alive(tmp_path: Path) -> None:
    """While it is written nothing can be told of it."""
    gate = asyncio.Event()
    backend = FakeBackend(Text('{"age": '), gate, Text("7}"))
    body = {**HELLO, "response_format": FORM, "stream": True}
    async with serving(backend, tmp_path, keep_alive=0.01) as served, served.post(body) as response:
        coming = events(response)
        silent = [(await anext(coming))["choices"][0]["delta"] for _ in range(3)]
        assert silent == [{"role": "assistant", "content": "", "refusal": None}, {}, {}]
        gate.set()
        rest = [event["choices"][0]["delta"] async for event in coming if event != "[DONE]"]
    assert [delta for delta in rest if delta] == [{"content": SEVEN}]


class Person(BaseModel):
    """What the real client parses into."""

    name: str
    age: int


async def test_the_real_client_parses(tmp_path: Path) -> None:
    """Whole and streamed, by pydantic's own schema."""
    backend = Scripted('```json\n{"name": "Ann", "age": 7}\n```')
    async with (
        serving(backend, tmp_path) as served,
        AsyncOpenAI(api_key="none", base_url=served.v1, max_retries=0) as client,
    ):
        whole = await client.chat.completions.parse(model="m", messages=ASKED, response_format=Person)
        assert whole.choices[0].message.parsed == Person(name="Ann", age=7)
        async with client.chat.completions.stream(model="m", messages=ASKED, response_format=Person) as stream:
            final = await stream.get_final_completion()
        assert final.choices[0].message.parsed == Person(name="Ann", age=7)
