"""Tools over chat completions: from the request to what is typed, and from what is answered to their calls."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam

from bridge.errors import Unavailable
from bridge.events import Event, Text
from bridge.types import Turn
from tests.fakes import FakeBackend
from tests.platforms.http.served import events, refusal, serving

ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": "How warm is it in Paris?"}]
WEATHER: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "How it is outside.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
BODY: dict[str, Any] = {"model": "m", "messages": ASKED, "tools": [WEATHER]}
BLOCK = '```tool_call\n{"name": "weather", "arguments": {"city": "Paris"}}\n```'
RAIN = BLOCK.replace("weather", "rain")


class Scripted(FakeBackend):
    """Answers each question with the next text, in small pieces; the last one again and again."""

    def __init__(self, *answers: str) -> None:
        super().__init__()
        self._answers = list(answers)

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        self.steps = [Text(answer[at : at + 3]) for at in range(0, len(answer), 3)]
        async with super().send(turn) as events:
            yield events

    @property
    def typed(self) -> list[str]:
        return [turn.question.text for turn in self.asked]


async def whole(backend: FakeBackend, folder: Path, **fields: Any) -> Any:
    """The only choice of the answer."""
    async with serving(backend, folder) as served, served.post({**BODY, **fields}) as response:
        document = await response.json()
        assert response.status == 200, document
        return document["choices"][0]


async def streamed(backend: FakeBackend, folder: Path, **fields: Any) -> list[Any]:
    """The choices of all chunks."""
    async with serving(backend, folder) as served, served.post({**BODY, "stream": True, **fields}) as response:
        chunks = [chunk async for chunk in events(response)]
    assert chunks.pop() == "[DONE]"
    return [chunk["choices"][0] for chunk in chunks]


def called(calls: Sequence[Any]) -> list[tuple[str, Any]]:
    return [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls]


async def test_a_tool_is_called(tmp_path: Path) -> None:
    """The content is null, and the finish says it."""
    choice = await whole(Scripted(BLOCK), tmp_path)
    assert choice["finish_reason"] == "tool_calls"
    message = choice["message"]
    assert (message["content"], message["refusal"]) == (None, None)
    assert called(message["tool_calls"]) == [("weather", {"city": "Paris"})]
    assert message["tool_calls"][0]["type"] == "function"


async def test_what_the_model_is_told(tmp_path: Path) -> None:
    """How to call and what, once and before everything; nothing where nothing may be called."""
    backend = Scripted(BLOCK, "Warm.")
    async with serving(backend, tmp_path) as served:
        for choice in ("auto", "none"):
            async with served.post({**BODY, "tool_choice": choice}) as response:
                assert response.status == 200
    auto, none = (turn.question for turn in backend.asked)
    assert "```tool_call\n" in auto.instructions
    assert json.dumps(WEATHER["function"], separators=(",", ":")) in auto.instructions
    assert auto.text == "How warm is it in Paris?"
    assert none.instructions == ""
    assert none.text == "How warm is it in Paris?\n\nAnswer this without calling a tool."


async def test_a_call_streams(tmp_path: Path) -> None:
    """Words before it at once, then which tool, then what with, then the finish alone."""
    choices = await streamed(Scripted(f"I look it up.\n\n{BLOCK}"), tmp_path)
    deltas = [choice["delta"] for choice in choices]
    words = "".join(delta.get("content") or "" for delta in deltas)
    assert words == "I look it up."
    first, then, last = deltas[-3:]
    id = first["tool_calls"][0]["id"]
    assert first == {
        "tool_calls": [{"index": 0, "id": id, "type": "function", "function": {"name": "weather", "arguments": ""}}]
    }
    assert then == {"tool_calls": [{"index": 0, "function": {"arguments": '{"city":"Paris"}'}}]}
    assert last == {}
    assert [choice["finish_reason"] for choice in choices] == [None] * (len(choices) - 1) + ["tool_calls"]


async def test_several_calls_stream_by_number(tmp_path: Path) -> None:
    deltas = [choice["delta"] for choice in await streamed(Scripted(f"{BLOCK}\n{BLOCK}"), tmp_path)]
    calls = [delta["tool_calls"][0] for delta in deltas if "tool_calls" in delta]
    assert [call["index"] for call in calls] == [0, 0, 1, 1]
    assert len({call["id"] for call in calls if "id" in call}) == 2


async def test_one_call_at_a_time_stops_the_answer(tmp_path: Path) -> None:
    """Nothing of what follows is waited for."""
    backend = FakeBackend(Text(f"{BLOCK}\nAnd"), asyncio.Event())
    choice = await whole(backend, tmp_path, parallel_tool_calls=False)
    assert len(choice["message"]["tool_calls"]) == 1
    await backend.left.wait()
    assert backend.stopped
    assert "Call one tool at a time." in backend.asked[0].question.instructions


async def test_a_result_that_is_made_up_stops_the_answer(tmp_path: Path) -> None:
    backend = FakeBackend(Text(f"{BLOCK}\n```tool_result\n20 degrees"), asyncio.Event())
    choice = await whole(backend, tmp_path)
    assert (choice["message"]["content"], choice["finish_reason"]) == (None, "tool_calls")
    await backend.left.wait()
    assert backend.stopped


async def test_what_can_not_be_carried_out_is_asked_once_more(tmp_path: Path) -> None:
    """In the same Thread, with what was wrong; only the second answer counts."""
    backend = Scripted(f"I look.\n{RAIN}", f"Sorry.\n{BLOCK}")
    choice = await whole(backend, tmp_path)
    assert called(choice["message"]["tool_calls"]) == [("weather", {"city": "Paris"})]
    assert choice["message"]["content"] == "I look."
    first, second = backend.asked
    assert first.thread == second.thread
    assert second.question.text.startswith(
        "Your answer can't be used, because there is no tool 'rain' that can be called now, only: weather."
    )
    assert second.question.instructions == first.question.instructions


async def test_a_second_try_streams_as_one_answer(tmp_path: Path) -> None:
    """What was told before stays, and one finish comes."""
    choices = await streamed(Scripted(f"I look.\n{RAIN}", "Then I don't know."), tmp_path)
    words = "".join(choice["delta"].get("content") or "" for choice in choices)
    assert words == "I look.\n\nThen I don't know."
    assert [choice["finish_reason"] for choice in choices if choice["finish_reason"]] == ["stop"]


async def test_there_is_no_third_try(tmp_path: Path) -> None:
    """It is a refusal, which clients know."""
    backend = Scripted(RAIN)
    choice = await whole(backend, tmp_path)
    message = choice["message"]
    assert (message["content"], choice["finish_reason"], len(backend.asked)) == (None, "stop", 2)
    assert "rain" in message["refusal"]
    assert "tool_calls" not in message


async def test_a_call_that_is_a_must(tmp_path: Path) -> None:
    """It is asked for behind the question, and words alone don't count."""
    backend = Scripted("It is warm.", BLOCK)
    choice = await whole(backend, tmp_path, tool_choice="required")
    assert (choice["message"]["content"], choice["finish_reason"]) == (None, "tool_calls")
    assert backend.typed[0].endswith("\n\nCall a tool now: write the tool_call block and nothing else.")
    assert backend.typed[1].startswith("Your answer can't be used, because no tool was called. ")


async def test_a_tool_by_its_name(tmp_path: Path) -> None:
    backend = Scripted(BLOCK)
    named = {"type": "function", "function": {"name": "weather"}}
    other = {"type": "function", "function": {"name": "time"}}
    choice = await whole(backend, tmp_path, tools=[WEATHER, other], tool_choice=named)
    assert choice["finish_reason"] == "tool_calls"
    assert "Of the tools you can call only these now: weather. Call a tool now" in backend.typed[0]


async def test_an_error_of_the_second_try_is_never_tried_again_by_the_client(tmp_path: Path) -> None:
    """The first one was typed."""
    backend = Scripted(RAIN)
    answers = iter((None, Unavailable(what="busy")))

    class Fails(Scripted):
        @asynccontextmanager
        async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
            self.refuses = next(answers)
            async with super().send(turn) as events:
                yield events

    backend = Fails(RAIN)
    async with serving(backend, tmp_path) as served, served.post(BODY) as response:
        assert (await refusal(response)).status == 503
        assert response.headers["x-should-retry"] == "false"


async def test_the_words_of_before_there_were_tools(tmp_path: Path) -> None:
    """Answered in the same words, whole and streamed."""
    older = {"tools": None, "functions": [WEATHER["function"]]}
    choice = await whole(Scripted(BLOCK), tmp_path, **older)
    call = {"name": "weather", "arguments": '{"city":"Paris"}'}
    assert (choice["message"]["function_call"], choice["finish_reason"]) == (call, "function_call")
    assert "tool_calls" not in choice["message"]
    *_, first, then, last = await streamed(Scripted(BLOCK), tmp_path / "streamed", **older)
    assert first["delta"] == {"function_call": {"name": "weather", "arguments": ""}}
    assert then["delta"] == {"function_call": {"arguments": '{"city":"Paris"}'}}
    assert last["finish_reason"] == "function_call"


async def test_without_tools_everything_is_text(tmp_path: Path) -> None:
    """Also what looks like a call."""
    assert (await whole(Scripted(BLOCK), tmp_path, tools=[]))["message"]["content"] == BLOCK


async def test_the_round_of_the_real_client(tmp_path: Path) -> None:
    """Its helper for streams puts the calls together; their results go back, and the answer comes."""
    backend = Scripted(f"I look.\n\n{BLOCK}", "It is 20 degrees.")
    async with (
        serving(backend, tmp_path) as served,
        AsyncOpenAI(api_key="none", base_url=served.v1, max_retries=0) as client,
    ):
        async with client.chat.completions.stream(model="m", messages=ASKED, tools=[WEATHER]) as stream:
            message = (await stream.get_final_completion()).choices[0].message
        assert message.tool_calls
        [call] = message.tool_calls
        result: ChatCompletionMessageParam = {"role": "tool", "tool_call_id": call.id, "content": "20 degrees"}
        said: Any = [*ASKED, message.model_dump(exclude_none=True, exclude={"parsed"}), result]
        answer = await client.chat.completions.create(model="m", messages=said, tools=[WEATHER])
    assert answer.choices[0].message.content == "It is 20 degrees."
    assert backend.typed[1].startswith(f"```tool_result weather {call.id}\n20 degrees\n```\n\n")  # and nothing else


async def test_a_thread_that_began_without_tools_is_told_of_them(tmp_path: Path) -> None:
    """Once: the next question has only what is new."""
    backend = Scripted("Hello.", "Well.", "Well.")
    async with serving(backend, tmp_path) as served:
        for tools in ([], [WEATHER], [WEATHER]):
            async with served.post({**BODY, "tools": tools}, x_thread="talk") as response:
                assert response.status == 200
    hello, told, again = backend.typed
    assert told.startswith("You can call tools.")
    assert told.endswith("\n\n" + hello)
    assert again == hello


async def test_tools_can_be_switched_off(tmp_path: Path) -> None:
    """For all models, or for those that are not named: then the field is ignored and named."""
    for number, (tools, ignored) in enumerate(
        ((True, None), (("m*",), None), (("fake:*",), None), (False, "tools"), (("gpt-*",), "tools"))
    ):
        backend = Scripted("Well.")
        settings: Any = {"tools": tools, "aliases": {"m": "fake:m"}}
        async with serving(backend, tmp_path / str(number), **settings) as served, served.post(BODY) as response:
            assert response.status == 200
            assert response.headers.get("x-threadbridge-ignored") == ignored
        assert ("weather" in backend.asked[0].question.instructions) == (ignored is None)


async def test_a_call_that_is_a_must_is_refused_where_tools_are_off(tmp_path: Path) -> None:
    async with serving(Scripted("Well."), tmp_path, tools=False) as served:
        said = await served.refused({**BODY, "tool_choice": "required"})
    assert (said.status, said.param, said.code) == (400, "tools", "unsupported_parameter")


async def test_tools_are_counted(tmp_path: Path) -> None:
    """They are read like everything else."""
    async with serving(Scripted("Well."), tmp_path) as served:
        counted = []
        for tools in ([], [WEATHER]):
            async with served.post({**BODY, "tools": tools}) as response:
                counted.append((await response.json())["usage"]["prompt_tokens"])
    assert counted[1] > counted[0] + 20
