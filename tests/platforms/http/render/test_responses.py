"""A response to the letter: its object, and its events in their order."""

import json
from typing import Any

import pytest

from platforms.http.answer.pieces import (
    Began,
    Called,
    Cited,
    Declined,
    Ended,
    Finish,
    Nothing,
    Piece,
    Sign,
    Usage,
    Whole,
    Words,
)
from platforms.http.errors import ApiError
from platforms.http.render.responses import ResponsesWire
from platforms.http.request.responses import parse
from platforms.http.request.tools import Call

ID = "0" * 31 + "7"
CALL = Call("call_1", "add", '{"a": 1}')
REQUIRED = {
    *("id", "object", "created_at", "completed_at", "status", "incomplete_details", "model"),
    *("previous_response_id", "instructions", "output", "error", "tools", "tool_choice", "truncation"),
    *("parallel_tool_calls", "text", "top_p", "presence_penalty", "frequency_penalty", "top_logprobs"),
    *("temperature", "reasoning", "usage", "max_output_tokens", "max_tool_calls", "store", "background"),
    *("service_tier", "metadata", "safety_identifier", "prompt_cache_key"),
}
"""Of every response, by Open Responses."""


def wire(**fields: Any) -> ResponsesWire:
    return ResponsesWire(parse(json.dumps({"model": "m", "input": "Hi", **fields}).encode()), ID)


def ended(finish: Finish = "stop", *cited: Cited) -> Ended:
    return Ended(finish, Usage(3, 2), cited)


def whole(*pieces: Piece, **fields: Any) -> Any:
    answer = Whole()
    for piece in pieces:
        answer.add(piece)
    return json.loads(wire(**fields).whole(answer))


def events(raw: bytes) -> list[Any]:
    """Each has its type twice, and its number."""
    told = []
    for block in raw.decode().split("\n\n")[:-1]:
        event, data = block.split("\n")
        told.append(json.loads(data.removeprefix("data: ")))
        assert event == f"event: {told[-1]['type']}"
    assert [one["sequence_number"] for one in told] == list(range(len(told)))
    return told


def streamed(*pieces: Piece, **fields: Any) -> list[Any]:
    told = wire(**fields)
    return events(b"".join(map(told.piece, pieces)))


def types(told: list[Any]) -> list[str]:
    return [one["type"].removeprefix("response.") for one in told]


TEXT = ["output_item.added", "content_part.added", "output_text.delta"]
DONE = ["output_text.done", "content_part.done", "output_item.done"]
CALLED = [
    "output_item.added",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
]


def test_every_key_that_is_required() -> None:
    told = whole(Began("gpt-5"), Words("Hello"), ended(), metadata={"a": "b"})
    assert told.keys() >= REQUIRED
    assert (told["id"], told["object"], told["model"], told["status"]) == (
        f"resp_tb{ID}",
        "response",
        "gpt-5",
        "completed",
    )
    assert told["completed_at"] >= told["created_at"]
    assert told["metadata"] == {"a": "b"}
    assert told["usage"] == {
        "input_tokens": 3,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 2,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 5,
    }
    [message] = told["output"]
    assert (message["type"], message["role"], message["status"]) == ("message", "assistant", "completed")
    assert message["content"] == [{"type": "output_text", "text": "Hello", "annotations": [], "logprobs": []}]


def test_the_nine_events_of_a_text() -> None:
    told = streamed(Sign(), Began("gpt-5"), Words("Hel"), Words("lo"), ended())
    assert types(told) == ["created", "in_progress", *TEXT, "output_text.delta", *DONE, "completed"]
    assert "".join(one["delta"] for one in told if one["type"].endswith(".delta")) == "Hello"
    assert told[0]["response"].keys() >= REQUIRED
    assert (told[0]["response"]["status"], told[0]["response"]["usage"]) == ("in_progress", None)
    assert told[-1]["response"]["output"] == [told[-2]["item"]]


def test_a_stream_ends_with_what_would_have_been_told_whole() -> None:
    pieces = (Began("gpt-5"), Words("Let me see."), Called(CALL), Called(CALL), ended("tool_calls"))
    last = streamed(*pieces)[-1]["response"]
    at_once = whole(*pieces)
    assert {**last, "completed_at": 0, "created_at": 0} == {**at_once, "completed_at": 0, "created_at": 0}


def test_calls_are_items_of_their_own() -> None:
    told = streamed(Began("m"), Words("Let me see."), Called(CALL), ended("tool_calls"))
    assert types(told) == ["created", "in_progress", *TEXT, *DONE, *CALLED, "completed"]
    added, _, done, item = told[-5:-1]
    assert (added["output_index"], added["item"]["arguments"], added["item"]["status"]) == (1, "", "in_progress")
    assert (done["name"], done["arguments"]) == ("add", CALL.arguments)
    assert item["item"] == {
        "id": f"fc_tb{ID}_1",
        "type": "function_call",
        "status": "completed",
        "call_id": "call_1",
        "name": "add",
        "arguments": CALL.arguments,
    }


def test_calls_alone_are_no_message() -> None:
    output = whole(Began("m"), Called(CALL), ended("tool_calls"))["output"]
    assert [(one["type"], one["id"]) for one in output] == [("function_call", f"fc_tb{ID}_0")]


def test_a_refusal() -> None:
    """In a message of its own kind, and the response is complete."""
    part = [{"type": "refusal", "refusal": "I can't."}]
    assert whole(Began("m"), Declined("I can't."), ended())["output"][0]["content"] == part
    told = streamed(Began("m"), Declined("I can't."), ended())
    assert types(told)[2:-1] == [
        *("output_item.added", "content_part.added", "refusal.delta", "refusal.done"),
        *("content_part.done", "output_item.done"),
    ]
    assert told[-1]["response"]["output"][0]["content"] == part
    assert told[-1]["type"] == "response.completed"


@pytest.mark.parametrize(("finish", "why"), [("length", "max_output_tokens"), ("content_filter", "content_filter")])
def test_an_answer_that_is_not_whole_is_incomplete(finish: Finish, why: str) -> None:
    for told in (
        whole(Words("Hel"), ended(finish)),
        streamed(Began("m"), Words("Hel"), ended(finish))[-1]["response"],
    ):
        assert (told["status"], told["incomplete_details"]) == ("incomplete", {"reason": why})
        assert told["completed_at"] is None
        assert told["output"][0]["status"] == "incomplete"
    assert streamed(Began("m"), Words("Hel"), ended(finish))[-1]["type"] == "response.incomplete"


def test_an_empty_answer_is_an_empty_text() -> None:
    assert whole(Began("m"), ended())["output"][0]["content"][0]["text"] == ""
    told = streamed(Began("m"), ended())
    assert types(told) == ["created", "in_progress", *TEXT[:2], *DONE, "completed"]


def test_where_a_text_leads() -> None:
    cited = Cited("https://a.example/", "A", 2, 5)
    annotation = {"type": "url_citation", "url": cited.url, "title": "A", "start_index": 2, "end_index": 5}
    told = streamed(Began("m"), Words("see A"), ended("stop", cited))
    assert types(told)[5] == "output_text.annotation.added"
    assert told[5]["annotation"] == annotation
    for response in (told[-1]["response"], whole(Words("see A"), ended("stop", cited))):
        assert response["output"][0]["content"][0]["annotations"] == [annotation]


def test_silence_is_broken_by_what_says_nothing() -> None:
    """Before the text by what was said already, and in it by an empty delta."""
    told = streamed(Began("m"), Nothing(), Words("a"), Nothing(), ended())
    assert types(told) == ["created", *["in_progress"] * 2, *TEXT, "output_text.delta", *DONE, "completed"]
    assert told[6]["delta"] == ""


def test_a_stream_that_breaks_says_so_twice() -> None:
    """As an error, at which openai-python raises, and as a response that failed and holds what came."""
    told = wire()
    raw = told.piece(Began("m")) + told.piece(Words("Hel"))
    *_, error, failed = events(raw + told.broken(ApiError(502, "it broke", type="server_error")))
    said = {"code": "server_error", "message": "it broke", "param": None}
    assert error == {"type": "error", "sequence_number": 5, **said, "error": {"type": "server_error", **said}}
    assert (failed["type"], failed["response"]["status"]) == ("response.failed", "failed")
    assert failed["response"]["error"] == {"code": "server_error", "message": "it broke"}
    assert failed["response"]["output"][0]["content"][0]["text"] == "Hel"
    assert failed["response"]["output"][0]["status"] == "incomplete"


@pytest.mark.parametrize(("status", "code"), [(429, "rate_limit_exceeded"), (400, "invalid_prompt")])
def test_what_breaks_before_it_began(status: int, code: str) -> None:
    """After a sign of life the status is out, so the stream has to begin to fail."""
    told = events(wire().broken(ApiError(status, "no")))
    assert types(told) == ["created", "in_progress", "error", "failed"]
    assert told[-1]["response"]["error"]["code"] == code


def test_what_was_told_is_kept_if_it_may_be_asked_for_again() -> None:
    for store, kept in ((True, True), (None, True), (False, False)):
        told = wire(store=store)
        last = events(b"".join(told.piece(one) for one in (Began("m"), Words("a"), ended())))[-1]["response"]
        assert bool(told.kept) is kept
        assert last["store"] is kept
        if kept:
            assert json.loads(told.kept)["response"] == last
