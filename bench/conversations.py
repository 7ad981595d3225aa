"""A client that sends its whole transcript with every question: how much of it is typed into ChatGPT's page.

Two programs of twenty turns, each against the endpoint as it is, and against one that finds no conversation again:
there a client changes a word at the beginning of every request, so that each is typed whole, as it is by whoever
knows no conversations.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bench.figures import line
from bridge.bridge import Bridge
from bridge.events import Event, Opened, Sent, Text
from bridge.types import Anchor, Channel, ConversationId, Health, Model, Rules, Turn
from platforms.http.platform import HttpPlatform
from platforms.http.settings import HttpSettings
from storage.store import open_store

TURNS = 20
QUESTION, ANSWER, RESULT = 80, 900, 1500
"""Characters of a question, of an answer, and of what a tool gives back."""

Said = dict[str, object]

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": f"tool_{number}",
            "description": "What it does, and when it is to be called. " * 4,
            "parameters": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]},
        },
    }
    for number in range(9)
]


class Page:
    """Counts what a page would be typed: the instructions before the first question of a conversation."""

    def __init__(self) -> None:
        self.typed = 0
        self.conversations = 0
        self._asked = 0

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self._asked += 1
        self.typed += len(turn.question.text)
        if turn.conversation is None:
            self.typed += len(turn.question.instructions)
            self.conversations += 1
        yield self._events(turn, self._asked)

    async def _events(self, turn: Turn, number: int) -> AsyncIterator[Event]:
        yield Opened(turn.conversation or ConversationId(f"c{number}"))
        yield Sent(Anchor(f"a{number}"))
        if turn.question.instructions.count("tool_") and number % 2:
            yield Text(
                f'```tool_call\n{{"name": "tool_{number % 9}", "arguments": {{"path": "{number}.txt"}}}}\n```'
            )
        else:
            yield Text(_words(f"answer {number}", ANSWER))

    async def models(self) -> Sequence[Model]:
        return ()

    async def check(self) -> Health:
        return Health(True, "")


def _words(what: str, characters: int) -> str:
    return (f"This is {what}. " * (1 + characters // (9 + len(what))))[:characters].strip()


async def _talk(address: str, *, tools: bool, found: bool) -> int:
    """As a program keeps it: all that was said, and what comes back; how many requests it took."""
    messages: list[Said] = []
    requests = 0
    async with aiohttp.ClientSession() as http:
        for number in range(TURNS):
            messages.append({"role": "user", "content": _words(f"question {number}", QUESTION)})
            calls: list[dict[str, object]] = []
            while not requests or messages[-1]["role"] != "assistant" or calls:
                requests += 1
                first = "You are a helpful assistant." if found else f"You are helpful assistant {requests}."
                body: Said = {"model": "m", "messages": [{"role": "system", "content": first}, *messages]}
                async with http.post(f"{address}/v1/chat/completions", json=body | _with(tools)) as response:
                    answer = (await response.json())["choices"][0]["message"]
                messages.append(answer)
                calls = answer.get("tool_calls") or []
                messages += [_result(call["id"]) for call in calls]
    return requests


def _with(tools: bool) -> Said:
    return {"tools": TOOLS} if tools else {}


def _result(call: object) -> Said:
    return {"role": "tool", "tool_call_id": call, "content": _words("what the tool said", RESULT)}


async def _measured(*, tools: bool, found: bool) -> Page:
    page = Page()
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{Path(folder) / 'ledger.db'}") as store:
            platform = HttpPlatform(HttpSettings(port=0), store)
            bridge = Bridge(store, {"page": page}, {"http": platform}, _rules)
            running = asyncio.create_task(platform.run(bridge))
            await platform.serving.wait()
            await _talk(platform.address, tools=tools, found=found)
            running.cancel()
            await asyncio.wait({running})
            await bridge.close()
    return page


def _rules(_: Channel) -> Rules:
    return Rules("every", "page", "", "", "en")


async def main() -> None:
    """Two lines of the table."""
    for what, tools in (
        (f"a chat of {TURNS} turns", False),
        (f"… with {len(TOOLS)} tools, half of them called", True),
    ):
        ours, theirs = await _measured(tools=tools, found=True), await _measured(tools=tools, found=False)
        line(
            f"{what}: characters typed",
            f"{ours.typed:,} in {ours.conversations}",
            f"{theirs.typed:,} in {theirs.conversations} chats, typed whole",
            ours.typed / theirs.typed,
        )
