"""langchain-openai: ChatOpenAI over chat completions and over responses."""

import json

import pytest
from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import StructuredTool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from tests.clients.conftest import KEY, only_results
from tests.clients.newest import MODEL, PIXEL


class Person(BaseModel):
    """What is to be found in a sentence."""

    name: str
    age: int


def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"31 degrees in {city}"


WEATHER = StructuredTool.from_function(get_weather)


@pytest.fixture(params=[False, True], ids=["chat", "responses"])
def model(endpoint: str, request: pytest.FixtureRequest) -> ChatOpenAI:
    """Of either wire."""
    return ChatOpenAI(
        model=MODEL, base_url=endpoint, api_key=SecretStr(KEY), temperature=0, use_responses_api=request.param
    )


def test_whole(model: ChatOpenAI) -> None:
    """With what it says of tokens."""
    answer = model.invoke([SystemMessage("Be brief."), HumanMessage("Say: hello")])
    assert answer.text == "hello"
    assert answer.usage_metadata
    assert answer.usage_metadata["output_tokens"] > 0


async def test_streamed(model: ChatOpenAI) -> None:
    """Piece by piece."""
    pieces = [piece.text async for piece in model.astream("Say: one two three")]
    assert "".join(pieces) == "one two three"
    assert len([piece for piece in pieces if piece]) > 1


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "json_mode"])
def test_structured(model: ChatOpenAI, method: str) -> None:
    """Each of its three ways."""
    sentence = 'Jason is 25 years old. As JSON: {"name": "Jason", "age": 25}'
    assert model.with_structured_output(Person, method=method).invoke(sentence) == Person(name="Jason", age=25)


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # of an object of its own
def test_structured_streamed(model: ChatOpenAI) -> None:
    """The last piece is whole."""
    *_, last = model.with_structured_output(Person).stream("Jason is 25 years old.")
    assert last == Person(name="Jason", age=25)


def test_tools(model: ChatOpenAI) -> None:
    """Called, run by the program, and answered from."""
    able = model.bind_tools([WEATHER])
    messages = [HumanMessage("What is the weather in Athens?")]
    called = able.invoke(messages)
    [call] = called.tool_calls
    assert (call["name"], call["args"]) == ("get_weather", {"city": "Athens"})
    messages += [called, ToolMessage(WEATHER.invoke(call["args"]), tool_call_id=call["id"])]
    answer = able.invoke(messages).text
    assert "31 degrees in Athens" in answer
    assert only_results(answer)


def test_tools_streamed(model: ChatOpenAI) -> None:
    """The pieces add up to one call."""
    whole = None
    for piece in model.bind_tools([WEATHER], tool_choice="get_weather").stream("I like Athens."):
        whole = piece if whole is None else whole + piece
    assert whole is not None
    [call] = whole.tool_calls
    assert call["args"] == {"city": "Athens"}
    assert json.dumps(call["args"])


def test_another_turn(model: ChatOpenAI) -> None:
    """What was said before goes along, and is not typed again."""
    messages = [SystemMessage("Be brief."), HumanMessage("My name is Alice.")]
    for question, answer in (("What is my name?", "Alice"), ("How much did you read?", "22 characters")):
        messages += [model.invoke(messages), HumanMessage(question)]
        assert model.invoke(messages).text == answer


def test_a_picture(model: ChatOpenAI) -> None:
    """As its own kind of block."""
    kind, _, data = PIXEL.removeprefix("data:").partition(";base64,")
    blocks = [
        {"type": "text", "text": "What do you see?"},
        {"type": "image", "base64": data, "mime_type": kind},
    ]
    assert ".png" in model.invoke([HumanMessage(content_blocks=blocks)]).text
