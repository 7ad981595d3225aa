"""Which transcripts are the same."""

import json
from dataclasses import replace
from typing import Any

import pytest

from platforms.http.answer.pieces import Whole
from platforms.http.asking.compared import Compared
from platforms.http.request.chat import Chat
from platforms.http.request.chat_completions import parse
from platforms.http.request.messages import Message, Role
from platforms.http.request.tools import Call, toolbox

Said = dict[str, Any]

SYSTEM = {"role": "system", "content": "Be brief."}
HI, HELLO, NEXT = (
    {"role": role, "content": text} for role, text in (("user", "Hi"), ("assistant", "Hello!"), ("user", "2?"))
)
CALLED = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": '{"a": 1, "b": 2}'}}
    ],
}
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "3"}
TOOL = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}


def chat(*messages: Said, **fields: Any) -> Chat:
    """As one is read."""
    read = parse(json.dumps({"model": "m", "messages": messages, **fields}).encode())
    return replace(read, toolbox=toolbox(fields))


def ended(*messages: Said, answer: Whole | None = None, **fields: Any) -> str:
    """After an answer to these messages."""
    whole = answer or Whole(text="Hello!")
    return Compared(chat(*messages, **fields)).ending(Message(Role.ASSISTANT, whole.text, calls=whole.calls))


def goes_on(end: str, *messages: Said, **fields: Any) -> bool:
    return any(begun.hash == end for begun in Compared(chat(*messages, **fields)).beginnings())


AGAIN: dict[str, tuple[Said, ...]] = {
    "as it was": (SYSTEM, HI, HELLO, NEXT),
    "as the answer came, with every key": (
        SYSTEM,
        HI,
        {**HELLO, "refusal": None, "annotations": [], "tool_calls": None},
        NEXT,
    ),
    "as parts": (
        {"role": "system", "content": [{"type": "text", "text": "Be brief."}]},
        {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "Hello!"}]},
        NEXT,
    ),
    "by the developer": ({"role": "developer", "content": "Be brief."}, HI, HELLO, NEXT),
    "trimmed, or with what is to be trimmed": (
        SYSTEM,
        {"role": "user", "content": "Hi \r\n"},
        {**HELLO, "content": "\nHello!"},
        NEXT,
    ),
    "with empty messages": (
        SYSTEM,
        HI,
        {"role": "assistant", "content": ""},
        HELLO,
        {"role": "user", "content": ""},
        NEXT,
    ),
    "with the assistant's name": (SYSTEM, HI, {**HELLO, "name": "helper"}, NEXT),
    "the instructions at another place": (HI, SYSTEM, HELLO, NEXT),
    "the instructions twice": (SYSTEM, HI, HELLO, NEXT, SYSTEM),
    "the instructions after all that was said": (HI, HELLO, NEXT, SYSTEM),
    "several new ones": (SYSTEM, HI, HELLO, NEXT, NEXT),
    "with the beginning of the answer": (SYSTEM, HI, HELLO, NEXT, {"role": "assistant", "content": "It is"}),
    "with an instruction that is new": (SYSTEM, HI, HELLO, NEXT, {"role": "system", "content": "In French."}),
}

OTHERS: dict[str, tuple[Said, ...]] = {
    "nothing before": (SYSTEM, NEXT),
    "sent again": (SYSTEM, HI),
    "answered, and nothing new": (SYSTEM, HI, HELLO),
    "another question": (SYSTEM, {**HI, "content": "Hey"}, HELLO, NEXT),
    "another answer": (SYSTEM, HI, {**HELLO, "content": "Hello"}, NEXT),
    "another case": (SYSTEM, HI, {**HELLO, "content": "hello!"}, NEXT),
    "other instructions": ({**SYSTEM, "content": "Be long."}, HI, HELLO, NEXT),
    "no instructions": (HI, HELLO, NEXT),
    "more instructions before": (SYSTEM, {**SYSTEM, "content": "In French."}, HI, HELLO, NEXT),
    "more before": (SYSTEM, HI, HELLO, HI, HELLO, NEXT),
    "somebody's name": (SYSTEM, {**HI, "name": "Ann"}, HELLO, NEXT),
    "a picture with it": (SYSTEM, HI, {**HELLO, "tool_calls": CALLED["tool_calls"]}, RESULT),
}


@pytest.mark.parametrize("case", AGAIN)
def test_the_same_words_in_other_forms_go_on(case: str) -> None:
    """As clients send them."""
    assert goes_on(ended(SYSTEM, HI), *AGAIN[case])


@pytest.mark.parametrize("case", OTHERS)
def test_anything_else_does_not(case: str) -> None:
    """However small."""
    assert not goes_on(ended(SYSTEM, HI), *OTHERS[case])


def test_indentation_counts() -> None:
    """In a program it is what is meant."""
    code = {"role": "user", "content": "if a:\n    b\nc"}
    assert not goes_on(ended(code), {**code, "content": "if a:\n    b\n    c"}, HELLO, NEXT)
    assert goes_on(ended(code), {**code, "content": "if a:  \n    b\t\nc\n"}, HELLO, NEXT)


def test_another_model_and_other_tools_are_another_conversation() -> None:
    """The order of tools, and which is to be called, says nothing."""
    other = {"type": "function", "function": {"name": "sub"}}
    end = ended(HI, tools=[TOOL, other])
    assert goes_on(end, HI, HELLO, NEXT, tools=[other, TOOL], tool_choice="none")
    assert not goes_on(end, HI, HELLO, NEXT, tools=[TOOL])
    assert not goes_on(end, HI, HELLO, NEXT)
    assert not goes_on(ended(HI), HI, HELLO, NEXT, model="n")


def test_calls_come_back_written_anew() -> None:
    """With other ids, and arguments with other blanks in another order, as clients keep them."""
    end = ended(HI, answer=Whole(calls=(Call("call_x", "add", '{"b":2,"a":1}'),)))
    assert goes_on(end, HI, CALLED, RESULT)
    assert goes_on(end, HI, {**CALLED, "content": ""}, RESULT)
    function = {"name": "add", "arguments": '{"a": 1, "b": 3}'}
    assert not goes_on(end, HI, {**CALLED, "tool_calls": [{"id": "call_1", "function": function}]}, RESULT)


def test_functions_have_no_ids() -> None:
    """As it was before there were tools; also the second time."""
    functions = [{"name": "add", "parameters": {}}]
    called: Said = {"role": "assistant", "content": None, "function_call": {"name": "add", "arguments": "{}"}}
    talk: list[Said] = [HI]
    for id in ("call_1", "call_2"):
        end = ended(*talk, answer=Whole(calls=(Call(id, "add", "{}"),)), functions=functions)
        talk += [called, {"role": "function", "name": "add", "content": "3"}]
        assert goes_on(end, *talk, functions=functions)


def test_a_refusal_comes_back_beside_an_answer() -> None:
    """Which is null then."""
    end = Compared(chat(HI)).ending(Message(Role.ASSISTANT, "No."))
    assert goes_on(end, HI, {"role": "assistant", "content": None, "refusal": "No."}, NEXT)


def test_an_answer_may_come_back_in_several_messages() -> None:
    """Its words and its calls each in one of its own, as items of the other protocol are written."""
    end = ended(HI, answer=Whole(text="Let me add.", calls=(Call("c", "add", '{"a":1,"b":2}'),)))
    assert goes_on(end, HI, {**HELLO, "content": "Let me add."}, CALLED, RESULT)


def test_results_belong_to_their_calls() -> None:
    """Those of two calls that were exchanged are others."""
    calls = [{"id": id, "function": {"name": "add", "arguments": "{}"}} for id in "ab"]
    said = {"role": "assistant", "tool_calls": calls}
    results = [{"role": "tool", "tool_call_id": id, "content": id} for id in "ab"]
    end = ended(HI, said, *results)
    assert goes_on(end, HI, said, *results, HELLO, NEXT)
    exchanged = [{**one, "tool_call_id": id} for one, id in zip(results, "ba", strict=True)]
    assert not goes_on(end, HI, said, *exchanged, HELLO, NEXT)


def test_a_reminder_at_the_end_of_every_request_is_known() -> None:
    """As aider sends it: it is in no history, and is not asked again."""
    reminder = {"role": "system", "content": "Use blocks."}
    end = ended(SYSTEM, HI, reminder)
    compared = Compared(chat(SYSTEM, HI, HELLO, NEXT, reminder))
    [begun] = [one for one in compared.beginnings() if one.hash == end]
    assert [one.text for one in begun.rest] == ["2?"]
    assert begun.instructions == ("Be brief.", "Use blocks.")


def test_tools_and_arguments_that_are_no_json_or_too_deep() -> None:
    """Are compared all the same."""
    deep = "[" * 300 + "]" * 300
    for arguments in ("not json", deep):
        called = {
            "role": "assistant",
            "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": arguments}}],
        }
        end = ended(HI, answer=Whole(calls=(Call("c", "f", arguments),)))
        assert goes_on(end, HI, called, {**RESULT, "tool_call_id": "c"})
