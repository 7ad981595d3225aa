"""Responses of a served endpoint, for the tests of what comes before and after them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse

from bridge.events import Text
from tests.fakes import FakeBackend
from tests.platforms.http.served import Refusal, Served, refusal, serving

KEYS = {name: {"secret": name * 8} for name in ("a", "b")}


@asynccontextmanager
async def respond(served: Served, key: str = "a", **fields: Any) -> AsyncIterator[ClientResponse]:
    body, headers = {"model": "m", "input": "Hi", **fields}, {"authorization": f"Bearer {key * 8}"}
    async with served.http.post(f"{served.v1}/responses", json=body, headers=headers) as response:
        yield response


async def told(served: Served, **fields: Any) -> Any:
    async with respond(served, **fields) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def refused(served: Served, **fields: Any) -> Refusal:
    async with respond(served, **fields) as response:
        return await refusal(response)


def asked(served: Served) -> list[tuple[str, str]]:
    """In which Thread, and what."""
    return [(turn.thread.thread, turn.question.text) for turn in served.backend.asked]


@asynccontextmanager
async def talking(folder: Path, backend: FakeBackend | None = None) -> AsyncIterator[Served]:
    async with serving(backend or FakeBackend(Text("Hello!")), folder, keys=KEYS) as served:
        yield served
