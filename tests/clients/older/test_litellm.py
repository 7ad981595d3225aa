"""litellm, as a library: `openai/MODEL`, whole and streamed, with tools and JSON schemas."""

import json

import litellm
import pytest
from pydantic import BaseModel

from tests.clients.older import MODEL

NAME = f"openai/{MODEL}"
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


class Person(BaseModel):
    """What is to be found in a sentence."""

    name: str
    age: int


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def test_whole(endpoint: str) -> None:
    """With usage."""
    answer = litellm.completion(model=NAME, messages=[user("Say: hello")])
    assert answer.choices[0].message.content == "hello"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.completion_tokens > 0


def test_streamed(endpoint: str) -> None:
    """Its own helper puts the chunks together."""
    stream = litellm.completion(
        model=NAME, messages=[user("Say: one two three")], stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert len(chunks) > 2
    assert litellm.stream_chunk_builder(chunks).choices[0].message.content == "one two three"


async def test_at_once(endpoint: str) -> None:
    """Its asynchronous half."""
    stream = await litellm.acompletion(model=NAME, messages=[user("Say: one two three")], stream=True)
    assert "".join([chunk.choices[0].delta.content or "" async for chunk in stream]) == "one two three"


def test_schema(endpoint: str) -> None:
    """A pydantic model as the format."""
    answer = litellm.completion(model=NAME, messages=[user("Jason is 25 years old.")], response_format=Person)
    assert Person.model_validate_json(answer.choices[0].message.content) == Person(name="Jason", age=25)


def test_tools(endpoint: str) -> None:
    """Called, and answered from."""
    messages = [user("What is the weather in Athens?")]
    called = litellm.completion(model=NAME, messages=messages, tools=[WEATHER])
    assert called.choices[0].finish_reason == "tool_calls"
    [call] = called.choices[0].message.tool_calls
    assert json.loads(call.function.arguments) == {"city": "Athens"}
    result = {"role": "tool", "tool_call_id": call.id, "name": "get_weather", "content": "31 degrees"}
    again = [*messages, called.choices[0].message, result]
    assert (
        "31 degrees" in litellm.completion(model=NAME, messages=again, tools=[WEATHER]).choices[0].message.content
    )


def test_tools_streamed(endpoint: str) -> None:
    """The chunks add up to one call."""
    chunks = list(
        litellm.completion(
            model=NAME, messages=[user("I like Athens.")], tools=[WEATHER], tool_choice="required", stream=True
        )
    )
    [call] = litellm.stream_chunk_builder(chunks).choices[0].message.tool_calls
    assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Athens"})


@pytest.mark.parametrize("stream", [False, True])
def test_responses(endpoint: str, stream: bool) -> None:
    """The other wire."""
    response = litellm.responses(model=NAME, input="Say: hello", stream=stream)
    if stream:
        *_, last = response
        response = last.response
    [message] = [item for item in response.output if item.type == "message"]
    assert message.content[0].text == "hello"


def test_errors(endpoint: str) -> None:
    """Sorted by its own classes."""
    with pytest.raises(litellm.NotFoundError):
        litellm.completion(model="openai/no-such-model", messages=[user("Hello")])
    with pytest.raises(litellm.AuthenticationError):
        litellm.completion(model=NAME, messages=[user("Hello")], api_key="wrong")
    with pytest.raises(litellm.BadRequestError):
        litellm.completion(model=NAME, messages=[user("Hello")], n=2)


def test_only_what_is_new_is_typed(endpoint: str) -> None:
    """Its own messages come back as it writes them, with a tool between."""
    messages = [{"role": "system", "content": "Be brief. \n"}, user("What is the weather in Athens?")]

    def say() -> litellm.Message:
        message = litellm.completion(model=NAME, messages=messages, tools=[WEATHER]).choices[0].message
        messages.append(message)
        return message

    [call] = say().tool_calls
    messages.append({"role": "tool", "tool_call_id": call.id, "content": "31 degrees in Athens"})
    assert "31 degrees" in say().content
    messages.append(user("How much did you read?"))
    assert "22 characters" in say().content
