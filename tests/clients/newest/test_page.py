"""All of it through ChatGPT's page: the endpoint, the scraper in a real browser, the practice site, the brain."""

import json
from collections.abc import Iterator

import pytest
from agents import Agent, RunConfig, Runner, function_tool
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from tests.clients.conftest import KEY, serving
from tests.clients.newest.test_conformance import comply
from tests.clients.newest.test_openai import WEATHER, Person, user


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """Of the endpoint in front of the page."""
    with serving("page") as addresses:
        yield f"{addresses['page']}/v1"


@pytest.fixture
def client(base_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAI]:
    monkeypatch.setenv("OPENAI_BASE_URL", base_url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with OpenAI() as client:
        yield client


def test_streamed(client: OpenAI) -> None:
    """Byte for byte, though a page was between."""
    text = '# 제목\n\n```py\n\tprint("a  b")\n```\n* 🍎 <b>&amp;</b>'
    stream = client.chat.completions.create(model="default", messages=[user(f"Say: {text}")], stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices) == text


def test_a_conversation_goes_on(client: OpenAI) -> None:
    """Only the news is typed."""
    messages: list[ChatCompletionMessageParam] = [user("Write 300 words")]
    first = client.chat.completions.create(model="default", messages=messages)
    answer = first.choices[0].message.content or ""
    messages += [{"role": "assistant", "content": answer}, user("How much did you read?")]
    second = client.chat.completions.create(model="default", messages=messages)
    assert second.choices[0].message.content == "22 characters"


def test_tools(client: OpenAI) -> None:
    """A call that stands in a code block of the page."""
    completion = client.chat.completions.create(
        model="default", messages=[user("What is the weather in Athens?")], tools=[WEATHER]
    )
    assert completion.choices[0].message.tool_calls
    [call] = completion.choices[0].message.tool_calls
    assert call.type == "function"
    assert json.loads(call.function.arguments) == {"city": "Athens"}


def test_schema(client: OpenAI) -> None:
    """A typed result over each wire."""
    expected = Person(name="Jason", age=25, status="ok")
    messages = [user("Jason is 25 years old.")]
    chat = client.chat.completions.parse(model="default", messages=messages, response_format=Person)
    assert chat.choices[0].message.parsed == expected
    response = client.responses.parse(model="default", input="Jason is 25 years old.", text_format=Person)
    assert response.output_parsed == expected


async def test_an_agent(client: OpenAI) -> None:
    """Its tool is called and its result typed, in the same conversation."""

    def get_weather(city: str) -> str:
        """The weather in a city."""
        return f"31 degrees in {city}"

    agent = Agent(name="a", model="default", tools=[function_tool(get_weather)])
    result = await Runner.run(agent, "What is the weather in Athens?", run_config=RunConfig(tracing_disabled=True))
    assert "31 degrees in Athens" in result.final_output


def test_llm_comply(base_url: str) -> None:
    """A whole suite, pictures among it."""
    comply(base_url, "default", "openai-chat")
