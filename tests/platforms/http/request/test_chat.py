"""The fields of a request: which are wanted, checked, refused or ignored."""

import json
from typing import Any

import pytest

from platforms.http.errors import ApiError
from platforms.http.request.chat import Chat
from platforms.http.request.chat_completions import parse
from platforms.http.request.messages import Message, Role
from platforms.http.request.tools import Call
from tests.platforms.http.served import HELLO


def parsed(**fields: Any) -> Chat:
    return parse(json.dumps({**HELLO, **fields}).encode())


def refused(**fields: Any) -> tuple[int, str | None, str | None]:
    with pytest.raises(ApiError) as caught:
        parsed(**fields)
    return caught.value.status, caught.value.param, caught.value.code


def test_the_smallest_request() -> None:
    assert parsed() == Chat("gpt-4o", (Message(Role.USER, "Hello"),))


def test_streaming_and_its_options() -> None:
    chat = parsed(stream=True, stream_options={"include_usage": True, "include_obfuscation": True})
    assert chat.stream
    assert chat.include_usage


@pytest.mark.parametrize(
    ("fields", "stop", "most"),
    [
        ({"stop": "\n"}, ("\n",), None),
        ({"stop": ["a", "b"]}, ("a", "b"), None),
        ({"max_tokens": 7}, (), 7),
        ({"max_completion_tokens": 5}, (), 5),
        ({"max_tokens": 7, "max_completion_tokens": 5}, (), 5),
        ({"max_tokens": 5, "max_completion_tokens": 7}, (), 5),
    ],
    ids=str,
)
def test_where_the_answer_ends(fields: dict[str, Any], stop: tuple[str, ...], most: int | None) -> None:
    """One stop may come bare; of both limits the smaller counts."""
    chat = parsed(**fields)
    assert (chat.stop, chat.most_tokens, chat.ignored) == (stop, most, ())


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"messages": ["Hello"]}, "messages[0]", "invalid_type"),
        ({"stream_options": {"include_usage": 1}}, "stream_options.include_usage", "invalid_type"),
        ({"tools": {}}, "tools", "invalid_type"),
    ],
    ids=str,
)
def test_what_is_refused(fields: dict[str, Any], param: str, code: str) -> None:
    assert refused(**fields) == (400, param, code)


@pytest.mark.parametrize(
    "fields",
    [
        {"response_format": {"type": "text"}},
        {"tools": []},
        {"tool_choice": "none"},
    ],
    ids=str,
)
def test_what_asks_for_no_more_than_is_done(fields: dict[str, Any]) -> None:
    assert parsed(**fields) == parsed()


def said(message: dict[str, Any]) -> Message:
    return parsed(messages=[message]).messages[0]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"role": "developer", "content": "Be brief."}, Message(Role.SYSTEM, "Be brief.")),
        ({"role": "user", "content": "Hi", "name": "Ann"}, Message(Role.USER, "Hi", name="Ann")),
        ({"role": "user", "content": ["a", {"type": "text", "text": "b"}]}, Message(Role.USER, "a\nb")),
        ({"role": "tool", "content": "7", "tool_call_id": "c1"}, Message(Role.TOOL, "7", call_id="c1")),
        ({"role": "function", "content": "7", "name": "add"}, Message(Role.TOOL, "7", name="add")),
        ({"role": "assistant", "content": None}, Message(Role.ASSISTANT, "")),
        (
            {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
            Message(Role.ASSISTANT, "No."),
        ),
        (
            {"role": "assistant", "tool_calls": [{"function": {"name": "add", "arguments": '{"a":1}'}}]},
            Message(Role.ASSISTANT, "", calls=(Call("", "add", '{"a":1}'),)),
        ),
    ],
)
def test_the_forms_of_a_message(message: dict[str, Any], expected: Message) -> None:
    assert said(message) == expected


@pytest.mark.parametrize(
    ("message", "param", "code"),
    [
        ({"content": "Hi"}, "messages[0].role", "missing_required_parameter"),
        ({"role": "owner", "content": "Hi"}, "messages[0].role", "invalid_value"),
        ({"role": "user", "content": 7}, "messages[0].content", "invalid_type"),
        ({"role": "user", "content": [7]}, "messages[0].content[0]", "invalid_type"),
        ({"role": "user", "content": [{"type": "text"}]}, "messages[0].content[0].text", "invalid_type"),
        (
            {"role": "user", "content": [{"type": "input_audio"}]},
            "messages[0].content[0].type",
            "unsupported_value",
        ),
    ],
)
def test_messages_that_are_refused(message: dict[str, Any], param: str, code: str) -> None:
    """Sound is refused, not dropped in silence."""
    assert refused(messages=[message]) == (400, param, code)


def test_arguments_that_go_too_deep() -> None:
    """They are refused, whoever wrote them."""
    deep = '{"a":' * 1000 + "1" + "}" * 1000
    call = f'{{"role":"assistant","tool_calls":[{{"id":"c","function":{{"name":"f","arguments":{deep}}}}}]}}'
    with pytest.raises(ApiError) as caught:
        parse(f'{{"model":"m","messages":[{call}]}}'.encode())
    assert caught.value.status == 400
