"""Every client sends all that was said again, in a form of its own: only what is new is typed for any of them."""

from collections.abc import Iterable

import openai
import pytest
from agents import Agent as OpenAIAgent
from agents import OpenAIChatCompletionsModel, OpenAIResponsesModel, RunConfig, Runner, function_tool
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import StructuredTool
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from pydantic import SecretStr
from pydantic_ai import Agent, Tool

from tests.clients.conftest import KEY
from tests.clients.newest import MODEL

READ = "How much did you read?"
JUST_THAT = f"{len(READ)} characters"
ATHENS = "What is the weather in Athens?"
RULES = "Be brief.  \n\nAnd be kind.\n"
"""With what clients trim."""

DESCRIBED: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"31 degrees in {city}"


@pytest.fixture
def asked(addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The endpoint whose backend is asked like a page."""
    base_url = f"{addresses['asked']}/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", base_url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return base_url


@pytest.mark.parametrize("as_object", [False, True], ids=["dumped", "as it came"])
def test_openai(asked: str, as_object: bool) -> None:
    """Messages as they came, or as dicts; with a tool between."""
    messages: list[ChatCompletionMessageParam] = [{"role": "developer", "content": RULES}]
    with OpenAI() as client:

        def say(text: str) -> openai.types.chat.ChatCompletionMessage:
            if text:
                messages.append({"role": "user", "content": [{"type": "text", "text": text}]})
            completion = client.chat.completions.create(model=MODEL, messages=messages, tools=[DESCRIBED])
            message = completion.choices[0].message
            messages.append(message if as_object else message.model_dump(exclude_none=True))  # type: ignore[arg-type]
            return message

        say(f"My name is Alice {as_object}.")
        called = say(ATHENS).tool_calls
        assert called
        messages.append({"role": "tool", "tool_call_id": called[0].id, "content": get_weather("Athens")})
        assert "31 degrees" in (say("").content or "")
        assert JUST_THAT in (say(READ).content or "")


def test_openai_streamed(asked: str) -> None:
    """Put together by hand from its pieces."""
    messages: list[ChatCompletionMessageParam] = []
    with OpenAI() as client:
        for text in ("Write 40 words", READ):
            messages.append({"role": "user", "content": text})
            stream = client.chat.completions.create(model=MODEL, messages=messages, stream=True)
            answer = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
            messages.append({"role": "assistant", "content": answer.strip()})
    assert JUST_THAT in answer


@pytest.mark.parametrize("responses", [False, True], ids=["chat", "responses"])
def test_langchain(asked: str, responses: bool) -> None:
    """Its own messages, which write calls and their arguments anew."""
    model = ChatOpenAI(model=MODEL, base_url=asked, api_key=SecretStr(KEY), use_responses_api=responses)
    able = model.bind_tools([StructuredTool.from_function(get_weather)])
    messages: list[BaseMessage] = [SystemMessage(RULES), HumanMessage(ATHENS)]
    called = able.invoke(messages)
    results: Iterable[BaseMessage] = (
        ToolMessage(get_weather(**call["args"]), tool_call_id=call["id"]) for call in called.tool_calls
    )
    messages += [called, *results]
    messages += [able.invoke(messages), HumanMessage(READ)]
    assert JUST_THAT in able.invoke(messages).text


@pytest.mark.parametrize("wire", ["openai", "openai-chat"])
async def test_pydantic_ai(asked: str, wire: str) -> None:
    """Its history, from run to run."""
    agent = Agent(f"{wire}:{MODEL}", instructions=RULES, system_prompt="You are kind.", tools=[Tool(get_weather)])
    first = await agent.run(ATHENS)
    assert "31 degrees" in first.output
    second = await agent.run(READ, message_history=first.all_messages())
    assert JUST_THAT in second.output


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
async def test_openai_agents(
    asked: str, kind: type[OpenAIResponsesModel] | type[OpenAIChatCompletionsModel]
) -> None:
    """Its list of items, on either wire."""
    model = kind(model=MODEL, openai_client=AsyncOpenAI())
    agent = OpenAIAgent(name="a", model=model, instructions=RULES, tools=[function_tool(get_weather)])
    untraced = RunConfig(tracing_disabled=True)
    first = await Runner.run(agent, ATHENS, run_config=untraced)
    assert "31 degrees" in first.final_output
    again = [*first.to_input_list(), {"role": "user", "content": READ}]
    second = await Runner.run(agent, again, run_config=untraced)
    assert JUST_THAT in second.final_output
