"""Calls of tools, and answers that were asked for twice, in what was said before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bridge.events import Event, Text
from bridge.types import Turn
from tests.fakes import FakeBackend
from tests.platforms.http.responding import asked, talking, told

BLOCK = '```tool_call\n{"name": "weather", "arguments": {"city":"Paris"}}\n```'
WEATHER = {"type": "function", "name": "weather", "parameters": {"type": "object"}}


class Scripted(FakeBackend):
    """Answers each question with the next of these texts."""

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self._texts = iter(texts)

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.steps = [Text(next(self._texts))]
        async with super().send(turn) as events:
            yield events


async def test_results_of_tools_are_told_by_name(tmp_path: Path) -> None:
    """After a response by its id, and in a transcript in which the call stands by its id alone."""
    backend = FakeBackend(Text(f"Let me see.\n\n{BLOCK}"))
    async with talking(tmp_path, backend) as served:
        for by_id in (True, False):
            backend.steps = [Text(f"Let me see.\n\n{BLOCK}")]
            user = {"role": "user", "content": f"Weather? {by_id}"}
            first = await told(served, input=[user], tools=[WEATHER])
            message, call = first["output"]
            backend.steps = [Text("Sunny.")]
            result = {"type": "function_call_output", "call_id": call["call_id"], "output": "31"}
            named = [user, *({"type": "item_reference", "id": one["id"]} for one in (message, call)), result]
            where = {"input": [result], "previous_response_id": first["id"]} if by_id else {"input": named}
            last = await told(served, tools=[WEATHER], **where)
            assert last["output"][0]["content"][0]["text"] == "Sunny."
    threads = [thread for thread, _ in asked(served)]
    assert threads[0] == threads[1] != threads[2] == threads[3]
    for _, text in asked(served)[1::2]:
        assert "```tool_result weather" in text
        assert "31" in text
        assert "Weather?" not in text


async def test_a_branch_has_the_calls_that_were_told(tmp_path: Path) -> None:
    """And nothing of what came after them."""
    backend = FakeBackend(Text(BLOCK))
    async with talking(tmp_path, backend) as served:
        first = await told(served, input="Weather?", tools=[WEATHER])
        call = first["output"][0]
        result = {"type": "function_call_output", "call_id": call["call_id"], "output": "31"}
        backend.steps = [Text("Sunny.")]
        after = {"tools": [WEATHER], "previous_response_id": first["id"]}
        await told(served, input=[result], **after)
        await told(served, input=[{**result, "output": "13"}], **after)
    (main, _), (again, _), (branch, text) = asked(served)
    assert main == again != branch
    assert "[user]\nWeather?" in text
    assert BLOCK in text
    assert "13" in text
    assert "Sunny" not in text


async def test_an_answer_that_was_asked_for_twice_is_one(tmp_path: Path) -> None:
    """It is gone on from, and it stands in a branch as it was told in the end."""
    backend = Scripted("No.", '{"a":1}', "x", "y")
    async with talking(tmp_path, backend) as served:
        first = await told(served, input="JSON?", text={"format": {"type": "json_object"}})
        await told(served, input="2?", previous_response_id=first["id"])
        await told(served, input="2b?", previous_response_id=first["id"])
    (main, _), (again, amiss), (going_on, _), (branch, text) = asked(served)
    assert main == again == going_on != branch
    assert "can't be used" in amiss
    assert text.count("[assistant]") == 1
    assert '[assistant]\n{"a":1}' in text
