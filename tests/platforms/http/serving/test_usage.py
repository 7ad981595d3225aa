"""What an answer took, and who counted."""

from pathlib import Path
from typing import Any

import pytest

from bridge.events import Text
from bridge.tokens import estimated, prompt
from bridge.types import Image, Used
from platforms.http.answer.tokens import PER_PICTURE
from tests.fakes import FakeBackend, Step
from tests.platforms.http.served import HELLO, events, serving

PICTURE = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def counted(folder: Path, *steps: Step, **fields: Any) -> tuple[dict[str, Any], str]:
    """The usage, and how the header says that it was counted."""
    async with serving(FakeBackend(*steps), folder) as served, served.post({**HELLO, **fields}) as response:
        assert response.status == 200
        how = response.headers["x-threadbridge-usage"]
        if not fields.get("stream"):
            return (await response.json())["usage"], how
        *_, last, _ = [event async for event in events(response)]
        return last["usage"], how


async def test_by_estimate(tmp_path: Path) -> None:
    usage, how = await counted(tmp_path, Text("Hello there"))
    assert how == "estimated"
    assert (usage["prompt_tokens"], usage["completion_tokens"]) == (prompt(["Hello"]), estimated("Hello there"))


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_by_whoever_answered(tmp_path: Path, stream: bool) -> None:
    """Its own count is better than any of ours."""
    options = {"stream_options": {"include_usage": True}} if stream else {}
    steps = (Text("Hi"), Used(7, 5, 3))
    usage, how = await counted(tmp_path, *steps, stream=stream, **options)
    assert (usage["prompt_tokens"], usage["completion_tokens"], usage["total_tokens"]) == (7, 5, 12)
    assert usage["prompt_tokens_details"]["cached_tokens"] == 3
    assert how == ("estimated" if stream else "upstream")


async def test_not_by_whoever_was_stopped(tmp_path: Path) -> None:
    usage, how = await counted(tmp_path, Text("Hi#there"), Used(7, 5), stop="#")
    assert usage["completion_tokens"] == estimated("Hi")
    assert how == "estimated"


async def test_all_that_is_sent_counts(tmp_path: Path) -> None:
    """Pictures by a formula, tools by their words."""
    parts = [{"type": "text", "text": "Hello"}, {"type": "image_url", "image_url": {"url": PICTURE}}]
    bare, _ = await counted(tmp_path / "a", Text("a"))
    seen, _ = await counted(tmp_path / "b", Text("a"), messages=[{"role": "user", "content": parts}])
    tool = {"type": "function", "function": {"name": "add", "description": "Adds two numbers.", "parameters": {}}}
    armed, _ = await counted(tmp_path / "c", Text("a"), tools=[tool])
    assert seen["prompt_tokens"] == bare["prompt_tokens"] + PER_PICTURE
    assert armed["prompt_tokens"] > bare["prompt_tokens"] + 5


async def test_a_long_request_is_counted_beside(tmp_path: Path) -> None:
    """Nobody else waits for it."""
    text = "word " * 20_000
    usage, _ = await counted(tmp_path, Text("a"), messages=[{"role": "user", "content": text}])
    assert usage["prompt_tokens"] == prompt([text])


async def test_pictures_of_an_answer_are_not_counted_as_text(tmp_path: Path) -> None:
    """Their bytes stand in it as letters."""
    usage, _ = await counted(tmp_path, Text("a"), Image("c.png", bytes(9000)))
    assert usage["completion_tokens"] == 1
