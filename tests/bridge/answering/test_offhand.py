"""Answers of backends that keep nothing: asked at once, noted behind their end."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bridge.errors import BadQuestion, BrokenOff, LoginRequired, RateLimited
from bridge.events import AnsweredBy, Cut, CutShort, Failed, Sent, Shown, Stopped, Text
from bridge.types import Anchor, File, Image, State, Turn, Used
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend, Step, rules_for


class Traceless(FakeBackend):
    """Keeps nothing, or says that it does."""

    leaves_no_trace = True


def world(store: SqlStore, *steps: Step) -> World:
    return World(store, Traceless(*steps))


async def heard(at: World, text: str = "hello", message: str = "1") -> list[Shown]:
    async with at.bridge.ask(question(text, message), new=True) as feed:
        return [event async for event in feed]


async def kept(at: World) -> Turn:
    await at.bridge.noted()
    (turn,) = await at.turns()
    return turn


async def test_what_is_answered_is_noted(store: SqlStore) -> None:
    """All that the ledger would have been told step by step, with the channel's model and instructions."""
    used = Used(5, 2, 1, 0.5)
    made = (Image("a.png", b"a"), File("b.txt", b"b"))
    steps = (Sent(Anchor("req_1")), AnsweredBy("m-1"), Text("a"), *made, made[0], Text("b"), used, CutShort())
    at = world(store, *steps)
    at.rules = rules_for(model="m", instructions="Be brief.")
    assert [event for event in await heard(at) if isinstance(event, Text)] == [Text("a"), Text("b")]
    turn = await kept(at)
    assert (turn.state, turn.answer, turn.answered_by) == (State.DELIVERED, "ab", "m-1")
    assert (turn.anchor, turn.used, turn.cut, turn.stopped) == ("req_1", used, True, False)
    assert turn.question == replace(question(), model="m", instructions="Be brief.")
    assert turn.held


async def test_nothing_is_written_before_the_end(store: SqlStore) -> None:
    """The answer waits for no step of the ledger."""
    gate = asyncio.Event()
    at = world(store, Text("a"), gate)
    async with at.bridge.ask(question(), new=True) as feed:
        assert await anext(feed) == Text("a")
        assert await at.turns() == []
        gate.set()
        assert [event async for event in feed] == []
    assert (await kept(at)).answer == "a"


async def test_whoever_leaves_stops_it(store: SqlStore) -> None:
    """What came is kept, and marked."""
    at = world(store, Text("a"), asyncio.Event())
    async with at.bridge.ask(question(), new=True) as feed:
        await anext(feed)
    await asyncio.wait_for(at.backend.left.wait(), 5)
    assert at.backend.stopped
    await at.bridge.close()
    turn = await kept(at)
    assert (turn.state, turn.answer, turn.stopped) == (State.DELIVERED, "a", True)


class Priced(Traceless):
    """Everything costs a dollar."""

    def priced(self, used: Used, *models: str) -> Used:
        return replace(used, cost=1.0)


async def test_what_is_stopped_is_counted(store: SqlStore) -> None:
    """About, for the API counts only at the end."""
    at = World(store, Priced(Sent(Anchor("r")), Text("a"), asyncio.Event()))
    async with at.bridge.ask(question(), new=True) as feed:
        await anext(feed)
    await asyncio.wait_for(at.backend.left.wait(), 5)
    used = (await kept(at)).used
    assert used is not None
    assert (used.counted, used.cost) == ("estimated", 1.0)
    await at.bridge.close()


async def test_whoever_left_finds_what_they_left(store: SqlStore) -> None:
    """At once: what is asked next in the Thread comes after it, and has what it knows."""
    at = world(store, Text("a"), asyncio.Event())
    async with at.bridge.ask(question(), new=True) as feed:
        await anext(feed)
    at.backend.steps = [Text("b")]
    async with at.bridge.ask(question("more", "2")) as feed:
        assert [event async for event in feed] == [Text("b")]
    await at.bridge.idle()
    assert [(turn.question.text, turn.answer) for turn in await at.turns()] == [("hello", "a"), ("more", "b")]
    await at.bridge.close()


async def test_a_wall_that_comes_when_many_are_about_to_be_asked(store: SqlStore) -> None:
    """Each is told of it, and none waits: nobody knows for how long."""
    at = world(store, Text("a"))
    async with AsyncExitStack() as stack:
        asked = [at.bridge.ask(question(message=message), new=True) for message in "123"]
        feeds = [await stack.enter_async_context(one) for one in asked]
        at.bridge.gates["fake"].shut(wall := RateLimited())
        for feed in feeds:
            assert [event async for event in feed] == [Failed(wall)]
    assert at.backend.asked == []
    await at.bridge.close()


async def test_the_end_of_the_program_stops_it_and_loses_nothing(store: SqlStore) -> None:
    """Also where its caller has not left yet."""
    at = world(store, Text("a"), asyncio.Event())
    async with at.bridge.ask(question(), new=True) as feed:
        await anext(feed)
        await at.bridge.close()
        assert [event async for event in feed] == []
    assert (await kept(at)).stopped


@pytest.mark.parametrize("error", [BrokenOff(what="it broke"), ValueError("a bug")])
async def test_what_fails_is_told_and_noted(store: SqlStore, error: Exception) -> None:
    """With what came before it."""
    at = world(store, Text("a"), error)
    *_, failed = await heard(at)
    assert isinstance(failed, Failed)
    turn = await kept(at)
    assert (turn.state, turn.answer, turn.reason, turn.stopped) == (State.FAILED, "a", str(failed.error), False)


async def test_what_was_cut_by_somebody_is_stopped(store: SqlStore) -> None:
    """As on every other way."""
    assert await heard(at := world(store, Text("a"), Cut())) == [Text("a"), Stopped()]
    assert (await kept(at)).stopped


async def test_nothing_asked(store: SqlStore) -> None:
    """It is refused before anything."""
    at = world(store)
    with pytest.raises(BadQuestion):
        await heard(at, " ")
    assert at.backend.asked == []


async def test_a_wall_shuts_the_gate(store: SqlStore) -> None:
    """The next one is told why without asking."""
    at = world(store)
    at.backend.refuses = RateLimited()
    for message in "12":
        (failed,) = await heard(at, message=message)
        assert isinstance(failed, Failed)
        assert isinstance(failed.error, RateLimited)
    assert len(at.backend.asked) == 1
    await at.bridge.close()


def _failover(at: World) -> None:
    at.rules = replace(at.rules, failover="other")


def _keeps(at: World) -> None:
    at.backend = FakeBackend(Text("a"))
    at.__post_init__()


@pytest.mark.parametrize("otherwise", [_failover, _keeps])
async def test_all_others_are_accepted_first(store: SqlStore, otherwise: Callable[[World], None]) -> None:
    """Where another backend would stand in, and where there is a trace to look for."""
    gate = asyncio.Event()
    at = world(store, gate, Text("a"))
    otherwise(at)
    async with at.bridge.ask(question(), new=True) as feed:
        assert len(await at.turns()) == 1
        gate.set()
        assert [event async for event in feed] == [Text("a")]
    await at.bridge.idle()


async def test_what_was_noted_is_known_to_the_next_question(store: SqlStore) -> None:
    """A Thread that goes on has what was said before in it."""
    at = world(store, Text("a"))
    await heard(at)
    async with at.bridge.ask(question("more", "2")) as feed:
        assert [event async for event in feed] == [Text("a")]
    await at.bridge.idle()
    assert [turn.question.text for turn in await store.history(HERE)] == ["hello", "more"]


async def test_a_wall_that_one_meets_alone(store: SqlStore) -> None:
    """What stands in the way of one conversation shuts nothing."""
    here = LoginRequired()
    here.here = "https://example.invalid/c/1"
    at = world(store)
    at.backend.refuses = here
    for message in "12":
        await heard(at, message=message)
    assert len(at.backend.asked) == 2
