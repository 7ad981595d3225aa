"""How far back callers may come to stand before a backend that answers so many at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import islice
from pathlib import Path

from bridge.events import AnsweredBy, Event, Text
from bridge.types import Turn
from bridge.waiting.line import Line
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, Served, events, refusal, serving


class OneAtOnce(FakeBackend):
    """As with one page."""

    at_once = 1


async def test_one_too_many_is_told_when_to_come_again(tmp_path: Path) -> None:
    """One is answered, two wait, the third is sent away with the place it would have had; later there is room."""
    hold = asyncio.Event()
    backend = OneAtOnce(hold, Text("a"))
    async with serving(backend, tmp_path, queue=2) as served, AsyncExitStack() as stack:
        waiting = [asyncio.ensure_future(stack.enter_async_context(served.post(HELLO))) for _ in range(3)]
        await until_waiting(served, 2)
        said = await served.refused(HELLO)
        assert (said.status, said.type, said.code) == (429, "requests", "rate_limit_exceeded")
        assert (said.headers["x-threadbridge-place"], said.headers["retry-after"]) == ("3", "10")
        assert "number 3" in said.message
        assert "x-should-retry" not in said.headers  # nothing was asked, so the SDKs may try again by themselves
        hold.set()
        for response in await asyncio.gather(*waiting):
            assert response.status == 200
        async with served.post(HELLO) as response:
            assert response.status == 200
        assert len(backend.asked) == 4


async def test_many_who_come_at_once_are_counted_before_they_are_there(tmp_path: Path) -> None:
    """Between the door and the line is the ledger: nobody slips through meanwhile."""
    hold = asyncio.Event()
    async with serving(OneAtOnce(hold, Text("a")), tmp_path, queue=2) as served:
        requests = [asyncio.ensure_future(status(served)) for _ in range(9)]
        await until_waiting(served, 2)
        sent_away = [await one for one in islice(asyncio.as_completed(requests), 6)]
        hold.set()
        assert sent_away == [429] * 6
        assert sorted(await asyncio.gather(*requests)) == [200] * 3 + [429] * 6


async def status(served: Served) -> int:
    async with served.post(HELLO) as response:
        return response.status


async def until_waiting(served: Served, count: int) -> None:
    while len(served.bridge.lines["fake"]) < count:
        await asyncio.sleep(0)


async def until_asked(served: Served, count: int) -> None:
    while len(served.backend.asked) < count:
        await served.backend.began.wait()
        await asyncio.sleep(0)


class Picky(OneAtOnce):
    """The first answer is no JSON and comes when it may; the one after it is."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.told = 0

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.asked.append(turn)
        self.began.set()
        yield self._json()

    async def _json(self) -> AsyncIterator[Event]:
        yield AnsweredBy("m")
        await self.go.wait()
        self.told += 1
        yield Text("{}" if self.told > 1 else "no JSON")


async def test_who_was_let_in_is_not_sent_away(tmp_path: Path) -> None:
    """An answer that has to be asked for once more is not asked for from the end of a full line."""
    backend = Picky()
    json = {**HELLO, "stream": True, "response_format": {"type": "json_object"}}
    async with serving(backend, tmp_path, queue=1) as served, served.post(json) as first:
        waits = asyncio.ensure_future(status(served))  # the first has begun, for its headers are there
        await until_waiting(served, 1)
        assert (await served.refused(HELLO)).status == 429
        backend.go.set()
        said = [event["choices"][0]["delta"] async for event in events(first) if event != "[DONE]"]
        assert "".join(delta.get("content", "") for delta in said) == "{}"
        await waits


class OneByOne(OneAtOnce):
    """Each answer comes when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.holds = [asyncio.Event() for _ in range(3)]

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.steps = (self.holds[len(self.asked)], Text("a"))
        async with super().send(turn) as events:
            yield events


async def test_a_stream_that_waits_says_so(tmp_path: Path) -> None:
    """Its place stands in a header where the headers go out meanwhile, and in comments as it moves."""
    backend = OneByOne()
    stream = {**HELLO, "stream": True}
    async with serving(backend, tmp_path, first_byte=0.01) as served:
        served.bridge.lines["fake"] = Line("fake", 1, moment=0.0)
        async with served.post(stream) as first, served.post(stream) as second, served.post(stream) as third:
            assert "x-threadbridge-place" not in first.headers
            assert second.headers["x-threadbridge-place"] == "1"
            assert third.headers["x-threadbridge-place"] == "2"
            backend.holds[0].set()
            while await third.content.readline() != b": number 1 in line\n":
                pass
            for hold in backend.holds:
                hold.set()
            assert "data: [DONE]" in await third.text()


async def test_health_while_starting(tmp_path: Path) -> None:
    """503 until what an earlier run left is under way again."""
    async with serving(FakeBackend(), tmp_path) as served:
        served.bridge.resumed = False
        async with served.http.get(f"{served.address}/health") as response:
            said = await refusal(response)
            assert (said.status, said.code) == (503, "starting")
        await served.bridge.resume()
        async with served.http.get(f"{served.v1}/health") as response:
            assert response.status == 200


async def test_health_while_ending(tmp_path: Path) -> None:
    """A balancer sends nobody here any more; who comes all the same may come again, and nothing was asked."""
    backend = FakeBackend(Text("Mango."))
    async with serving(backend, tmp_path) as served:
        await served.bridge.end(0)
        async with served.http.get(f"{served.address}/health") as response:
            said = await refusal(response)
            assert (said.status, said.code) == (503, "ending")
        async with served.http.post(f"{served.v1}/chat/completions", json=HELLO) as response:
            said = await refusal(response)
            assert (said.status, said.code) == (503, "server_is_overloaded")
            assert "x-should-retry" not in response.headers
    assert backend.asked == []
