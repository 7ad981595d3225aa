"""The endpoint on a real socket, with a fake backend behind a real bridge and a real ledger."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bridge.bridge import Bridge
from bridge.protocols import Backend, Directory
from platforms.http.platform import HttpPlatform
from platforms.http.settings import HttpSettings
from storage.store import SqlStore, open_store
from tests.fakes import FakeBackend, same_rules_everywhere

HELLO: dict[str, Any] = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}


@dataclass(frozen=True)
class Served:
    """A running endpoint and everything behind it."""

    address: str
    backend: FakeBackend
    bridge: Bridge
    store: SqlStore
    http: aiohttp.ClientSession

    @property
    def v1(self) -> str:
        return f"{self.address}/v1"

    @asynccontextmanager
    async def post(self, body: object, **headers: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """``body`` as it is if it is bytes, as JSON otherwise."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.post(f"{self.v1}/chat/completions", data=data, headers=names) as response:
            yield response

    async def refused(self, body: object, **headers: str) -> "Refusal":
        """Posts what must not be answered."""
        async with self.post(body, **headers) as response:
            return await refusal(response)


@dataclass(frozen=True)
class Refusal:
    status: int
    message: str
    type: str
    param: str | None
    code: str | None
    headers: Mapping[str, str]


async def refusal(response: aiohttp.ClientResponse) -> Refusal:
    """The error, which has to be in the envelope: all four keys and nothing else."""
    assert response.content_type == "application/json"
    document = await response.json()
    assert document.keys() == {"error"}
    assert document["error"].keys() == {"message", "type", "param", "code"}
    return Refusal(response.status, headers=response.headers, **document["error"])


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[Any]:
    """The data of each server-sent event; "[DONE]" as it is. Every line has to be data or empty."""
    async for line in response.content:
        if line == b"\n":
            continue
        assert line.startswith(b"data: ")
        data = line.removeprefix(b"data: ").strip()
        yield "[DONE]" if data == b"[DONE]" else json.loads(data)


@asynccontextmanager
async def serving(
    backend: FakeBackend,
    folder: Path,
    rules: Directory = same_rules_everywhere,
    kind: type[Bridge] = Bridge,
    beside: Mapping[str, Backend] | None = None,
    **settings: Any,
) -> AsyncIterator[Served]:
    """Serves on a free port until the block is left."""
    async with open_store(f"sqlite+aiosqlite:///{folder / 'ledger.db'}") as store, aiohttp.ClientSession() as http:
        platform = HttpPlatform(HttpSettings.model_validate({"port": 0, **settings}), store)
        bridge = kind(store, {"fake": backend, **(beside or {})}, {"http": platform}, rules)
        running = asyncio.create_task(platform.run(bridge))
        try:
            await platform.serving.wait()
            await bridge.resume()
            yield Served(platform.address, backend, bridge, store, http)
        finally:
            running.cancel()
            await asyncio.wait({running})
            await bridge.close()
