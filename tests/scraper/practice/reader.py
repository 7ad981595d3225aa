"""An independent, plain reader of the site's events, and a page without a browser that asks for them."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiohttp import ClientResponse, ClientSession

from scraper.practice import PracticeSite
from scraper.practice.message import Stored
from scraper.practice.sse import Entry, Frame

Tree = dict[str, Any]  # their JSON, read by a test


def change(message: Tree, op: str, path: str, value: Any) -> None:
    """One operation on a message."""
    *way, last = path.removeprefix("/message/").split("/")
    node: Any = message
    for key in way:
        node = node[int(key) if isinstance(node, list) else key]
    place = int(last) if last.isdecimal() else last
    if op == "replace":
        node[place] = value
    elif op == "truncate":
        node[place] = node[place][:value]
    elif isinstance(node[place], dict):
        node[place].update(value)
    else:
        node[place] += value


def read(entries: Iterable[Entry]) -> tuple[list[str], list[Tree]]:
    """The types of the events, and each message as the deltas build it."""
    types: list[str] = []
    messages: list[Tree] = []
    path, op = "", ""
    for frame in entries:
        assert isinstance(frame, Frame)
        if frame.event == "delta":
            delta = json.loads(frame.data)
            path, op = delta.get("p", path), delta.get("o", op)
            if op == "add":
                messages.append(delta["v"]["message"])
            for step in delta["v"] if op == "patch" else [{"p": path, "o": op, "v": delta["v"]}]:
                if step["o"] != "add":
                    change(messages[-1], step["o"], step["p"], step["v"])
        elif frame.data.startswith(b"{"):
            types.append(json.loads(frame.data).get("type", "error"))
        elif frame.data:
            types.append(frame.data.decode())
    return types, messages


def frames(data: str) -> list[Frame]:
    """The events in a stream that is whole."""
    found = []
    for block in data.replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "data" in fields:
            found.append(Frame(fields["data"].encode(), fields.get("event")))
    return found


class Caller:
    """The page's own calls: it takes the bearer from the session."""

    def __init__(self, session: ClientSession, site: PracticeSite) -> None:
        self.session = session
        self.site = site

    async def post(self, path: str, body: object) -> ClientResponse:
        return await self.session.post(f"/backend-api/{path}", json=body)

    async def get(self, path: str) -> Any:
        async with self.session.get(f"/backend-api/{path}") as found:
            assert found.status == 200, await found.text()
            return await found.json()

    async def send(self, text: str = "", **fields: Any) -> ClientResponse:
        """A question; its fields may say more, or otherwise."""
        message = {"id": str(uuid4()), "author": {"role": "user"}, "content": {"parts": [text]}}
        return await self.post("f/conversation", {"action": "next", "messages": [message], **fields})

    async def ask(self, text: str = "", **fields: Any) -> list[Frame]:
        """A question and the whole stream, up to what ends it."""
        async with await self.send(text, **fields) as response:
            assert response.status == 200, await response.text()
            return frames(await up_to_the_end(response))

    async def answered(self, text: str = "", **fields: Any) -> str:
        """A question and its answer, as it is stored in the end; its conversation is the last in `site.posts`."""
        await self.ask(text, **fields)
        return self.last.text

    @property
    def conversation(self) -> str:
        return self.site.posts[-1].conversation

    @property
    def last(self) -> Stored:
        """The newest message of the branch that is shown."""
        return self.site.conversations[self.conversation].messages[-1]


async def up_to_the_end(response: ClientResponse) -> str:
    """What the stream says until [DONE] or its end."""
    lines = []
    async for line in response.content:
        lines.append(line)
        if line.strip() == b"data: [DONE]":
            break
    return b"".join(lines).decode()


@asynccontextmanager
async def calling(site: PracticeSite) -> AsyncIterator[Caller]:
    async with ClientSession(site.url) as session:
        session.headers["Authorization"] = f"Bearer {site.token}"
        yield Caller(session, site)
