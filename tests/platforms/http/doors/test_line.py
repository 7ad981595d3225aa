"""How many may wait for a backend that types."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bridge.events import AnsweredBy, Event, Shown, Status, Text, Waiting
from bridge.protocols import Backend
from bridge.types import Turn
from platforms.http.doors.line import Line, types
from platforms.http.errors import ApiError
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, Served, events, refusal, serving


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def refused(line: Line) -> ApiError:
    with pytest.raises(ApiError) as full, line.place():
        pass
    return full.value


def test_one_too_many_is_told_when_to_come_again() -> None:
    """And which place it would have had. Nothing was asked, so the SDKs may try again by themselves."""
    line = Line("chatgpt", 2, Clock())
    with line.place(), line.place():
        error = refused(line)
        assert (error.status, error.type, error.code) == (429, "requests", "rate_limit_exceeded")
        assert error.headers == {"retry-after": "10", "retry-after-ms": "10000", "x-threadbridge-place": "3"}
        assert "2 questions wait for chatgpt" in error.message
    assert len(line) == 0


@pytest.mark.parametrize(
    ("event", "left"),
    [(Text("a"), 0), (AnsweredBy("m"), 0), (Status("Thinking"), 0), (Status(""), 1), (Waiting(ValueError()), 1)],
)
def test_a_place_is_free_when_the_answer_begins(event: Shown, left: int) -> None:
    """Not before, and once."""
    line = Line("chatgpt", 9, Clock())
    with line.place() as place:
        place.heard(event)
        place.heard(event)
        assert len(line) == left
    assert len(line) == 0


def test_a_place_is_free_when_nothing_comes_of_it() -> None:
    """The caller left, or it failed."""
    line = Line("chatgpt", 1, Clock())
    with pytest.raises(ValueError, match="it failed"), line.place():
        raise ValueError("it failed")
    with line.place():
        pass


def test_when_to_come_again_is_learnt() -> None:
    """From how long it took those before; within bounds."""
    clock = Clock()
    line = Line("chatgpt", 1, clock)
    for seconds, said in ((4.0, range(2, 8)), (500.0, range(60, 61)), (0.01, range(1, 2))):
        for _ in range(20):
            with line.place() as place:
                clock.now += seconds
                place.heard(Text("a"))
        with line.place():
            assert int(refused(line).headers["retry-after"]) in said


async def test_over_the_wire(tmp_path: Path) -> None:
    """Two wait, the third is sent away; when one is being answered there is room again."""
    hold = asyncio.Event()
    backend = FakeBackend(hold, Text("a"))
    async with serving(backend, tmp_path, queue=2) as served, AsyncExitStack() as stack:
        waiting = [asyncio.ensure_future(stack.enter_async_context(served.post(HELLO))) for _ in range(2)]
        await until_asked(served, 2)
        said = await served.refused(HELLO)
        assert (said.status, said.headers["x-threadbridge-place"]) == (429, "3")
        assert "x-should-retry" not in said.headers
        hold.set()
        for response in await asyncio.gather(*waiting):
            assert response.status == 200
        async with served.post(HELLO) as response:
            assert response.status == 200
        assert len(backend.asked) == 3


async def until_asked(served: Served, count: int) -> None:
    while len(served.backend.asked) < count:
        await served.backend.began.wait()
        await asyncio.sleep(0)


class Picky(FakeBackend):
    """The first answer is no JSON and comes when it may; the one after it is. Whoever says WAIT gets none."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.told = 0

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.asked.append(turn)
        self.began.set()
        yield self._silence() if "WAIT" in turn.question.text else self._json()

    async def _json(self) -> AsyncIterator[Event]:
        yield AnsweredBy("m")
        await self.go.wait()
        self.told += 1
        yield Text("{}" if self.told > 1 else "no JSON")

    async def _silence(self) -> AsyncIterator[Event]:
        await asyncio.Event().wait()
        yield Text("")


async def test_who_was_let_in_is_not_sent_away(tmp_path: Path) -> None:
    """An answer that has to be asked for once more is not asked for from the end of a full line."""
    backend = Picky()
    wait = {"model": "m", "messages": [{"role": "user", "content": "WAIT"}]}
    json = {**HELLO, "stream": True, "response_format": {"type": "json_object"}}
    async with serving(backend, tmp_path, queue=1) as served, served.post(json) as first:
        waits = asyncio.ensure_future(posted(served, wait))  # the first has begun, for its headers are there
        await until_asked(served, 2)
        assert (await served.refused(wait)).status == 429
        backend.go.set()
        said = [event["choices"][0]["delta"] async for event in events(first) if event != "[DONE]"]
        assert "".join(delta.get("content", "") for delta in said) == "{}"
        waits.cancel()
        await asyncio.wait({waits})


async def posted(served: Served, body: object) -> None:
    async with served.post(body):
        pass


class Api(FakeBackend):
    """Takes as many as it likes."""

    leaves_no_trace = True


def test_an_api_has_no_line() -> None:
    """Only what types has one."""
    typing: Backend = FakeBackend()
    assert types(typing)
    assert not types(Api())


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
