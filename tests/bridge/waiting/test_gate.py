"""A wall: nobody's question fails, everybody sees why and where in line it waits, and it goes on by itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from traceback import walk_tb

import pytest

from bridge.errors import (
    BackendError,
    HumanCheck,
    LoginRequired,
    PlatformError,
    RateLimited,
    Refused,
    SessionExpired,
    UsageCap,
    Walled,
)
from bridge.events import Event, Failed, Opened, Rewritten, Sent, Shown, Status, Stopped, Text, Waiting
from bridge.owner import SCREENSHOT
from bridge.types import Anchor, ConversationId, Health, State, Turn
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend, FakePlatform, Step

STEPS = (Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("Hi."))
BEHIND = [replace(HERE, thread=str(number)) for number in range(2, 5)]


class Telling(FakePlatform):
    """A platform on which the owner can be reached; it fails as often as it has errors left."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)
        self.told: list[tuple[str, Path | None]] = []

    async def tell_owner(self, text: str, picture: Path | None) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.told.append((text, picture))


class Walls(FakeBackend):
    """Signed out until the test says otherwise; each thread has a conversation of its own."""

    def __init__(self, refuses: BackendError | None = None) -> None:
        super().__init__(*STEPS, refuses=refuses or LoginRequired())
        self.held: Sequence[Step] = ()
        """What happens between asking and answering."""

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.steps = (Opened(ConversationId(str(turn.thread))), STEPS[1], *self.held, *STEPS[2:])
        async with super().send(turn) as events:
            yield events


@asynccontextmanager
async def walled(
    store: SqlStore, backend: FakeBackend | None = None, platform: FakePlatform | None = None
) -> AsyncIterator[World]:
    """A World before a wall; whatever waits at the end is left where it stands."""
    world = World(store, backend or Walls(), platform=platform or Telling())
    try:
        yield world
    finally:
        await world.bridge.close()


async def until_shown(world: World, message: str, event: Shown) -> None:
    while not any(event in seen for seen in world.shown(message)):
        await asyncio.sleep(0)


async def until_waiting(world: World, message: str, place: int) -> None:
    def waits() -> bool:
        events = [event for seen in world.shown(message) for event in seen]
        return any(isinstance(event, Waiting) and event.place == place for event in events)

    while not waits():
        await asyncio.sleep(0)


async def told(world: World, least: int = 0) -> list[str]:
    """What the owner was told, once it is so much."""
    assert isinstance(world.platform, Telling)
    while len(world.platform.told) < least:
        await asyncio.sleep(0)
    await world.bridge.owner.reached()
    return [text for text, _ in world.platform.told]


async def test_a_question_waits_and_goes_on_by_itself(store: SqlStore) -> None:
    """It did not fail; its asker saw why it waited, then the answer; it was not asked meanwhile."""
    async with walled(store) as world:
        await world.accept(question())
        await until_waiting(world, "1", 1)
        assert await world.states() == [State.ASKING]
        world.backend.refuses = None
        await world.bridge.idle()
        [turn] = await world.turns()
        assert (turn.state, turn.answer) == (State.DELIVERED, "Hi.")
        [waiting, *after] = world.shown()[0]
        assert isinstance(waiting, Waiting)
        assert isinstance(waiting.why, LoginRequired)
        assert after == [Status(""), Text("Hi.")]
        assert world.asked == ["hello", "hello"]
        assert world.bridge.gates["fake"].wall is None


async def test_who_comes_later_waits_without_touching_the_backend(store: SqlStore) -> None:
    """In the order in which they asked, each with a place that gets better, and all are answered in the end."""
    async with walled(store) as world:
        await world.accept(question())
        await until_waiting(world, "1", 1)
        for place, thread in enumerate(BEHIND, 2):
            await world.accept(question(f"q{place}", str(place), thread))
            await until_waiting(world, str(place), place)
        assert [turn.thread for turn in world.bridge.gates["fake"].line] == [HERE, *BEHIND]
        assert set(world.asked) == {"hello"}
        assert await world.states(BEHIND[0]) == [State.ACCEPTED]
        await world.bridge.stop(HERE)
        await until_waiting(world, "4", 3)
        world.backend.refuses = None
        await world.bridge.idle()
        assert world.asked[1:] == ["q2", "q3", "q4"]
        assert [await world.states(thread) for thread in BEHIND] == [[State.DELIVERED]] * 3


async def test_stop_works_while_a_question_waits(store: SqlStore) -> None:
    """It is not asked any more, and its asker reads that it was stopped."""
    async with walled(store) as world:
        await world.accept(question())
        await until_waiting(world, "1", 1)
        assert await world.bridge.stop(HERE)
        await world.bridge.idle()
        [turn] = await world.turns()
        assert (turn.state, turn.stopped, turn.answer) == (State.DELIVERED, True, "")
        assert world.shown()[0][-1] == Stopped()
        assert world.bridge.gates["fake"].line == []


async def test_a_caller_gets_the_true_error_at_once(store: SqlStore) -> None:
    """Who holds the stream is not kept waiting, neither by the first wall nor behind a gate that is shut."""
    async with walled(store) as world:
        for message in ("1", "2"):
            async with world.bridge.ask(question(message=message)) as feed:
                [event] = [event async for event in feed]
            assert isinstance(event, Failed)
            assert isinstance(event.error, LoginRequired)
        await world.bridge.idle()
        assert world.asked == ["hello"]
        assert await world.states() == [State.FAILED] * 2


async def test_the_probe_opens_the_way_for_callers_too(store: SqlStore) -> None:
    """Nobody waits in line, and yet the way is found clear."""
    async with walled(store) as world:
        async with world.bridge.ask(question()) as feed:
            [_] = [event async for event in feed]
        world.backend.refuses = None
        while world.bridge.gates["fake"].wall is not None:
            await asyncio.sleep(0)
        async with world.bridge.ask(question(message="2")) as feed:
            assert [event async for event in feed] == [Text("Hi.")]


async def test_an_answer_that_was_being_written_is_waited_for(store: SqlStore) -> None:
    """It was asked, so it is not asked again but read on, from its beginning."""

    class SessionEnds(FakeBackend):
        @asynccontextmanager
        async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
            first = not self.asked
            self.steps = (*STEPS[:2], Text("H"), SessionExpired()) if first else STEPS
            async with super().send(turn) as events:
                yield events

    async with walled(store, SessionEnds()) as world:
        await world.accept(question())
        await world.bridge.idle()
        [turn] = await world.turns()
        assert (turn.state, turn.answer) == (State.DELIVERED, "Hi.")
        assert [(asked.state, asked.anchor, asked.conversation) for asked in world.backend.asked] == [
            (State.ACCEPTED, None, None),
            (State.ASKED, "a1", "c1"),
        ]
        assert world.backend.asked[1].asking_since > 0
        shown = [event for event in world.shown()[0] if not isinstance(event, Waiting)]
        assert shown == [Text("H"), Rewritten(""), Status(""), Text("Hi.")]


async def test_after_a_restart_it_waits_on(store: SqlStore) -> None:
    """What waited is taken up by the next run, which finds the same wall; the owner is not told again."""
    async with walled(store) as world:
        await world.accept(question())
        await until_waiting(world, "1", 1)
        assert len(await told(world, 1)) == 1
    async with walled(store) as following:
        await following.bridge.resume()
        await until_waiting(following, "1", 1)
        while len(following.pauses.taken) < 3:
            await asyncio.sleep(0)
        assert await told(following) == []
        following.backend.refuses = None
        await following.bridge.idle()
        assert [turn.resumed for turn in following.backend.asked] == [True, True]
        assert await following.states() == [State.DELIVERED]
        assert await told(following, 1) == ['"fake" can be asked again. Waiting questions go on.']


async def test_a_wall_that_was_gone_at_the_start_is_told_to_be_over(store: SqlStore) -> None:
    """The owner knows of it from the run before."""
    await store.walled("fake", "LoginRequired")
    async with walled(store) as world:
        world.backend.refuses = None
        await world.settle(question())
        assert await told(world, 1) == ['"fake" can be asked again. Waiting questions go on.']


async def test_the_owner_is_told_once_for_all_questions(store: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    """Not per turn, not per look; again when the reason changes; and when it is over."""
    async with walled(store) as world:
        await world.accept(question(), *(question("q", thread.thread, thread) for thread in BEHIND))
        for message in ("1", "2", "3", "4"):
            await until_waiting(world, message, int(message))
        while len(world.pauses.taken) < 5:
            await asyncio.sleep(0)
        assert await told(world, 1) == [
            'Threadbridge can\'t ask "fake" at the moment. ' + LoginRequired().say_to_owner()
        ]
        assert LoginRequired().say_to_owner() in caplog.text
        world.backend.refuses = check = HumanCheck()
        await until_shown(world, "4", Waiting(check, 4))
        await told(world, 2)
        world.backend.refuses = None
        await world.bridge.idle()
        assert [text.partition(". ")[2] for text in await told(world, 3)] == [
            LoginRequired().say_to_owner(),
            check.say_to_owner(),
            "Waiting questions go on.",
        ]


async def test_the_owner_gets_the_picture(store: SqlStore, tmp_path: Path) -> None:
    """What it looked like, and where the rest of the report is."""
    wall = HumanCheck()
    wall.report = tmp_path
    (tmp_path / SCREENSHOT).write_bytes(b"png")
    async with walled(store, Walls(wall)) as world:
        await world.accept(question())
        await until_waiting(world, "1", 1)
        [text] = await told(world, 1)
        assert text.endswith(f"What it looked like: {tmp_path}")
        assert isinstance(world.platform, Telling)
        assert world.platform.told[0][1] == tmp_path / SCREENSHOT


async def test_an_owner_who_can_not_be_reached_is_tried_again(store: SqlStore) -> None:
    """However long the platform is away, and in the order of what happened; nobody's question waits for that."""
    away = [PlatformError(what="Slack is away.")] * 100
    async with walled(store, platform=Telling(*away, ValueError("a bug"))) as world:
        world.bridge.owner.back("first")
        await world.accept(question())
        await until_waiting(world, "1", 1)
        first, second = await told(world, 2)
        assert "first" in first
        assert "fake" in second


class LooksClear(Walls):
    """The page looks as ever, and only asking shows that it is limited: four times."""

    def __init__(self) -> None:
        super().__init__(RateLimited())
        self.busy = self.most = 0

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        if len(self.asked) == 4:
            self.refuses = None
        self.busy += 1
        self.most = max(self.most, self.busy)
        try:
            await asyncio.sleep(0)
            async with super().send(turn) as events:
                yield events
        finally:
            self.busy -= 1

    async def check(self) -> Health:
        return Health(True, "")


async def test_the_first_in_line_goes_ahead_alone(store: SqlStore) -> None:
    """The way looks clear and is not: one question finds that out, not all of them, and the owner hears nothing."""
    async with walled(store, backend := LooksClear()) as world:
        await world.accept(question())
        await until_waiting(world, "1", 1)
        await world.accept(*(question(f"q{thread.thread}", thread.thread, thread) for thread in BEHIND))
        backend.most = 0
        while len(world.asked) < 4:
            await asyncio.sleep(0)
        assert (backend.most, set(world.asked)) == (1, {"hello"})
        await world.bridge.idle()
        assert world.asked[:5] == ["hello"] * 5
        assert sorted(world.asked[5:]) == ["q2", "q3", "q4"]
        assert len(await told(world, 2)) == 2


class SlowToSend(Walls):
    """Clear at once; what is asked then is typed for as long as the test wants."""

    def __init__(self) -> None:
        super().__init__(RateLimited())
        self.typed = asyncio.Event()

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        if self.refuses is None:
            await self.typed.wait()
        async with super().send(turn) as events:
            yield events


async def test_callers_before_the_wall_do_not_keep_it_up(store: SqlStore) -> None:
    """The first in line types; whoever is turned away meanwhile has met no wall, and the others go on with it."""
    async with walled(store, backend := SlowToSend()) as world:
        await world.accept(question())
        await until_waiting(world, "1", 1)
        await world.accept(question("q2", "2", BEHIND[0]))
        await until_waiting(world, "2", 2)
        backend.refuses = None
        await until_shown(world, "1", Status(""))
        gate = world.bridge.gates["fake"]
        for message in ("7", "8"):
            async with world.bridge.ask(question(message=message, thread=BEHIND[1])) as feed:
                assert [type(event) for event in [event async for event in feed]] == [Failed]
        assert len(gate.line) == 1
        looks = len(world.pauses.taken)
        backend.typed.set()
        await world.bridge.idle()
        assert gate.wall is None
        assert len(world.pauses.taken) == looks


async def test_a_wall_keeps_nothing_of_those_who_were_turned_away(store: SqlStore) -> None:
    """However many come while it stands."""
    async with walled(store, Walls(UsageCap(until="3 PM"))) as world:
        lengths = []
        for message in ("1", "2", "3"):
            async with world.bridge.ask(question(message=message)) as feed:
                assert [event async for event in feed]
            wall = world.bridge.gates["fake"].wall
            assert wall is not None
            lengths.append(len(list(walk_tb(wall.__traceback__))))
        assert lengths[1] == lengths[2]


@pytest.mark.parametrize(
    ("wall", "first"), [(LoginRequired(), 5.0), (RateLimited(), 60.0), (UsageCap(until="3 PM"), 300.0)]
)
async def test_time_has_more_patience_than_a_person(store: SqlStore, wall: Walled, first: float) -> None:
    """Who asked too often is not asked again at once."""
    async with walled(store, Walls(wall)) as world:
        await world.accept(question())
        while len(world.pauses.taken) < 2:
            await asyncio.sleep(0)
        assert world.pauses.taken[:2] == [first, 2 * first]


@pytest.mark.parametrize(("over", "waits"), [(3600, 3600), (30 * 86400, 6 * 3600)])
async def test_a_limit_whose_end_is_known_is_waited_for(store: SqlStore, over: float, waits: float) -> None:
    """Until then there is nothing to look at; but once in a while, for the plan may have changed."""
    cap = UsageCap(until="15:00")
    async with walled(store, Walls(cap)) as world:
        cap.over_at = time.time() + over
        await world.accept(question())
        while not world.pauses.taken:
            await asyncio.sleep(0)
        assert world.pauses.taken[0] == pytest.approx(waits, abs=300)


async def test_a_refusal_of_one_question_is_no_wall(store: SqlStore) -> None:
    """It fails for itself, and nobody waits."""
    async with walled(store, FakeBackend(refuses=Refused(what="no"))) as world:
        turn = await world.settle(question())
        assert turn.state is State.FAILED
        assert world.bridge.gates["fake"].wall is None
