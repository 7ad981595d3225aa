"""In which Thread what was passed on is noted: with tools, on either wire, and over a restart."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bridge.types import Turn
from platforms.http.asking.heads import Heads
from platforms.http.passing import following
from platforms.http.passing.outgoing import Outgoing
from platforms.http.passing.record import Passed
from tests.platforms.http.passing.test_record import Priced
from tests.platforms.http.passing.upstream import DONE, Upstream, event, in_front_of, says, streams
from tests.platforms.http.served import Served

Said = dict[str, Any]

CALL = {"id": "call_9", "type": "function", "function": {"name": "add", "arguments": '{"a": 1, "b": 2}'}}
CALLED: Said = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [CALL]}
RESULT = {"role": "tool", "tool_call_id": "call_9", "content": "3"}


def user(text: str) -> Said:
    return {"role": "user", "content": text}


def assistant(text: str) -> Said:
    return {"role": "assistant", "content": text}


def answers(message: Said) -> Said:
    return {"object": "chat.completion", "model": "far", "choices": [{"index": 0, "message": message}]}


async def say(served: Served, messages: Sequence[Said], **fields: Any) -> None:
    async with served.post({"model": "m", "messages": messages, **fields}) as response:
        assert response.status == 200
        await response.read()


async def threads(served: Served, least: int) -> list[list[Turn]]:
    """The Turns, Thread by Thread, in the order in which they began."""
    await served.bridge.noted()
    known = await served.store.recent("http", "", 0)
    turns = [list(await served.store.history(thread)) for thread in known]
    assert sum(map(len, turns)) == least
    return sorted(turns, key=lambda some: some[0].id)


async def test_a_conversation_is_one_thread(tmp_path: Path) -> None:
    """Whole answers and streams, tools and results; each Turn has only what was new."""
    upstream = Upstream(says(answers(CALLED)))
    async with in_front_of(upstream, tmp_path) as served:
        talk = [{"role": "system", "content": "s"}, user("1+2?")]
        await say(served, talk)
        upstream.answer = streams(
            event("", role="assistant"), event("It is "), event("3."), event(finish="stop"), DONE
        )
        await say(served, [*talk, CALLED, RESULT], stream=True)
        await say(served, [*talk, CALLED, RESULT, assistant("It is 3."), user("Sure?")])
        [turns] = await threads(served, 3)
    assert [turn.question.text for turn in turns] == ["1+2?", "3", "Sure?"]


async def test_a_call_that_was_streamed(tmp_path: Path) -> None:
    """Put together from its pieces."""
    function = CALL["function"]
    assert isinstance(function, dict)
    first = {"index": 0, "id": "call_9", "type": "function", "function": {"name": "add", "arguments": ""}}
    rest = [{"index": 0, "function": {"arguments": part}} for part in ('{"a": 1,', ' "b": 2}')]
    deltas = [event("", role="assistant"), *(_delta(tool_calls=[one]) for one in (first, *rest)), DONE]
    upstream = Upstream(streams(*deltas))
    async with in_front_of(upstream, tmp_path) as served:
        await say(served, [user("1+2?")], stream=True)
        upstream.answer = says(answers(assistant("3")))
        await say(served, [user("1+2?"), CALLED, RESULT])
        assert len(await threads(served, 2)) == 1


def _delta(**delta: object) -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": delta}]}).encode() + b"\n\n"


async def test_it_goes_on_after_a_restart(tmp_path: Path) -> None:
    """The ledger has the ends."""
    upstream = Upstream(says(answers(assistant("a"))))
    async with in_front_of(upstream, tmp_path) as served:
        await say(served, [user("One?")])
    async with in_front_of(upstream, tmp_path) as served:
        await say(served, [user("One?"), assistant("a"), user("Two?")])
        assert len(await threads(served, 2)) == 1


@pytest.mark.parametrize("stream", [False, True])
async def test_the_other_wire(tmp_path: Path, stream: bool) -> None:
    """Items in, items out."""
    called = {"type": "function_call", "call_id": "c1", "name": "add", "arguments": "{}"}
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Well."}]}
    response = {
        "object": "response",
        "model": "far",
        "output": [{"type": "reasoning"}, said, called],
        "status": "completed",
    }
    last = (
        f"event: response.completed\ndata: {json.dumps({'type': 'response.completed', 'response': response})}\n\n"
    )
    upstream = Upstream(streams(last.encode()) if stream else says(response))
    first = {"role": "user", "content": "1+2?"}
    result = {"type": "function_call_output", "call_id": "c1", "output": "3"}
    async with in_front_of(upstream, tmp_path, api="responses") as served:
        for items in ([first], [first, said, called, result]):
            body = {"model": "m", "instructions": "s", "input": items, "stream": stream}
            async with served.http.post(f"{served.v1}/responses", json=body) as answer:
                assert answer.status == 200
                await answer.read()
        assert len(await threads(served, 2)) == 1


@pytest.mark.parametrize(
    "messages",
    [[{"role": "nobody", "content": "x"}], [user("x" * following.LARGEST)], [user("Hi"), {"odd": 1}]],
    ids=["odd", "large", "no role"],
)
async def test_what_can_not_be_read_is_a_thread_of_its_own(tmp_path: Path, messages: list[Said]) -> None:
    """The API may understand it."""
    async with in_front_of(Upstream(says(answers(assistant("a")))), tmp_path) as served:
        await say(served, messages)
        await say(served, [*messages, assistant("a"), user("Two?")])
        assert len(await threads(served, 2)) == 2


async def test_an_answer_that_can_not_be_read_is_no_end(tmp_path: Path) -> None:
    """Nor one that says nothing."""
    upstream = Upstream(says({"object": "chat.completion", "choices": []}))
    async with in_front_of(upstream, tmp_path) as served:
        await say(served, [user("One?")])
        await threads(served, 1)
        assert await served.store.newest_heads(9) == []


async def test_what_the_ledger_wants_again_is_the_same(tmp_path: Path) -> None:
    """It may fail, and be asked again to note what it was given."""
    async with in_front_of(Upstream(says({})), tmp_path) as served:
        heads = Heads(served.bridge)
        for _ in range(2):
            following.Following(heads).turn(_passed([user("One?")], "a", "id1"))
        later = _passed([user("One?"), assistant("a"), user("Two?")], "b", "id2")
        first, again = (following.Following(heads).turn(later) for _ in range(2))
        await heads.close()
    assert first is again
    assert first.thread.thread == "id1"


def _passed(messages: list[Said], answer: str, id: str) -> Passed:
    outgoing = Outgoing("api", Priced(), "chat/completions", "m", {"messages": messages}, "ann", "en")  # type: ignore[arg-type]
    return Passed(outgoing, id, 5.0, answer=[json.dumps(answers(assistant(answer))).encode()])
