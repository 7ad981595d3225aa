"""openai, the official client for Python: all its wires, whole and streamed, with tools and JSON schemas."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Literal

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from openai.types.responses import FunctionToolParam, ResponseInputParam
from pydantic import BaseModel

from tests.clients.conftest import only_results
from tests.clients.newest import MODEL, PIXEL

PARAMETERS: dict[str, object] = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
WEATHER: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": PARAMETERS,
        "strict": True,
    },
}
WEATHER_TOO: FunctionToolParam = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city.",
    "parameters": PARAMETERS,
    "strict": True,
}


class Person(BaseModel):
    """What is to be found in a sentence."""

    name: str
    age: int
    status: Literal["ok", "unknown"]


@pytest.fixture
def client(endpoint: str) -> Iterator[OpenAI]:
    """Set up by the environment alone, as most scripts do it."""
    with OpenAI() as client:
        yield client


@pytest.fixture
async def later(endpoint: str) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI() as client:
        yield client


def user(text: str) -> ChatCompletionMessageParam:
    return {"role": "user", "content": text}


def test_models(client: OpenAI) -> None:
    """Listed, and one of them."""
    ids = [model.id for model in client.models.list()]
    assert MODEL in ids
    assert client.models.retrieve(MODEL).object == "model"


def test_chat_whole(client: OpenAI) -> None:
    """Every kind of message that comes before a question, and what the answer says of itself."""
    completion = client.chat.completions.create(
        model=MODEL,
        messages=[
            {"role": "developer", "content": "Be brief."},
            user("My name is Alice."),
            {"role": "assistant", "content": "Hello Alice!"},
            {"role": "user", "content": [{"type": "text", "text": "What is my name?"}], "name": "alice"},
        ],
        temperature=0,
        seed=7,
        user="tests",
    )
    [choice] = completion.choices
    assert (choice.message.content, choice.finish_reason) == ("Alice", "stop")
    assert completion.model == MODEL
    assert completion.usage
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens


def test_chat_streamed(client: OpenAI) -> None:
    """The role once, the finish alone, the usage last."""
    text, roles, finishes, usages = "", 0, [], []
    with client.chat.completions.create(
        model=MODEL, messages=[user("Say: 안녕 👋")], stream=True, stream_options={"include_usage": True}
    ) as stream:
        for chunk in stream:
            usages += [chunk.usage] if chunk.usage else []
            for choice in chunk.choices:
                text += choice.delta.content or ""
                roles += choice.delta.role == "assistant"
                finishes += [choice.finish_reason] if choice.finish_reason else []
    assert (text, roles, finishes, len(usages)) == ("안녕 👋", 1, ["stop"], 1)


async def test_chat_at_once(later: AsyncOpenAI) -> None:
    """Its helper that puts the chunks together."""
    async with later.chat.completions.stream(model=MODEL, messages=[user("Say: one two three")]) as stream:
        events = [event.type async for event in stream]
        completion = await stream.get_final_completion()
    assert completion.choices[0].message.content == "one two three"
    assert "content.delta" in events
    assert "content.done" in events


def test_chat_stop_and_length(client: OpenAI) -> None:
    """Where an answer ends is the caller's to say."""
    stopped = client.chat.completions.create(model=MODEL, messages=[user("Say: one two three")], stop=[" three"])
    assert (stopped.choices[0].message.content, stopped.choices[0].finish_reason) == ("one two", "stop")
    cut = client.chat.completions.create(model=MODEL, messages=[user("Write 100 words")], max_completion_tokens=10)
    assert cut.choices[0].finish_reason == "length"
    assert cut.usage
    assert cut.usage.completion_tokens <= 10


def test_chat_schema(client: OpenAI) -> None:
    """A pydantic model in, the same model out."""
    completion = client.chat.completions.parse(
        model=MODEL, messages=[user("Jason is 25 years old.")], response_format=Person
    )
    assert completion.choices[0].message.parsed == Person(name="Jason", age=25, status="ok")


def test_chat_schema_streamed(client: OpenAI) -> None:
    """Its helper parses what has come."""
    with client.chat.completions.stream(
        model=MODEL, messages=[user("Jason is 25 years old.")], response_format=Person
    ) as stream:
        parsed = stream.get_final_completion().choices[0].message.parsed
    assert parsed == Person(name="Jason", age=25, status="ok")


def test_chat_json_object(client: OpenAI) -> None:
    """Without a schema any object will do."""
    completion = client.chat.completions.create(
        model=MODEL,
        messages=[user('Return only this JSON object: {"answer": "PONG", "count": 2}')],
        response_format={"type": "json_object"},
    )
    assert json.loads(completion.choices[0].message.content or "") == {"answer": "PONG", "count": 2}


def test_chat_tools(client: OpenAI) -> None:
    """A call, its result, and the answer that was made from it."""
    messages = [user("What is the weather in Athens?")]
    called = client.chat.completions.create(model=MODEL, messages=messages, tools=[WEATHER])
    [choice] = called.choices
    assert (choice.finish_reason, choice.message.content) == ("tool_calls", None)
    assert choice.message.tool_calls
    [call] = choice.message.tool_calls
    assert call.type == "function"
    assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Athens"})
    messages += [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.function.name, "arguments": call.function.arguments},
                }
            ],
        },
        {"role": "tool", "tool_call_id": call.id, "content": "31 degrees"},
    ]
    answered = client.chat.completions.create(model=MODEL, messages=messages, tools=[WEATHER])
    assert "31 degrees" in (answered.choices[0].message.content or "")
    assert answered.choices[0].finish_reason == "stop"
    assert only_results(answered.choices[0].message.content or "")


def test_chat_tools_streamed(client: OpenAI) -> None:
    """Two at once, put together by its helper; arguments come as the client wants them."""
    also: ChatCompletionToolParam = {**WEATHER, "function": {**WEATHER["function"], "name": "get_time"}}
    with client.chat.completions.stream(
        model=MODEL,
        messages=[user("Call get_weather and get_time for Athens.")],
        tools=[WEATHER, also],
        tool_choice="required",
        parallel_tool_calls=True,
    ) as stream:
        message = stream.get_final_completion().choices[0].message
    assert message.tool_calls
    assert [call.function.name for call in message.tool_calls] == ["get_weather", "get_time"]
    assert [call.function.parsed_arguments for call in message.tool_calls] == [{"city": "Athens"}] * 2
    assert len({call.id for call in message.tool_calls}) == 2


def test_chat_tools_when_none_is_needed(client: OpenAI) -> None:
    """Or none may be called."""
    for text, choice in (("Say: hello", "auto"), ("What is the weather in Athens?", "none")):
        completion = client.chat.completions.create(
            model=MODEL, messages=[user(text)], tools=[WEATHER], tool_choice="none" if choice == "none" else "auto"
        )
        assert completion.choices[0].message.content
        assert not completion.choices[0].message.tool_calls


def test_a_picture_comes_along(client: OpenAI) -> None:
    """As a data URL; what answers sees a file."""
    completion = client.chat.completions.create(
        model=MODEL,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What do you see?"},
                    {"type": "image_url", "image_url": {"url": PIXEL}},
                ],
            }
        ],
    )
    assert ".png" in (completion.choices[0].message.content or "")


def test_legacy_completion(client: OpenAI) -> None:
    """The oldest of the three wires, whole and streamed."""
    whole = client.completions.create(model=MODEL, prompt="Say: once upon")
    assert whole.choices[0].text == "once upon"
    stream = client.completions.create(model=MODEL, prompt="Say: once upon", stream=True)
    assert "".join(chunk.choices[0].text for chunk in stream) == "once upon"


def test_a_conversation_goes_on(client: OpenAI) -> None:
    """Whoever sends the whole history again is answered in the same conversation, with only the news typed."""
    messages = [user("Write 300 words")]
    first = client.chat.completions.create(model=MODEL, messages=messages)
    answer = first.choices[0].message.content or ""
    messages += [{"role": "assistant", "content": answer}, user("How much did you read?")]
    second = client.chat.completions.create(model=MODEL, messages=messages)
    assert second.choices[0].message.content == "22 characters"


def test_errors_are_its_own(client: OpenAI) -> None:
    """With message, type, param and code."""
    hello = [user("Hello")]
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="no-such-model", messages=hello)
    assert unknown.value.code == "model_not_found"
    with pytest.raises(openai.AuthenticationError) as stranger:
        client.with_options(api_key="wrong").chat.completions.create(model=MODEL, messages=hello)
    assert stranger.value.code == "invalid_api_key"
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model=MODEL, input="x")


def test_what_would_change_the_shape_is_refused(client: OpenAI) -> None:
    """Several answers, probabilities, audio."""
    hello = [user("Hello")]
    with pytest.raises(openai.BadRequestError) as several:
        client.chat.completions.create(model=MODEL, messages=hello, n=2)
    assert several.value.param == "n"
    with pytest.raises(openai.BadRequestError) as probabilities:
        client.chat.completions.create(model=MODEL, messages=hello, logprobs=True)
    assert probabilities.value.param == "logprobs"


def test_response_whole(client: OpenAI) -> None:
    """Instructions, items, and the text that it puts together."""
    items: ResponseInputParam = [
        {"role": "user", "content": "My name is Alice."},
        {"role": "assistant", "content": "Hello Alice!"},
        {"role": "user", "content": [{"type": "input_text", "text": "What is my name?"}]},
    ]
    response = client.responses.create(model=MODEL, instructions="Be brief.", input=items)
    assert (response.output_text, response.status) == ("Alice", "completed")
    assert response.usage
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens


def test_response_streamed(client: OpenAI) -> None:
    """Typed events in their order, with rising numbers."""
    with client.responses.create(model=MODEL, input="Say: 안녕 👋", stream=True) as stream:
        events = list(stream)
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "안녕 👋"
    assert [events[0].type, events[-1].type] == ["response.created", "response.completed"]
    numbers = [event.sequence_number for event in events]
    assert numbers == sorted(set(numbers))


async def test_response_at_once(later: AsyncOpenAI) -> None:
    """Its helper, with a schema."""
    async with later.responses.stream(model=MODEL, input="Jason is 25 years old.", text_format=Person) as stream:
        async for _ in stream:
            pass
        response = await stream.get_final_response()
    assert response.output_parsed == Person(name="Jason", age=25, status="ok")


def test_response_schema(client: OpenAI) -> None:
    """A pydantic model in, the same model out."""
    response = client.responses.parse(model=MODEL, input="Jason is 25 years old.", text_format=Person)
    assert response.output_parsed == Person(name="Jason", age=25, status="ok")


def test_response_tools(client: OpenAI) -> None:
    """The call as an item, its result as another, and the answer."""
    called = client.responses.create(model=MODEL, input="What is the weather in Athens?", tools=[WEATHER_TOO])
    [call] = [item for item in called.output if item.type == "function_call"]
    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Athens"})
    answered = client.responses.create(
        model=MODEL,
        tools=[WEATHER_TOO],
        input=[
            {"role": "user", "content": "What is the weather in Athens?"},
            {"type": "function_call", "call_id": call.call_id, "name": call.name, "arguments": call.arguments},
            {"type": "function_call_output", "call_id": call.call_id, "output": "31 degrees"},
        ],
    )
    assert "31 degrees" in answered.output_text


def test_response_tools_streamed(client: OpenAI) -> None:
    """The call grows in events of its own."""
    with client.responses.create(
        model=MODEL, input="What is the weather in Athens?", tools=[WEATHER_TOO], stream=True
    ) as stream:
        events = list(stream)
    arguments = "".join(event.delta for event in events if event.type == "response.function_call_arguments.delta")
    assert json.loads(arguments) == {"city": "Athens"}
    assert events[-1].type == "response.completed"


def test_responses_go_on(client: OpenAI) -> None:
    """By the id of the one before, with only the news sent; a result of a tool, too."""
    first = client.responses.create(model=MODEL, input="My name is Alice.")
    second = client.responses.create(model=MODEL, input="What is my name?", previous_response_id=first.id)
    assert second.output_text == "Alice"
    called = client.responses.create(model=MODEL, input="What is the weather in Athens?", tools=[WEATHER_TOO])
    [call] = [item for item in called.output if item.type == "function_call"]
    answered = client.responses.create(
        model=MODEL,
        previous_response_id=called.id,
        tools=[WEATHER_TOO],
        input=[{"type": "function_call_output", "call_id": call.call_id, "output": "31 degrees"}],
    )
    assert "31 degrees" in answered.output_text


def test_a_response_is_kept(client: OpenAI) -> None:
    """Looked up by its id, and forgotten."""
    told = client.responses.create(model=MODEL, input="Say: hello", metadata={"topic": "greetings"})
    kept = client.responses.retrieve(told.id)
    assert (kept.id, kept.output_text, kept.status) == (told.id, "hello", "completed")
    client.responses.delete(told.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(told.id)


async def test_many_at_once(later: AsyncOpenAI) -> None:
    """Each gets its own answer."""

    async def ask(number: int) -> str:
        stream = await later.chat.completions.create(
            model=MODEL, messages=[user(f"Say: number {number}")], stream=True
        )
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    assert await asyncio.gather(*map(ask, range(20))) == [f"number {number}" for number in range(20)]


def test_headers(client: OpenAI) -> None:
    """By which its users find a request again, and by which it knows when it may ask once more."""
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=[user("Say: hello")], top_p=0.5)
    assert raw.request_id
    assert raw.headers["x-threadbridge-usage"] in ("exact", "estimated", "upstream")
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model=MODEL, messages=[], temperature=0)
    assert refused.value.param == "messages"
    assert refused.value.request_id


def test_a_response_that_is_not_there(client: OpenAI) -> None:
    """Neither to be read nor to be gone on with."""
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve("resp_nothing")
    with pytest.raises(openai.APIStatusError) as gone:
        client.responses.create(model=MODEL, input="Hello", previous_response_id="resp_nothing")
    assert gone.value.status_code in (400, 404)
