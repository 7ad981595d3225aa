"""What stands in the way of one conversation: its question waits for a person, and nobody else's waits with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bridge.errors import DraftLeft, LoginRequired, PermissionWanted, Walled
from bridge.events import Event, Failed, Held, Shown, Status, Text, Waiting
from bridge.texts import say
from bridge.types import State, Turn
from storage.store import SqlStore
from tests.bridge.waiting.test_gate import Walls, told, until_waiting, walled
from tests.bridge.world import HERE, World, question

ELSEWHERE = replace(HERE, thread="2")
LINK = "https://chatgpt.com/c/1"


def here(wall: Walled) -> Walled:
    wall.here = LINK
    return wall


class InOne(Walls):
    """Only the first Thread's conversation is not free."""

    def __init__(self, wall: Walled) -> None:
        super().__init__()
        self.wall: Walled | None = wall

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.refuses = self.wall if turn.thread == HERE else None
        async with super().send(turn) as events:
            yield events


async def test_only_its_own_question_waits(store: SqlStore) -> None:
    """It sees why, in no line; another Thread is answered meanwhile; then it goes on by itself."""
    backend = InOne(here(DraftLeft()))
    async with walled(store, backend) as world:
        await world.accept(question())
        await until_waiting(world, "1", 0)
        await world.accept(question(message="2", thread=ELSEWHERE))
        while [turn.state for turn in await world.turns(ELSEWHERE)] != [State.DELIVERED]:
            await asyncio.sleep(0)
        assert await world.states() == [State.ASKING]
        assert world.bridge.gates["fake"].wall is None
        backend.wall = None
        await world.bridge.idle()
        assert await world.states() == [State.DELIVERED]
        assert settled(world)[-2:] == [Status(""), Text("Hi.")]
        assert await told(world) == [
            say("owner_held", backend="fake", link=LINK, what=DraftLeft().say_to_owner()),
            say("owner_goes_on", link=LINK),
        ]


async def test_a_person_is_wanted_in_the_middle_of_an_answer(store: SqlStore) -> None:
    """The asker sees it, the owner is told, and nothing is asked again."""
    gate = asyncio.Event()
    wall = here(PermissionWanted())
    backend = Walls()
    backend.refuses = None
    async with walled(store, backend) as world:
        backend.held = [Held(wall), gate]
        await world.accept(question())
        await until_waiting(world, "1", 0)
        assert await world.states() == [State.ASKED]
        assert len(await told(world, 1)) == 1
        gate.set()
        await world.bridge.idle()
        assert settled(world) == [Waiting(wall), Status(""), Text("Hi.")]
        assert (await told(world, 2))[1] == say("owner_goes_on", link=LINK)
        assert world.asked == ["hello"]


async def test_who_holds_the_stream_is_not_kept_waiting(store: SqlStore) -> None:
    """An HTTP client gets the reason at once; the other conversations' way stays open."""
    async with walled(store, InOne(here(DraftLeft()))) as world:
        async with world.bridge.ask(question()) as feed:
            events = [event async for event in feed]
        [failed] = [event for event in events if isinstance(event, Failed)]
        assert isinstance(failed.error, DraftLeft)
        assert world.bridge.gates["fake"].wall is None


async def test_another_wall_behind_it_is_everybodys(store: SqlStore) -> None:
    """The owner is told of both."""
    backend = InOne(here(DraftLeft()))
    async with walled(store, backend) as world:
        await world.accept(question())
        await until_waiting(world, "1", 0)
        backend.wall = LoginRequired()
        await until_waiting(world, "1", 1)
        assert isinstance(world.bridge.gates["fake"].wall, LoginRequired)
        backend.wall = backend.refuses = None
        await world.bridge.idle()
        assert await world.states() == [State.DELIVERED]


def settled(world: World) -> list[Shown]:
    """What was shown of the first question, each thing once."""
    [seen] = world.shown()
    return list(dict.fromkeys(seen))
