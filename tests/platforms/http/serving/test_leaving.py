"""A caller who leaves stops the answer at once, also while the backend is silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bridge.answering.feed import Feed
from bridge.bridge import Bridge
from bridge.events import Text
from bridge.types import Question, State
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, Served, events, serving

AT_ONCE = 5.0
"""Seconds after which a test gives up; nothing waits for them."""


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_leaving_a_silent_backend_stops_it(tmp_path: Path, stream: bool) -> None:
    """Before any byte came."""
    backend = FakeBackend(asyncio.Event())
    async with serving(backend, tmp_path) as served:
        caller = asyncio.create_task(_ask(served, stream))
        await backend.began.wait()
        await _leave(caller)
        await asyncio.wait_for(backend.left.wait(), AT_ONCE)
        await served.bridge.idle()
        counted = served.bridge.metrics.exposed()
    assert backend.stopped
    assert b'threadbridge_requests_total{route="/v1/chat/completions",status="499"} 1.0' in counted


async def test_leaving_in_the_middle_of_a_stream(tmp_path: Path) -> None:
    """What came so far is kept, and marked."""
    backend = FakeBackend(Text("Hel"), asyncio.Event())
    async with serving(backend, tmp_path) as served:
        async with served.post({**HELLO, "stream": True}) as response:
            coming = events(response)
            await anext(coming)
            await anext(coming)
            response.close()
        await asyncio.wait_for(backend.left.wait(), AT_ONCE)
        await served.bridge.idle()
        (turn,) = await served.store.history(backend.asked[0].thread)
    assert backend.stopped
    assert (turn.state, turn.answer, turn.stopped) == (State.DELIVERED, "Hel", True)


async def test_leaving_before_the_turn_has_come(tmp_path: Path) -> None:
    """The second question of a Thread waits; when its caller leaves it is never asked, the first one goes on."""
    gate = asyncio.Event()
    backend = FakeBackend(gate, Text("a"))
    async with serving(backend, tmp_path, kind=Watched) as served:
        first = asyncio.create_task(_ask(served, False, x_thread="t"))
        await backend.began.wait()
        thread = backend.asked[0].thread
        assert isinstance(served.bridge, Watched)
        served.bridge.entered.clear()
        second = asyncio.create_task(_ask(served, False, x_thread="t"))
        await served.bridge.entered.wait()
        await _leave(second)
        await asyncio.wait_for(served.bridge.left.wait(), AT_ONCE)
        gate.set()
        assert await first == 200
        await served.bridge.idle()
        states = [turn.state for turn in await served.store.history(thread)]
    assert len(backend.asked) == 1
    assert states == [State.DELIVERED, State.FAILED]


async def test_a_whole_answer_is_not_a_stopped_one(tmp_path: Path) -> None:
    backend = FakeBackend(Text("a"))
    async with serving(backend, tmp_path) as served:
        assert await _ask(served, True) == 200
        await served.bridge.idle()
        (turn,) = await served.store.history(backend.asked[0].thread)
    assert not backend.stopped
    assert not turn.stopped


async def test_the_end_of_the_server_stops_the_answers(tmp_path: Path) -> None:
    backend = FakeBackend(asyncio.Event())
    async with serving(backend, tmp_path) as served:
        caller = asyncio.create_task(_ask(served, True))
        await backend.began.wait()
    assert backend.stopped
    caller.cancel()
    await asyncio.wait({caller})


class Watched(Bridge):
    """Says when somebody asks and when somebody leaves."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.entered, self.left = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def ask(self, question: Question, *, new: bool = False, alone: bool = False) -> AsyncIterator[Feed]:
        try:
            async with super().ask(question, new=new, alone=alone) as feed:
                self.entered.set()
                yield feed
        finally:
            self.left.set()


async def _ask(served: Served, stream: bool, **headers: str) -> int:
    async with served.post({**HELLO, "stream": stream}, **headers) as response:
        await response.read()
        return response.status


async def _leave(caller: asyncio.Task[int]) -> None:
    caller.cancel()
    await asyncio.wait({caller})
