"""pydantic-ai: agents with tools and typed results, `openai:` over responses and `openai-chat:` over chat."""

import pytest
from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent, NativeOutput, Tool

from tests.clients.conftest import only_results
from tests.clients.newest import MODEL, PIXEL


class Person(BaseModel):
    """What is to be found in a sentence."""

    name: str
    age: int


def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"31 degrees in {city}"


@pytest.fixture(params=["openai", "openai-chat"])
def model(endpoint: str, request: pytest.FixtureRequest) -> str:
    """Of either wire, set up by the environment."""
    return f"{request.param}:{MODEL}"


async def test_whole(model: str) -> None:
    """With instructions and a system message of its own."""
    agent = Agent(model, instructions="Be brief.", system_prompt="You are kind.")
    result = await agent.run("Say: hello")
    assert result.output == "hello"
    assert result.usage.output_tokens > 0


async def test_streamed(model: str) -> None:
    """Piece by piece."""
    async with Agent(model).run_stream("Say: one two three") as result:
        pieces = [piece async for piece in result.stream_text(delta=True, debounce_by=None)]
    assert "".join(pieces) == "one two three"
    assert len(pieces) > 1


async def test_tools(model: str) -> None:
    """Called by the agent itself, and answered from."""
    result = await Agent(model, tools=[Tool(get_weather)]).run("What is the weather in Athens?")
    assert "31 degrees in Athens" in result.output


async def test_tools_streamed(model: str) -> None:
    """The calls come in pieces, too."""
    agent = Agent(model, tools=[Tool(get_weather)])
    async with agent.run_stream("What is the weather in Athens?") as result:
        assert "31 degrees in Athens" in await result.get_output()


async def test_typed_by_a_tool(model: str) -> None:
    """Its usual way to a typed result is a tool that has to be called."""
    result = await Agent(model, output_type=Person).run("Jason is 25 years old.")
    assert result.output == Person(name="Jason", age=25)


async def test_typed_by_a_schema(model: str) -> None:
    """And the other one a JSON schema, whole and streamed."""
    agent = Agent(model, output_type=NativeOutput(Person))
    assert (await agent.run("Jason is 25 years old.")).output == Person(name="Jason", age=25)
    async with agent.run_stream("Jason is 25 years old.") as result:
        assert await result.get_output() == Person(name="Jason", age=25)


async def test_another_turn(model: str) -> None:
    """What was said before goes along, and is not typed again."""
    agent = Agent(model, instructions="Be brief.", system_prompt="You are kind.", tools=[Tool(get_weather)])
    result = await agent.run("My name is Alice. What is the weather in Athens?")
    assert only_results(result.output)
    for question, answer in (("What is my name?", "Alice"), ("How much did you read?", "22 characters")):
        result = await agent.run(question, message_history=result.all_messages())
        assert result.output == answer


async def test_a_picture(model: str) -> None:
    """Bytes of the program's own."""
    picture = BinaryContent.from_data_uri(PIXEL)
    result = await Agent(model).run(["What do you see?", picture])
    assert ".png" in result.output
