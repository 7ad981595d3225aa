"""Nothing is tried for ever: what is given up is said, kept, and tried again when somebody wants it to be."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bridge.answering.feed import Feed
from bridge.errors import (
    BridgeError,
    GivenUp,
    HeldElsewhere,
    LoginRequired,
    PlatformError,
    ShownTooLate,
    WaitedTooLong,
)
from bridge.events import Failed, Opened, Sent, Shown, Text, Waiting
from bridge.types import Anchor, ConversationId, State, Thread, Turn, Wanted
from bridge.waiting.limits import LAST_CHANCE, Limits, Term
from storage.database import Database
from storage.store import SqlStore
from tests.bridge.world import HERE, Pauses, Stubborn, World, question
from tests.fakes import FakeBackend, FakePlatform

STEPS = (Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("Hi."))
WALL = LoginRequired()
AWAY = PlatformError(what="Slack is away.")
SOON = 0.01
THERE = replace(HERE, thread="2")


class Telling(FakePlatform):
    """Can reach whoever asked; shows nothing before ``opens``."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, type[BridgeError]]] = []
        self.opens = asyncio.Event()
        self.waits = asyncio.Event()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        self.waits.set()
        await self.opens.wait()
        await super().show(turn, events)

    async def tell_asker(self, turn: Turn, why: BridgeError) -> None:
        self.told.append((turn.question.text, type(why)))


async def given_up(world: World) -> list[tuple[str, State]]:
    return [(one.turn.question.text, one.turn.state) for one in await world.store.entries(Wanted("given_up"))]


async def close(world: World) -> None:
    """Probes of walls are tasks."""
    await world.bridge.close()


async def test_a_question_that_waited_for_too_long_is_not_asked(store: SqlStore) -> None:
    """Its asker is told, and so are those behind it; nothing of them was typed."""
    world = World(store, FakeBackend(refuses=WALL), limits=Limits(wait=SOON))
    turn = await world.settle(question(), question("next", "2"))
    assert await world.states() == [State.FAILED, State.FAILED]
    assert "was not asked" in turn.reason
    assert {type(event.error) for event in world.shown()[-1] if isinstance(event, Failed)} == {WaitedTooLong}
    assert await given_up(world) == [("next", State.FAILED), ("hello", State.FAILED)]
    await close(world)


async def test_what_an_earlier_life_left_for_too_long_is_not_asked(store: SqlStore, database: Database) -> None:
    """It is as old as the ledger says."""
    earlier = SqlStore(database, lambda: time.time() - 7200)
    await earlier.accept(question(), "fake")
    await earlier.close()
    world = World(store, FakeBackend(*STEPS), limits=Limits(wait=3600))
    await world.bridge.resume()
    await world.bridge.idle()
    assert await world.states() == [State.FAILED]
    assert world.asked == []


async def test_what_is_being_answered_is_not_too_late(store: SqlStore) -> None:
    """The limit is for those that wait: an answer may take as long as it takes."""
    over = asyncio.Event()
    world = World(store, FakeBackend(Sent(Anchor("a")), over, *STEPS))
    turn = await store.accept(question(), "fake")
    assert turn is not None
    sending = world.bridge._obtaining._sending(turn, Feed(), called=False)
    task = asyncio.create_task(sending.run())
    await world.backend.began.wait()
    assert not sending.ends_late(WaitedTooLong(hours=1))
    over.set()
    await task


async def test_who_was_too_late_while_asking_does_not_begin_to_wait_again(store: SqlStore) -> None:
    """It met a wall after its time was up."""
    over = asyncio.Event()
    world = World(store, FakeBackend(over, WALL))
    turn = await store.accept(question(), "fake")
    assert turn is not None
    sending = world.bridge._obtaining._sending(turn, Feed(), called=False)
    assert sending.ends_late(late := WaitedTooLong(hours=1))
    sending._late = None
    task = asyncio.create_task(sending.run())
    await world.backend.began.wait()
    assert not sending.ends_late(late)
    over.set()
    with pytest.raises(WaitedTooLong):
        await task
    await close(world)


async def test_what_may_have_been_asked_is_looked_at_once_more_however_old(store: SqlStore) -> None:
    """Its answer may be there for the reading."""
    turn = await store.accept(question(), "fake")
    assert turn is not None
    await store.asking(turn.id)
    world = World(store, FakeBackend(*STEPS), limits=Limits(wait=1e-9))
    await world.bridge.resume()
    await world.bridge.idle()
    assert await world.states() == [State.DELIVERED]


async def test_an_answer_that_can_not_be_shown_is_given_up(store: SqlStore) -> None:
    """Whoever asked is told privately, the answer is kept, and the Thread goes on."""
    platform = Telling()
    world = World(store, FakeBackend(*STEPS), platform=platform)
    world.bridge._giving_up._limits = Limits(show=1)
    await world.bridge.accept(question())
    await platform.waits.wait()
    assert await ends(world, ShownTooLate(hours=1)) == (State.FAILED, "Hi.")
    assert platform.told == [("hello", ShownTooLate)]
    platform.opens.set()
    assert (await world.settle(question("next", "2"))).state is State.DELIVERED


async def ends(world: World, why: BridgeError) -> tuple[State, str]:
    """What becomes of the turn when it is ended."""
    [turn] = await world.turns()
    while (turn := (await world.turns())[0]).state is not State.ANSWERED:
        await asyncio.sleep(0)
    while world.bridge._giving_up.term(turn)._ended is None:
        await asyncio.sleep(0)
    world.bridge._giving_up.term(turn).end(why)
    await world.bridge.idle()
    turn = (await world.turns())[0]
    return turn.state, turn.answer


async def test_showing_has_its_time_in_every_life() -> None:
    """However old the answer is: the platform may only just have come back."""
    term = Term()
    assert term.left("showing", 0, 0) is None
    assert term.left("showing", 3600, 0) == pytest.approx(3600, abs=60)
    assert Term().left("showing", 3600, 1e9) == pytest.approx(LAST_CHANCE, abs=60)


async def test_a_platform_that_says_no_again_and_again_is_given_up(store: SqlStore) -> None:
    """Not after so many tries, but after so much time."""
    world = World(store, FakeBackend(*STEPS), platform=Stubborn(*[AWAY] * 1000), limits=Limits(show=1000))
    passed = 0.0

    def later() -> None:
        nonlocal passed
        passed += world.pauses.taken[-1]
        for term in world.bridge._giving_up._terms.values():
            term._since = {doing: since - world.pauses.taken[-1] for doing, since in term._since.items()}

    world.pauses.meanwhile = later
    turn = await world.settle(question())
    assert (turn.state, turn.answer) == (State.FAILED, "Hi.")
    assert 1000 <= passed <= 1060


async def test_an_owner_gives_up_what_waits_before_a_wall(store: SqlStore) -> None:
    """Whoever asked is told where they asked; another Thread waits on."""
    world = World(store, FakeBackend(refuses=WALL))
    await world.bridge.calls.begin()
    turn, other = await world.accept(question(), question("other", "2", THERE))
    assert turn is not None
    assert other is not None
    await waits(world, turn)
    assert await store.give_up(turn.id)
    await world.bridge.calls.look()
    await ended(world, HERE)
    assert {type(one.error) for one in world.shown()[-1] if isinstance(one, Failed)} == {GivenUp}
    assert await given_up(world) == [("hello", State.FAILED)]
    assert (await world.turns(THERE))[0].state is State.ACCEPTED or not world.asked
    await close(world)


async def waits(world: World, turn: Turn) -> None:
    while not any(isinstance(event, Waiting) for seen in world.shown(turn.question.message) for event in seen):
        await asyncio.sleep(0)


async def ended(world: World, thread: Thread) -> None:
    while thread in await world.store.unfinished():
        await asyncio.sleep(0)


async def test_one_that_nobody_wants_is_given_up_by_the_next_life(store: SqlStore) -> None:
    """Told, where it was not answered; not shown, where it was."""
    waiting, answered = (
        await store.accept(question(), "fake"),
        await store.accept(question("2", "2", THERE), "fake"),
    )
    assert waiting is not None
    assert answered is not None
    await store.answered(answered.id, "Hi.")
    for turn in (waiting, answered):
        await store.give_up(turn.id)
    world = World(store, FakeBackend(*STEPS))
    await world.bridge.resume()
    await world.bridge.idle()
    assert world.asked == []
    assert [type(event) for event in world.shown()[-1]] == [Failed]
    assert world.shown("2") == []
    assert {state for _, state in await given_up(world)} == {State.FAILED}


async def test_what_was_given_up_goes_on_when_it_is_tried_again(store: SqlStore) -> None:
    """A bridge that runs hears of it: the answer is shown, and nothing is asked again."""
    platform = Stubborn(*[ValueError("a bug")] * 3)
    world = World(store, FakeBackend(*STEPS), platform=platform)
    await world.bridge.calls.begin()
    turn = await world.settle(question())
    assert turn.state is State.FAILED
    await store.retry(turn.id)
    await world.bridge.calls.look()
    await world.bridge.idle()
    assert world.asked == ["hello"]
    assert world.shown()[-1] == [Text("Hi.")]
    assert await world.states() == [State.DELIVERED]


async def test_what_was_not_asked_is_asked_when_it_is_tried_again(store: SqlStore) -> None:
    """It is young again, whatever its age is."""
    world = World(store, backend := FakeBackend(*STEPS, refuses=WALL), limits=Limits(wait=SOON))
    await world.bridge.calls.begin()
    turn = await world.settle(question())
    backend.refuses = None
    world.bridge._obtaining._limits = Limits(wait=3600)
    await store.retry(turn.id)
    await world.bridge.calls.look()
    await world.bridge.idle()
    assert await world.states() == [State.DELIVERED]
    await close(world)


async def test_a_retried_turn_that_is_at_work_by_then_is_left_at_it(store: SqlStore) -> None:
    """A message in its Thread woke it before the call was heard; that it was called about gives nothing up."""
    turn = await store.accept(question(), "fake")
    assert turn is not None
    await store.failed(turn.id, "no", given_up=True)
    await store.told(turn.id)
    over = asyncio.Event()
    world = World(store, backend := FakeBackend(STEPS[0], over, *STEPS[1:]))
    await world.bridge.calls.begin()
    await store.retry(turn.id)
    await world.bridge.resume()
    await backend.began.wait()
    await world.bridge.calls.look()
    over.set()
    await world.bridge.idle()
    assert await world.states() == [State.DELIVERED]
    assert world.shown()[-1] == [Text("Hi.")]


async def test_a_word_that_comes_before_it_is_waited_for_is_heard() -> None:
    """Once: what comes then may take its time."""
    term = Term()
    term.end(GivenUp())
    async with asyncio.TaskGroup() as group:
        task = group.create_task(asyncio.sleep(0))
        assert isinstance(await term.wait(task, None), GivenUp)
        assert await term.wait(task, None) is None


class _GivenUp(Pauses):
    """Between two tries the owner gives the turn up."""

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self.turn = turn
        self.world: World | None = None

    async def __call__(self, seconds: float) -> None:
        if self.world is not None:
            await self.world.store.give_up(self.turn.id)
            await self.world.bridge.calls.look()
            self.world = None
        await super().__call__(seconds)


async def test_what_is_given_up_between_two_tries_is_said_where_it_was_asked(store: SqlStore) -> None:
    """It may have been asked, and can't be looked at now."""
    turn = await store.accept(question(), "fake")
    assert turn is not None
    await store.asking(turn.id)
    pauses = _GivenUp(turn)
    world = World(store, FakeBackend(refuses=HeldElsewhere(backend="fake")), pauses=pauses)
    await world.bridge.calls.begin()
    pauses.world = world
    await world.bridge.resume()
    await world.bridge.idle()
    assert [type(one.error) for one in world.shown()[-1] if isinstance(one, Failed)] == [GivenUp]
    assert await given_up(world) == [("hello", State.FAILED)]
    await close(world)


async def test_a_turn_that_ends_life_after_life_is_left_alone(store: SqlStore) -> None:
    """Lives that ended in order don't count, for nobody knows that it was because of it."""
    turn = await store.accept(question(), "fake")
    assert turn is not None
    await store.asking(turn.id)
    for _ in range(3):  # ended in order, while the backend could not be looked at
        world = World(store, FakeBackend(refuses=WALL), limits=Limits(tries=2))
        await world.bridge.resume()
        while not world.pauses.taken:
            await asyncio.sleep(0)
        await world.bridge.close()
    assert (await world.turns())[0].state is State.ASKING
    for _ in range(2):
        await store.taken_up(turn.id)
    world = World(store, FakeBackend(*STEPS), limits=Limits(tries=2))
    await world.bridge.resume()
    await world.bridge.idle()
    [turn] = await world.turns()
    assert (turn.state, world.asked) == (State.FAILED, [])
    assert "has ended 2 times" in turn.reason
    assert await store.unfinished() == []
