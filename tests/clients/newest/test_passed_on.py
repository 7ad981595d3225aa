"""openai over responses, where an API that speaks them is behind the endpoint: what it says is passed on."""

import json
from collections.abc import Iterator

import pytest
from openai import OpenAI

from tests.clients.conftest import KEY
from tests.clients.newest import MODEL
from tests.clients.newest.test_conformance import comply
from tests.clients.newest.test_openai import WEATHER_TOO, Person


@pytest.fixture
def base_url(addresses: dict[str, str]) -> str:
    return f"{addresses['responses']}/v1"


@pytest.fixture
def client(base_url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=base_url, api_key=KEY) as client:
        yield client


def test_whole(client: OpenAI) -> None:
    """With the usage that the API itself tells."""
    raw = client.responses.with_raw_response.create(model=MODEL, input="Say: hello")
    response = raw.parse()
    assert (response.output_text, response.status) == ("hello", "completed")
    assert raw.headers["x-threadbridge-usage"] == "upstream"


def test_streamed(client: OpenAI) -> None:
    """Event by event."""
    with client.responses.create(model=MODEL, input="Say: 안녕 👋", stream=True) as stream:
        events = list(stream)
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "안녕 👋"
    assert [events[0].type, events[-1].type] == ["response.created", "response.completed"]


def test_schema(client: OpenAI) -> None:
    """The API keeps to it."""
    response = client.responses.parse(model=MODEL, input="Jason is 25 years old.", text_format=Person)
    assert response.output_parsed == Person(name="Jason", age=25, status="ok")


def test_tools(client: OpenAI) -> None:
    """The call comes from the API."""
    called = client.responses.create(model=MODEL, input="What is the weather in Athens?", tools=[WEATHER_TOO])
    [call] = [item for item in called.output if item.type == "function_call"]
    assert json.loads(call.arguments) == {"city": "Athens"}


def test_llm_comply(base_url: str) -> None:
    """The suite for this wire."""
    comply(base_url, MODEL, "open-responses")
