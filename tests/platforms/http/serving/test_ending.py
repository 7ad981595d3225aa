"""Answers that end where the caller wants it, and what becomes of the rest."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bridge.events import CutShort, Rewritten, Text
from bridge.types import Image
from tests.fakes import FakeBackend, Step
from tests.platforms.http.served import HELLO, Served, events, serving


async def answered(served: Served, **fields: Any) -> tuple[str, str]:
    """The text and why it ended, whole or streamed."""
    async with served.post({**HELLO, **fields}) as response:
        assert response.status == 200
        if not fields.get("stream"):
            choice = (await response.json())["choices"][0]
            return choice["message"]["content"], choice["finish_reason"]
        choices = [event["choices"][0] async for event in events(response) if event != "[DONE]"]
        return "".join(one["delta"].get("content", "") for one in choices), choices[-1]["finish_reason"]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_a_stop_presses_stop(tmp_path: Path, stream: bool) -> None:
    """The backend would go on for ever; what it wrote is kept, and marked as stopped."""
    backend = FakeBackend(Text("one\ntw"), Text("o\nE"), Text("ND three"), asyncio.Event())
    async with serving(backend, tmp_path) as served:
        assert await answered(served, stop=["\nEND"], stream=stream) == ("one\ntwo", "stop")
        await asyncio.wait_for(backend.left.wait(), 5)
        await served.bridge.idle()
        (turn,) = await served.store.history(backend.asked[0].thread)
    assert backend.stopped
    assert turn.stopped


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
async def test_a_limit_presses_stop(tmp_path: Path, stream: bool, name: str) -> None:
    backend = FakeBackend(*[Text("word ")] * 9, asyncio.Event())
    async with serving(backend, tmp_path) as served:
        text, finish = await answered(served, stream=stream, **{name: 5})
        await asyncio.wait_for(backend.left.wait(), 5)
    assert finish == "length"
    assert text == "word word word word word wo"
    assert backend.stopped


class Api(FakeBackend):
    """It could be passed on to, if it had an address of ours."""

    routes = ()

    def forward(self) -> None: ...

    def priced(self) -> None: ...


async def test_an_api_keeps_to_the_limit_itself(tmp_path: Path) -> None:
    """By its own count, which is better than ours; it is told, and where it cut it says so."""
    text = "word " * 9
    async with serving(Api(Text(text), CutShort()), tmp_path) as served:
        assert await answered(served, max_tokens=5) == (text, "length")
        assert served.backend.asked[0].question.max_tokens == 5


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([Text("a<"), Rewritten("a<b")], "a<b"),
        ([Text("a"), Rewritten("a<"), Rewritten("a</x")], "a"),
        ([Text("a</"), Rewritten("a<!")], "a<!"),
    ],
    ids=["not one", "one", "almost"],
)
async def test_a_stop_in_rewritten_text(tmp_path: Path, steps: list[Step], text: str) -> None:
    async with serving(FakeBackend(*steps), tmp_path) as served:
        assert await answered(served, stop="</x", stream=True) == (text, "stop")


async def test_pictures_of_an_answer_that_was_cut_are_left_out(tmp_path: Path) -> None:
    """Behind the stop nothing is told."""
    async with serving(FakeBackend(Image("c.png", b"x"), Text("a#b")), tmp_path) as served:
        assert await answered(served, stop="#") == ("a", "stop")
