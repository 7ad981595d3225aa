"""The body of POST /v1/responses: its items, its flat tools and forms, and what is refused or ignored."""

import json
from typing import Any

import pytest

from platforms.http.errors import ApiError
from platforms.http.request.chat import Chat
from platforms.http.request.form import AnyJson, Plain, Schema
from platforms.http.request.messages import Message, Role
from platforms.http.request.responses import parse
from platforms.http.request.tools import Call, Tool, Toolbox

ADD = {"type": "function", "name": "add", "description": "Adds.", "parameters": {"type": "object"}, "strict": True}
ADDS = Tool("add", "Adds.", {"type": "object"}, strict=True)


def parsed(**fields: Any) -> Chat:
    return parse(json.dumps({"model": "m", "input": "Hello", **fields}).encode())


def refused(**fields: Any) -> tuple[int, str | None, str | None]:
    with pytest.raises(ApiError) as caught:
        parsed(**fields)
    return caught.value.status, caught.value.param, caught.value.code


def said(*items: Any) -> tuple[Message, ...]:
    return parsed(input=items).messages


def test_the_smallest_request() -> None:
    """Text alone is what the user says."""
    assert parsed().messages == (Message(Role.USER, "Hello"),)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"role": "user", "content": "Hi"}, Message(Role.USER, "Hi")),
        (
            {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Be brief."}]},
            Message(Role.SYSTEM, "Be brief."),
        ),
        (
            {
                **{"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "phase": "final"},
                "content": [{"type": "output_text", "text": "Hello!", "annotations": []}],
            },
            Message(Role.ASSISTANT, "Hello!"),
        ),
        (
            {"type": "function_call", "call_id": "c1", "name": "add", "arguments": '{"a":1}', "id": "fc_1"},
            Message(Role.ASSISTANT, "", calls=(Call("c1", "add", '{"a":1}'),)),
        ),
        (
            {"type": "function_call_output", "call_id": "c1", "output": "2"},
            Message(Role.TOOL, "2", call_id="c1"),
        ),
        (
            {"type": "function_call_output", "call_id": "c1", "output": [{"type": "input_text", "text": "2"}]},
            Message(Role.TOOL, "2", call_id="c1"),
        ),
        ({"type": "item_reference", "id": "msg_1"}, Message(Role.ASSISTANT, "", item="msg_1")),
        ({"id": "msg_1"}, Message(Role.ASSISTANT, "", item="msg_1")),
    ],
    ids=str,
)
def test_the_forms_of_an_item(item: dict[str, Any], expected: Message) -> None:
    assert said(item) == (expected,)


def test_calls_belong_to_what_was_said_before_them() -> None:
    """As in chat completions, where they are one message."""
    call = {"type": "function_call", "name": "add", "arguments": "{}"}
    text = {"role": "assistant", "content": "Let me see."}
    assert said({"role": "user", "content": "1+1?"}, text, {**call, "call_id": "a"}, {**call, "call_id": "b"})[
        1:
    ] == (Message(Role.ASSISTANT, "Let me see.", calls=(Call("a", "add", "{}"), Call("b", "add", "{}"))),)


def test_thoughts_and_other_tools_are_left_out_and_named() -> None:
    thought = {"type": "reasoning", "id": "rs_1", "summary": []}
    chat = parsed(input=[thought, {"role": "user", "content": "Hi"}, {"type": "web_search_call", "id": "ws_1"}])
    assert chat.messages == (Message(Role.USER, "Hi"),)
    assert chat.ignored == ("input.reasoning", "input.web_search_call")


def test_instructions_are_said_first() -> None:
    assert parsed(instructions="Be brief.").messages[0] == Message(Role.SYSTEM, "Be brief.")


def test_tools_and_what_must_be_called() -> None:
    assert parsed(tools=[ADD]).toolbox == Toolbox((ADDS,))
    assert parsed(tools=[ADD], tool_choice="required", parallel_tool_calls=False).toolbox == Toolbox(
        (ADDS,), "required", parallel=False
    )
    assert parsed(tools=[ADD], tool_choice={"type": "function", "name": "add"}).toolbox == Toolbox(
        (ADDS,), "required", ("add",)
    )
    allowed = {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "add"}]}
    assert parsed(tools=[ADD], tool_choice=allowed).toolbox == Toolbox((ADDS,), "auto", ("add",))


def test_the_web_may_be_searched_and_other_tools_of_the_server_are_named() -> None:
    """Codex offers it with every question, which is no wish; what must be called is one."""
    chat = parsed(tools=[{"type": "web_search_preview_2025_03_11"}, {"type": "file_search"}, {"type": "custom"}])
    assert (chat.may_search, chat.search) == (True, False)
    assert chat.toolbox == Toolbox()
    assert chat.ignored == ("tools.file_search", "tools.custom")
    assert parsed(tool_choice={"type": "web_search"}).search


def test_of_what_may_be_called_only_functions_are() -> None:
    """And nothing, where there is none of them."""
    search, add = {"type": "web_search"}, {"type": "function", "name": "add"}
    allowed = {"type": "allowed_tools", "mode": "auto", "tools": [search, add]}
    chat = parsed(tools=[ADD, search], tool_choice=allowed)
    assert (chat.toolbox.allowed, chat.may_search) == (("add",), True)
    assert parsed(tools=[ADD, search], tool_choice={**allowed, "tools": [search]}).toolbox.choice == "none"
    assert parsed(tools=[search], tool_choice="required").search
    assert not parsed(tools=[search], tool_choice="none").may_search


def test_forms() -> None:
    schema = {"type": "json_schema", "name": "n", "schema": {"type": "object"}, "strict": True}
    assert parsed(text={"format": schema}).form == Schema("n", {"type": "object"}, True)
    assert parsed(text={"format": {"type": "json_object"}}).form == AnyJson()
    assert parsed(text={"format": {"type": "text"}, "verbosity": "low"}).form == Plain()


def test_where_it_goes_on() -> None:
    assert parsed(previous_response_id="resp_1").after == "resp_1"
    assert parsed(conversation="conv_1").conversation == "conv_1"
    assert parsed(conversation={"id": "conv_1"}).conversation == "conv_1"


def test_every_optional_field_may_be_null() -> None:
    names = (
        *("instructions", "stream", "max_output_tokens", "reasoning", "text", "metadata", "tools", "tool_choice"),
        *("parallel_tool_calls", "previous_response_id", "conversation", "store", "background", "include"),
        *("temperature", "top_p", "top_logprobs", "truncation", "user", "prompt", "service_tier", "stream_options"),
        *("max_tool_calls", "prompt_cache_key", "safety_identifier", "frequency_penalty", "presence_penalty"),
    )
    assert parsed(**dict.fromkeys(names)) == parsed()


def test_how_free_the_answer_is() -> None:
    """For a backend that has such a thing."""
    assert (parsed().temperature, parsed(temperature=0.5).temperature) == (None, 0.5)


def test_what_the_answer_repeats() -> None:
    """Also what nothing was done with."""
    echo = parsed(
        **{"tools": [ADD], "temperature": 0.5, "metadata": {"a": "b"}, "store": False, "max_output_tokens": 16},
        reasoning={"effort": "low", "summary": "auto"},
    ).echo
    assert echo["tools"] == [ADD]
    assert (echo["temperature"], echo["top_p"], echo["truncation"]) == (0.5, 1.0, "disabled")
    assert (echo["metadata"], echo["store"], echo["max_output_tokens"]) == ({"a": "b"}, False, 16)
    assert echo["reasoning"] == {"effort": "low", "summary": "auto"}
    assert echo["text"] == {"format": {"type": "text"}, "verbosity": "medium"}


def test_ignored_fields_are_named() -> None:
    assert parsed(
        temperature=1, include=["reasoning.encrypted_content"], user="u", text={"verbosity": "low"}
    ).ignored == (*("text.verbosity", "temperature", "include", "user"),)


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"model": None}, "model", "missing_required_parameter"),
        ({"input": None}, "input", "missing_required_parameter"),
        ({"input": []}, "input", "empty_array"),
        ({"input": 7}, "input", "invalid_type"),
        ({"input": ["Hi"]}, "input[0]", "invalid_type"),
        ({"input": [{"type": "reasoning"}]}, "input", "invalid_value"),
        ({"input": [{"type": 7}]}, "input[0].type", "invalid_type"),
        ({"input": [{"content": "Hi"}]}, "input[0].role", "missing_required_parameter"),
        ({"input": [{"type": "function_call"}]}, "input[0].call_id", "missing_required_parameter"),
        (
            {"input": [{"type": "function_call_output", "call_id": "c"}]},
            "input[0].output",
            "missing_required_parameter",
        ),
        ({"background": True}, "background", "unsupported_value"),
        ({"prompt": {"id": "p"}}, "prompt", "unsupported_parameter"),
        (
            {"previous_response_id": "r", "conversation": "c"},
            "previous_response_id",
            "mutually_exclusive_parameters",
        ),
        ({"conversation": {}}, "conversation", "invalid_value"),
        ({"max_output_tokens": 0}, "max_output_tokens", "invalid_value"),
        ({"max_output_tokens": "9"}, "max_output_tokens", "invalid_type"),
        ({"temperature": 3}, "temperature", "invalid_value"),
        ({"top_logprobs": 2}, "top_logprobs", "unsupported_parameter"),
        ({"truncation": 1}, "truncation", "invalid_type"),
        ({"metadata": {"a": 1}}, "metadata.a", "invalid_type"),
        ({"metadata": {"a": "b" * 513}}, "metadata.a", "invalid_value"),
        ({"metadata": {str(number): "" for number in range(17)}}, "metadata", "invalid_value"),
        ({"tools": [{"name": "f"}]}, "tools[0].type", "missing_required_parameter"),
        ({"tools": [{"type": "function", "name": 7}]}, "tools[0].name", "invalid_type"),
        ({"tool_choice": "sometimes"}, "tool_choice", "invalid_value"),
        ({"tool_choice": {"type": "function", "name": "f"}}, "tool_choice", "invalid_value"),
        ({"tool_choice": {"type": "file_search"}}, "tool_choice.type", "unsupported_value"),
        ({"text": {"format": {"type": "xml"}}}, "text.format.type", "invalid_value"),
        (
            {"text": {"format": {"type": "json_schema", "schema": {}}}},
            "text.format.name",
            "missing_required_parameter",
        ),
    ],
    ids=str,
)
def test_what_is_refused(fields: dict[str, Any], param: str, code: str) -> None:
    assert refused(**fields) == (400, param, code)
