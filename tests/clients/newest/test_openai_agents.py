"""openai-agents: agents with tools and typed results, over responses (its default) and over chat completions."""

from typing import Literal

import pytest
from agents import (
    Agent,
    FunctionTool,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    RunConfig,
    Runner,
    function_tool,
)
from openai import AsyncOpenAI
from pydantic import BaseModel

from tests.clients.conftest import only_results
from tests.clients.newest import MODEL

Wire = Literal["responses", "chat"]
UNTRACED = RunConfig(tracing_disabled=True)


class Person(BaseModel):
    """What is to be found in a sentence."""

    name: str
    age: int


def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"31 degrees in {city}"


@pytest.fixture(params=["responses", "chat"])
def model(endpoint: str, request: pytest.FixtureRequest) -> OpenAIChatCompletionsModel | OpenAIResponsesModel:
    """Of either wire."""
    kind = OpenAIResponsesModel if request.param == "responses" else OpenAIChatCompletionsModel
    return kind(model=MODEL, openai_client=AsyncOpenAI())


@pytest.fixture
def tool() -> FunctionTool:
    return function_tool(get_weather)


async def test_by_name(endpoint: str) -> None:
    """Set up by the environment alone."""
    result = await Runner.run(
        Agent(name="a", model=MODEL, instructions="Be brief."), "Say: hello", run_config=UNTRACED
    )
    assert result.final_output == "hello"


async def test_streamed(model: OpenAIResponsesModel) -> None:
    """Word by word."""
    result = Runner.run_streamed(Agent(name="a", model=model), "Say: one two three", run_config=UNTRACED)
    deltas = [
        event.data.delta
        async for event in result.stream_events()
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta"
    ]
    assert "".join(deltas) == result.final_output == "one two three"
    assert len(deltas) > 1


async def test_tools(model: OpenAIResponsesModel, tool: FunctionTool) -> None:
    """Called by the agent itself, and answered from."""
    agent = Agent(name="a", model=model, tools=[tool])
    result = await Runner.run(agent, "What is the weather in Athens?", run_config=UNTRACED)
    assert "31 degrees in Athens" in result.final_output
    assert only_results(result.final_output)


async def test_tools_streamed(model: OpenAIResponsesModel, tool: FunctionTool) -> None:
    """The same, with its events."""
    agent = Agent(name="a", model=model, tools=[tool])
    result = Runner.run_streamed(agent, "What is the weather in Athens?", run_config=UNTRACED)
    names = [event.name async for event in result.stream_events() if event.type == "run_item_stream_event"]
    assert names.index("tool_called") < names.index("tool_output")
    assert "31 degrees in Athens" in result.final_output


async def test_a_tool_that_has_to_be_called(model: OpenAIResponsesModel, tool: FunctionTool) -> None:
    """Whatever the question is."""
    agent = Agent(
        name="a",
        model=model,
        tools=[tool],
        model_settings=ModelSettings(tool_choice="get_weather"),
        tool_use_behavior="stop_on_first_tool",
    )
    result = await Runner.run(agent, "I like Athens.", run_config=UNTRACED)
    assert "31 degrees" in result.final_output


async def test_typed(model: OpenAIResponsesModel) -> None:
    """A pydantic model as the result."""
    agent = Agent(name="a", model=model, output_type=Person)
    result = await Runner.run(agent, "Jason is 25 years old.", run_config=UNTRACED)
    assert result.final_output == Person(name="Jason", age=25)


async def test_another_turn(model: OpenAIResponsesModel) -> None:
    """What was said before goes along, and is not typed again."""
    agent = Agent(name="a", model=model, instructions="Be brief.", tools=[function_tool(get_weather)])
    result = await Runner.run(agent, "My name is Alice. What is the weather in Athens?", run_config=UNTRACED)
    for question, answer in (("What is my name?", "Alice"), ("How much did you read?", "22 characters")):
        again = [*result.to_input_list(), {"role": "user", "content": question}]
        result = await Runner.run(agent, again, run_config=UNTRACED)
        assert result.final_output == answer


async def test_another_turn_by_its_id(endpoint: str) -> None:
    """Or is looked up by the endpoint."""
    agent = Agent(name="a", model=MODEL)
    first = await Runner.run(agent, "My name is Alice.", run_config=UNTRACED)
    second = await Runner.run(
        agent, "What is my name?", previous_response_id=first.last_response_id, run_config=UNTRACED
    )
    assert second.final_output == "Alice"
