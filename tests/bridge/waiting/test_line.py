"""The line before a backend that answers so many at once: who waits, who is next, and what they see of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest

from bridge.errors import InLine, LoginRequired
from bridge.events import Opened, Sent, Status, Stopped, Text, Waiting
from bridge.types import Anchor, ConversationId, MessageId, Question, State, Thread, Turn, TurnId
from bridge.waiting.lasting import LONG, QUICK_ONES_COME
from bridge.waiting.line import FIRST_GUESS, Line
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


Seen = list[Waiting | Status]


def turn(number: int, person: str = "U", channel: str = "C", model: str = "") -> Turn:
    """Each in a Thread of its own."""
    thread = Thread("fake", "W", channel, str(number))
    asked = Question(thread, MessageId(str(number)), person, "hello", model=model)
    return Turn(TurnId(number), asked, "fake", State.ACCEPTED)


def at_once(line: Line, one: Turn, seen: Seen | None = None) -> "asyncio.Task[AsyncExitStack]":
    """A task that has a page when it is done; what is returned gives it back."""

    async def have() -> AsyncExitStack:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(line.page(one, (seen if seen is not None else []).append))
            return stack.pop_all()

    return asyncio.create_task(have())


async def step() -> None:
    """Whatever can happen by now has happened."""
    for _ in range(5):
        await asyncio.sleep(0)


@asynccontextmanager
async def full(line: Line, *turns: Turn) -> AsyncIterator[list[AsyncExitStack]]:
    """These have all the pages."""
    stacks = [await at_once(line, one) for one in turns]
    try:
        yield stacks
    finally:
        for stack in stacks:
            await stack.aclose()
        line.close()


async def test_so_many_and_no_more() -> None:
    """The third waits until one of the first two is done, and nobody is told anything for a moment's wait."""
    line, seen = Line("fake", 2), Seen()
    async with full(line, turn(1), turn(2)) as pages:
        third = at_once(line, turn(3), seen)
        await step()
        assert not third.done()
        assert [one.id for one in line.waiting] == [3]
        await pages[0].aclose()
        async with await third:
            assert (len(line), seen) == (0, [])


async def test_the_next_one_is_somebody_elses() -> None:
    """One person has asked four times before the other came."""
    line = Line("fake", 1)
    async with full(line, turn(1)) as pages:
        mine = [at_once(line, turn(number)) for number in range(2, 5)]
        theirs = at_once(line, turn(9, "V"))
        await step()
        await pages[0].aclose()
        async with await mine[0]:
            assert not theirs.done()
        async with await theirs:
            assert not mine[1].done()
        for one in mine[1:]:
            await (await one).aclose()


async def test_a_place_is_told_after_a_moment_and_when_it_has_changed() -> None:
    """And taken away as soon as it is their turn."""
    line, seen = Line("fake", 1, moment=0.0), Seen()
    async with full(line, turn(1)) as pages:
        first, second = at_once(line, turn(2)), at_once(line, turn(3), seen)
        await step()
        assert [one.place for one in seen if isinstance(one, Waiting)] == [2]
        assert isinstance(seen[0], Waiting)
        assert isinstance(seen[0].why, InLine)
        await pages[0].aclose()
        page = await first
        await step()
        assert [one.place for one in seen if isinstance(one, Waiting)] == [2, 1]
        await page.aclose()
        async with await second:
            assert seen[2:] == [Status("")]


async def test_far_back_not_each_step_is_told() -> None:
    """A message is not edited a hundred times for one who waits behind a hundred."""
    line, seen = Line("fake", 1, moment=0.0), Seen()
    async with full(line, turn(0)) as pages:
        waiting = [at_once(line, turn(number)) for number in range(1, 100)]
        last = at_once(line, turn(100), seen)
        await step()
        await pages[0].aclose()
        for one in waiting:
            page = await one
            await step()
            await page.aclose()
        await (await last).aclose()
    places = [one.place for one in seen if isinstance(one, Waiting)]
    assert places[0] == 100
    assert places[-10:] == list(range(10, 0, -1))
    assert len(places) < 40


async def test_whoever_leaves_the_line_holds_up_nobody() -> None:
    """Also in the very moment in which it became their turn."""
    line = Line("fake", 1)
    async with full(line, turn(1)) as pages:
        second, third, fourth = (at_once(line, turn(number)) for number in (2, 3, 4))
        await step()
        second.cancel()
        await step()
        await pages[0].aclose()  # it is the third's turn now, which has not heard of it yet
        third.cancel()
        async with await fourth:
            assert len(line) == 0
    assert second.cancelled()
    assert third.cancelled()


async def test_one_page_is_left_for_those_who_are_soon_done() -> None:
    """Where answers of a model took minutes, two of three pages have them; others go before the third of these."""
    clock = Clock()
    line = Line("fake", 3, clock=clock)
    async with line.page(turn(1, model="thinks"), lambda _: None):
        clock.now += LONG
    async with full(line, turn(2), turn(3, model="thinks"), turn(4, model="thinks")) as pages:
        long, quick = at_once(line, turn(5, model="thinks")), at_once(line, turn(6))
        await step()
        await pages[0].aclose()
        async with await quick:
            await step()
            assert not long.done()
        await step()
        assert not long.done()
        clock.now += QUICK_ONES_COME  # nobody who is soon done has come for long: the page is of no use
        again = at_once(line, turn(7, model="thinks"))
        await step()
        assert long.done()
        await (await long).aclose()
        await (await again).aclose()


async def test_a_model_that_is_quick_again_is_taken_for_quick() -> None:
    """What was learnt is not for ever."""
    clock = Clock()
    line = Line("fake", 2, clock=clock)
    for seconds in (2 * LONG, 1.0, 1.0):
        async with line.page(turn(1, model="thinks"), lambda _: None):
            clock.now += seconds
    async with full(line, turn(2, model="thinks")), await at_once(line, turn(3, model="thinks")):
        assert len(line) == 0


async def test_a_place_can_be_asked_for_before_one_comes() -> None:
    """Those who were let in and are on their way count as well."""
    line = Line("fake", 1)
    asked = turn(1).question
    assert line.place_for(asked) == 0
    with line.coming(asked):
        assert line.place_for(turn(2).question) == 1
        async with full(line, turn(1)):
            assert line.place_for(turn(2).question) == 1
            waits = at_once(line, turn(2))
            await step()
            assert line.place_for(turn(3).question) == 2
            assert line.place_for(turn(4, "V", "D").question) == 2
            assert (line.place_of(turn(2).question), line.place_of(asked)) == (1, 0)
            waits.cancel()
            await step()
    assert line.place_for(asked) == 0


async def test_the_pace_of_a_line_is_that_of_those_who_waited() -> None:
    """Nothing is learnt of an empty line."""
    clock = Clock()
    line = Line("fake", 1, clock=clock)
    async with line.page(turn(1), lambda _: None):
        clock.now += 100.0
    async with full(line, turn(2)) as pages:
        assert line.pace == FIRST_GUESS
        third = at_once(line, turn(3))
        await step()
        clock.now += 20.0
        await pages[0].aclose()
        await (await third).aclose()
    assert line.pace == pytest.approx(13.0)


class Pages(FakeBackend):
    """Answers one at once, when the test says so, and counts how many it is asked at once."""

    at_once = 1

    def __init__(self) -> None:
        super().__init__()
        self.gates: dict[str, asyncio.Event] = {}
        self.busy = self.most = 0

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[object]]:  # type: ignore[override]
        gate = self.gates.setdefault(turn.question.message, asyncio.Event())
        self.steps = Opened(ConversationId(str(turn.thread))), Sent(Anchor("a")), gate, Text("Hi.")
        self.busy += 1
        self.most = max(self.most, self.busy)
        try:
            async with super().send(turn) as events:
                yield events
        finally:
            self.busy -= 1


def in_thread(number: int, person: str = "U") -> Question:
    return replace(question(message=str(number), thread=replace(HERE, thread=str(number))), author=person)


async def until_asked(backend: FakeBackend, count: int) -> None:
    while len(backend.asked) < count:
        await asyncio.sleep(0)


async def test_the_bridge_asks_in_the_lines_order(store: SqlStore) -> None:
    """Three Threads of one person, then another person's: it is asked third at the latest, never two at once."""
    backend = Pages()
    world = World(store, backend)
    asked = [in_thread(1), in_thread(2), in_thread(3), in_thread(4, "V")]
    await world.accept(*asked)
    while len(world.bridge.lines["fake"]) < 3:
        await asyncio.sleep(0)
    for count in range(1, 5):
        await until_asked(backend, count)
        backend.gates[backend.asked[-1].question.message].set()
    await world.bridge.idle()
    order = [one.question.message for one in backend.asked]
    assert order.index(MessageId("4")) <= 2
    assert backend.most == 1
    await world.bridge.close()


async def test_what_waits_in_line_can_be_taken_back(store: SqlStore) -> None:
    """It is still as it was accepted, so nothing of it is asked, and its page goes to the next."""
    backend = Pages()
    world = World(store, backend)
    await world.accept(in_thread(1))
    await until_asked(backend, 1)
    await world.accept(in_thread(2), in_thread(3))
    while len(world.bridge.lines["fake"]) < 2:
        await asyncio.sleep(0)
    [waiting] = await world.turns(in_thread(2).thread)
    assert waiting.state is State.ACCEPTED
    assert await world.bridge.withdraw(in_thread(2).thread, MessageId("2"))
    for message in ("1", "3"):
        backend.gates.setdefault(message, asyncio.Event()).set()
    await world.bridge.idle()
    assert [one.question.message for one in backend.asked] == ["1", "3"]
    assert world.shown("2")[0][-1] == Stopped()
    await world.bridge.close()


async def test_a_wall_that_is_met_while_some_wait_in_line_stops_them_all(store: SqlStore) -> None:
    """They wait before it, untouched, and are asked when it is gone."""
    backend = Pages()
    world = World(store, backend)
    await world.accept(in_thread(1))
    await until_asked(backend, 1)
    await world.accept(in_thread(2), in_thread(3))
    while len(world.bridge.lines["fake"]) < 2:
        await asyncio.sleep(0)
    backend.refuses = LoginRequired()
    backend.gates["1"].set()
    gate = world.bridge.gates["fake"]
    while len(gate.line) < 2:
        await asyncio.sleep(0)
    assert len(world.bridge.lines["fake"]) == 0
    backend.refuses = None
    for message in ("2", "3"):
        backend.gates.setdefault(message, asyncio.Event()).set()
    await world.bridge.idle()
    for number in (2, 3):
        [done] = await world.turns(in_thread(number).thread)
        assert (done.state, done.answer) == (State.DELIVERED, "Hi.")
    await world.bridge.close()


async def test_what_another_process_has_begun_meanwhile_is_no_question_taken_back(store: SqlStore) -> None:
    """A node that gave up its slot may have written that as its last word: it is looked for, and not left."""
    world = World(store, FakeBackend(Text("Hi.")))
    world.bridge.lines["fake"] = line = Line("fake", 1)
    async with line.page(turn(9), lambda _: None):
        [mine] = await world.accept(question())
        assert mine is not None
        while not len(line):
            await asyncio.sleep(0)
        assert await store.asking(mine.id)
        store._asking[mine.id] = 1.0  # so the time that is in the ledger is another one's
    await world.bridge.idle()
    [done] = await world.turns()
    assert (done.state, done.answer, done.stopped) == (State.DELIVERED, "Hi.", False)
    assert world.backend.asked[0].resumed
