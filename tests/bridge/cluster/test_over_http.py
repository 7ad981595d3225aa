"""A program asks at one node's address, and another node answers: over real sockets it can't tell."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bridge.errors import UsageCap
from bridge.events import Text
from bridge.protocols import Site
from bridge.types import Model
from platforms.http.platform import HttpPlatform
from platforms.http.settings import HttpSettings
from tests.bridge.cluster.two import At, node
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, events


@dataclass
class Two:
    """The one that holds the account, and one that does not."""

    holder: At
    spare: At
    address: str
    """Of the spare."""
    http: aiohttp.ClientSession


def _open(site: Site) -> nullcontext[HttpPlatform]:
    return nullcontext(HttpPlatform(HttpSettings.model_validate({"port": 0}), site.keyring))


@asynccontextmanager
async def two(url: str, folder: Path, backend: FakeBackend) -> AsyncIterator[Two]:
    async with (
        aiohttp.ClientSession() as http,
        node(url, folder, "holder", backend, http=_open) as holder,
    ):
        await holder.holds()
        async with node(url, folder, "spare", FakeBackend(Text("the wrong one")), http=_open) as spare:
            await spare.knows()
            platform = spare.platforms["http"]
            assert isinstance(platform, HttpPlatform)
            await platform.serving.wait()
            yield Two(holder, spare, platform.address, http)


async def test_a_program_asks_at_the_node_that_does_not_answer(postgres_ledger: str, tmp_path: Path) -> None:
    """Live text, whoever hangs up, a wall as its status, the models: all as if it were the other node."""
    more, never = asyncio.Event(), asyncio.Event()
    backend = FakeBackend(Text("Hel"), more, Text("lo"), offers=(Model("sol", "openai"),))
    async with two(postgres_ledger, tmp_path, backend) as at:
        url = f"{at.address}/v1/chat/completions"
        async with at.http.post(url, json={**HELLO, "stream": True}) as response:
            assert response.status == 200
            told = events(response)
            texts = list[str]()
            async for event in told:
                if event == "[DONE]":
                    break
                if event["choices"] and (text := event["choices"][0]["delta"].get("content")):
                    texts.append(text)
                    more.set()
            assert texts == ["Hel", "lo"]
        async with at.http.get(f"{at.address}/v1/models") as response:
            assert "sol" in [model["id"] for model in (await response.json())["data"]]

        backend.steps = (Text("On and"), never)
        backend.left.clear()
        async with at.http.post(url, json={**HELLO, "stream": True}) as response:
            async for event in events(response):
                if event["choices"] and event["choices"][0]["delta"].get("content"):
                    break
        await backend.left.wait()
        assert backend.stopped

        backend.refuses = UsageCap(until="noon")
        async with at.http.post(url, data=json.dumps(HELLO)) as response:
            assert response.status == 429
            assert "noon" in (await response.json())["error"]["message"]
        async with at.http.get(f"{at.address}/v1/health") as response:
            assert (await response.json())["backends"][0]["error"] == "UsageCap"
