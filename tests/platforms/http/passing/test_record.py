"""What came back becomes a Turn, on either route, whole or streamed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.types import State, Thread, Turn, Used
from platforms.http.passing.outgoing import Outgoing
from platforms.http.passing.record import MOST_KEPT, Passed
from platforms.http.passing.said import Said
from tests.platforms.http.passing.upstream import DONE, event


class Priced:
    """Everything costs a dollar."""

    def priced(self, used: Used, *models: str) -> Used:
        return replace(used, cost=1.0)


def turn(body: dict[str, Any], answer: bytes, *, streamed: bool = False, route: Any = "chat/completions") -> Turn:
    outgoing = Outgoing("api", Priced(), route, "m", body, "ann", "en")  # type: ignore[arg-type]
    passed = Passed(outgoing, "id", 5.0, answer=[answer], streamed=streamed)
    return passed.turn(passed.said(), Thread("http", "", "ann", "id"))


def asked(*messages: tuple[str, Any]) -> Turn:
    return turn({"messages": [{"role": role, "content": content} for role, content in messages]}, b"{}")


def test_the_question_is_what_came_since_the_last_answer() -> None:
    """The system's words are instructions; all parts are read."""
    question = asked(
        ("system", "Be brief."), ("user", "a"), ("assistant", "b"), ("developer", "Really."),
        ("user", [{"type": "text", "text": "c"}, {"type": "image_url", "image_url": {"url": "x"}}, "d"]),
        ("tool", "e"),
    ).question  # fmt: skip
    assert (question.instructions, question.text) == ("Be brief.\n\nReally.", "c\nd\n\ne")
    assert (question.thread.channel, question.author, question.message) == ("ann", "ann", "http-id")


def test_whatever_is_last_is_the_question() -> None:
    """Where nothing came since the last answer, and where all of it is one system message."""
    assert asked(("user", "a"), ("assistant", "b")).question.text == "b"
    assert asked(("system", "Say hi.")).question.text == "Say hi."
    assert asked().question.text == ""


def test_a_stream_of_calls() -> None:
    """They come in pieces, several at once."""

    def call(index: int, **function: str) -> bytes:
        return event(choices=[{"index": 0, "delta": {"tool_calls": [{"index": index, "function": function}]}}])

    pieces = (call(0, name="f", arguments=""), call(1, name="g", arguments="{"), call(0, arguments="{}"))
    stream = b"".join((event("Well."), *pieces, call(1, arguments='"a":1}'), event(finish="tool_calls"), DONE))
    assert turn({}, stream, streamed=True).answer == 'Well.\n(called f with {})\n(called g with {"a":1})'


def test_a_whole_call() -> None:
    """Its content is null."""
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    body = {"model": "m-1", "choices": [{"message": {"content": None, "tool_calls": [call]}}]}
    assert turn({}, json.dumps(body).encode()).answer == "(called f with {})"


def test_an_answer_that_was_cut() -> None:
    """It ended at its limit."""
    assert turn({}, b'{"choices":[{"message":{"content":"Hal"},"finish_reason":"length"}]}').cut
    assert turn({}, event("Hal") + event(finish="length"), streamed=True).cut


def test_a_count_that_none_can_be() -> None:
    """What was spent is summed up from them."""
    used = turn({}, b'{"usage":{"prompt_tokens":-5,"completion_tokens":1%s}}' % (b"0" * 30)).used
    assert used is not None
    assert (used.prompt, used.completion) == (0, 0)


def test_who_leaves_before_the_first_word_has_asked_all_the_same() -> None:
    """It costs what was sent."""
    outgoing = Outgoing("api", Priced(), "chat/completions", "m", {"messages": [{"content": "Hi"}]}, "ann", "en")  # type: ignore[arg-type]
    used = Passed(outgoing, "id", 5.0, streamed=True, left=True).turn(Said(), Thread("http", "", "ann", "id")).used
    assert used is not None
    assert (used.counted, used.cost) == ("estimated", 1.0)


def test_an_error_in_the_stream() -> None:
    """What came before it is kept."""
    kept = turn({}, event("Hal") + b'data: {"error":{"message":"out of memory"}}\n\n', streamed=True)
    assert (kept.state, kept.answer, kept.reason) == (State.FAILED, "Hal", "out of memory")


RESPONSE: dict[str, Any] = {
    "object": "response",
    "status": "completed",
    "model": "m-1",
    "output": [
        {"type": "reasoning", "summary": []},
        {"type": "message", "content": [{"type": "output_text", "text": "Hi"}]},
        {"type": "function_call", "name": "f", "arguments": "{}"},
    ],
    "usage": {"input_tokens": 5, "output_tokens": 2, "input_tokens_details": {"cached_tokens": 1}},
}


@pytest.mark.parametrize("streamed", [False, True])
def test_a_response(streamed: bool) -> None:
    """Whole, or by the event that ends it."""
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": {**RESPONSE, "output": []}},
        {"type": "response.output_text.delta", "delta": "H"},
        {"type": "response.completed", "response": RESPONSE},
    ]
    stream = "".join(f"event: {one['type']}\ndata: {json.dumps(one)}\n\n" for one in events)
    answer = stream if streamed else json.dumps(RESPONSE)
    body = {"instructions": "Be brief.", "input": "Hello", "reasoning": {"effort": "low"}}
    kept = turn(body, answer.encode(), streamed=streamed, route="responses")
    assert (kept.question.text, kept.question.instructions, kept.question.effort) == ("Hello", "Be brief.", "low")
    assert (kept.answer, kept.answered_by, kept.used) == ("Hi\n(called f with {})", "m-1", Used(5, 2, 1, 1.0))


def test_a_response_that_was_left() -> None:
    """Nothing but pieces of its text came."""
    stream = b'data: {"type":"response.output_text.delta","delta":"Hal"}\n\ndata: {"type":"response.out'
    assert turn({}, stream, streamed=True, route="responses").answer == "Hal"


def test_a_response_that_failed() -> None:
    """It says so itself."""
    failed = {**RESPONSE, "status": "failed", "error": {"message": "no"}, "output": []}
    assert turn({}, json.dumps(failed).encode(), route="responses").reason == "no"


NAMES = """choices message delta content tool_calls function usage output error text response type role messages
input instructions prompt_tokens model index"""

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, VALUES, st.booleans())
def test_nothing_is_refused(body: object, answer: object, streamed: bool) -> None:
    """Whatever is sent to and fro, there is a Turn that a ledger takes."""
    said = json.dumps(answer).encode()
    kept = turn(body if isinstance(body, dict) else {"messages": body}, b"data: " + said if streamed else said)
    for text in (kept.question.text, kept.answer, kept.reason, kept.answered_by):
        assert "\0" not in text
        text.encode()


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_what_nobody_counted_is_estimated(streamed: bool) -> None:
    """All that was sent and what came, for it costs as well; nothing, where nothing came."""
    roles = ("system", "user", "assistant", "user")
    body = {"messages": [{"role": role, "content": "word " * 100} for role in roles]}
    whole = {"model": "m", "choices": [{"index": 0, "message": {"content": "Hey there"}}]}
    used = turn(body, event("Hey there") if streamed else json.dumps(whole).encode(), streamed=streamed).used
    assert used is not None
    assert (used.counted, used.cost) == ("estimated", 1.0)
    assert used.prompt > 300
    assert used.completion < 10
    assert turn(body, b"", streamed=streamed).used is None


def test_of_an_enormous_stream_only_the_beginning_is_kept() -> None:
    """The caller has it; a ledger is no place for it."""
    passed = Passed(Outgoing("api", Priced(), "chat/completions", "m", {}, "ann", "en"), "id", 5.0)  # type: ignore[arg-type]
    for _ in range(MOST_KEPT // 1_000_000 + 2):
        passed.add(b" " * 1_000_000)
    assert sum(map(len, passed.answer)) <= MOST_KEPT
    assert passed.is_whole
