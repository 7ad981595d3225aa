"""The end of the program: nothing new is begun, what is under way gets its time, and no half answer looks whole."""

import asyncio
from typing import Literal

import pytest

from bridge.errors import BrokenOff, Ending, Maintenance
from bridge.events import Failed, Opened, Paused, Sent, Text, Waiting
from bridge.types import Anchor, ConversationId, MessageId, State, Thread
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend

ELSEWHERE = Thread("fake", "W", "C", "2")
SENT = (Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("Man"))


class Gate(asyncio.Event):
    """Knows when the backend has come to it."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.reached.set()
        return await super().wait()


class Leaving(FakeBackend):
    """A backend whose answers go on without us."""

    left_alone = False

    def leave(self) -> None:
        self.left_alone = True


async def test_what_is_under_way_may_come_to_its_end(store: SqlStore) -> None:
    """And no longer: what comes meanwhile is in the ledger, for the next start."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(*SENT, gate, Text("go.")))
    await world.accept(question())
    await world.backend.began.wait()
    ending = asyncio.create_task(world.bridge.end(60))
    await world.accept(question("later", "2"), question("elsewhere", "3", ELSEWHERE))
    gate.set()
    await ending
    first, second = await world.turns()
    assert (first.state, first.answer, second.state) == (State.DELIVERED, "Mango.", State.ACCEPTED)
    assert await world.states(ELSEWHERE) == [State.ACCEPTED]
    assert world.asked == ["hello"]
    await world.bridge.close()


async def test_what_takes_longer_says_that_it_goes_on(store: SqlStore) -> None:
    """The backend is not stopped, the ledger knows where it was, and the next start brings it to its end."""
    gate = Gate()
    backend = Leaving(*SENT, gate)
    world = World(store, backend)
    await world.accept(question())
    await gate.reached.wait()
    await world.bridge.end(0)
    assert backend.left_alone
    assert world.shown() == [[Text("Man"), Paused()]]
    assert await world.states() == [State.ASKED]
    await world.bridge.close()
    again = World(store, FakeBackend(*SENT, Text("go.")))
    await again.bridge.resume()
    await again.bridge.idle()
    [turn] = await again.turns()
    assert (turn.state, turn.answer) == (State.DELIVERED, "Mango.")
    assert again.shown() == [[Text("Man"), Text("go.")]]
    await again.bridge.close()


async def test_what_only_waits_is_left_at_once(store: SqlStore) -> None:
    """A wall may stand for hours; nobody is kept from ending by it, and nothing was asked."""
    backend = FakeBackend(refuses=Maintenance())
    world = World(store, backend)
    standing = asyncio.Event()
    world.pauses.meanwhile = standing.set
    await world.accept(question())
    await standing.wait()
    async with asyncio.timeout(10):
        await world.bridge.end(3600)
    assert isinstance(world.shown()[0][0], Waiting)
    assert world.shown()[0][-1] == Paused()
    await world.bridge.close()
    assert await world.states() in ([State.ASKING], [State.ACCEPTED])


async def test_a_caller_is_turned_away_and_may_come_again(store: SqlStore) -> None:
    """Nothing was asked, and nothing is in the ledger."""
    world = World(store, FakeBackend(Text("Mango.")))
    await world.bridge.end(0)
    with pytest.raises(Ending):
        async with world.bridge.ask(question()):
            pass
    assert await world.turns() == []
    await world.bridge.close()


async def test_a_caller_whose_answer_breaks_off_hears_of_it(store: SqlStore) -> None:
    """Half an answer is not told as a whole one."""
    backend = Leaving(*SENT, asyncio.Event())
    world = World(store, backend)
    async with world.bridge.ask(question()) as feed:
        assert await anext(feed) == Text("Man")
        await world.bridge.end(0)
        [error] = [event.error async for event in feed if isinstance(event, Failed)]
        assert isinstance(error, BrokenOff)
        assert "being ended or restarted" in str(error)
    assert await world.states() == [State.ASKED]
    await world.bridge.close()


async def test_ending_with_nothing_to_do_is_quick(store: SqlStore) -> None:
    """Whatever time there is."""
    world = World(store, FakeBackend(Text("Mango.")))
    await world.settle(question())
    async with asyncio.timeout(10):
        await world.bridge.end(3600)
    await world.bridge.close()
    assert await world.states(HERE) == [State.DELIVERED]
    assert MessageId("1") == (await world.turns())[0].question.message
