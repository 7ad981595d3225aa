"""The platform or the ledger does not take it now: nothing is lost, nothing comes twice, the process goes on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import make_url

from bridge.errors import PlatformError, Refused, StorageError, Undeliverable
from bridge.events import AnsweredBy, Opened, Rewritten, Sent, Shown, Text
from bridge.protocols import Store
from bridge.types import Anchor, ConversationId, MessageId, Part, State, Turn
from bridge.waiting.patience import FIRST_PAUSE, LONGEST_PAUSE
from bridge.working import TRIES_OF_A_BUG
from storage.database import Database
from storage.store import SqlStore, open_store
from tests.bridge.world import HERE, Moment, ReadOnly, Stubborn, World, on_both, question, watched
from tests.fakes import FakeBackend, FakePlatform
from tests.wire import Lost, wire_to

STEPS = (Opened(ConversationId("c1")), Sent(Anchor("a1")), AnsweredBy("m"), Text("Hi "), Text("there."))
AWAY = PlatformError(what="Slack is away.")


@pytest.mark.parametrize("reads", [0, 1, 3])
async def test_what_the_platform_did_not_take_is_shown_again_not_asked_again(store: SqlStore, reads: int) -> None:
    """However much of it the platform had taken; then from the ledger, whole."""
    world = World(store, FakeBackend(*STEPS), platform=Stubborn(AWAY, AWAY, AWAY, reads=reads))
    turn = await world.settle(question())
    assert world.asked == ["hello"]
    assert world.shown() == [[Text("Hi there.")]]
    assert turn.state is State.DELIVERED


async def test_pauses_grow_and_stay_below_a_minute(store: SqlStore) -> None:
    """A platform that is away for long is not hammered."""
    world = World(store, FakeBackend(*STEPS), platform=Stubborn(*[AWAY] * 9))
    await world.settle(question())
    assert world.pauses.taken[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert world.pauses.taken[-1] == LONGEST_PAUSE
    assert len(world.pauses.taken) == 9


async def test_what_was_posted_is_known_to_the_next_try(store: SqlStore) -> None:
    """The platform goes on with its parts where it was broken off."""

    class PostsThenBreaks(FakePlatform):
        async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
            parts.append(turn.parts)
            if not turn.parts:
                await store.posted(turn.id, Part(1, MessageId("m1"), 3))
                raise AWAY
            await super().show(turn, events)

    parts: list[tuple[Part, ...]] = []
    world = World(store, FakeBackend(*STEPS), platform=PostsThenBreaks())
    await world.settle(question())
    assert parts == [(), (Part(1, MessageId("m1"), 3),)]


async def test_a_failure_that_could_not_be_told_is_told_later(store: SqlStore) -> None:
    """The person hears of it; nothing is asked again."""
    world = World(store, FakeBackend(Refused(what="no")), platform=Stubborn(AWAY))
    turn = await world.settle(question())
    assert world.asked == ["hello"]
    [[event]] = world.shown()
    assert "no" in str(event)
    assert turn.state is State.FAILED


async def test_what_can_never_be_shown_is_given_up_and_kept(store: SqlStore) -> None:
    """The channel is gone: no second try, the answer stays in the ledger, the Thread is free."""
    world = World(store, FakeBackend(*STEPS), platform=Stubborn(Undeliverable(what="The channel is gone.")))
    turn = await world.settle(question())
    assert (turn.state, turn.reason, turn.answer) == (State.FAILED, "The channel is gone.", "Hi there.")
    assert world.pauses.taken == []
    assert (await world.settle(question("next", "2"))).state is State.DELIVERED


async def test_a_bug_in_showing_is_tried_again(store: SqlStore) -> None:
    """It may have been a passing one."""
    world = World(store, FakeBackend(*STEPS), platform=Stubborn(*[ValueError("a bug")] * (TRIES_OF_A_BUG - 1)))
    turn = await world.settle(question())
    assert turn.state is State.DELIVERED
    assert world.shown() == [[Text("Hi there.")]]


async def test_a_bug_in_showing_that_stays_is_given_up(store: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    """The Thread is not blocked for ever, the answer is kept, the log says why."""
    world = World(store, FakeBackend(*STEPS), platform=Stubborn(*[ValueError("a bug")] * TRIES_OF_A_BUG))
    turn = await world.settle(question())
    assert (turn.state, turn.answer) == (State.FAILED, "Hi there.")
    assert world.asked == ["hello"]
    assert "ValueError: a bug" in caplog.text
    assert (await world.settle(question("next", "2"))).state is State.DELIVERED


@on_both
async def test_a_read_only_ledger_takes_no_question_and_recovers(store: SqlStore, database: Database) -> None:
    """The platform is told at once that it was not taken; later deliveries are."""
    read_only, world = ReadOnly(database), World(store, FakeBackend(*STEPS))
    read_only(True)
    with pytest.raises(StorageError, match=r"read-?only"):
        await world.bridge.accept(question())
    read_only(False)
    assert await world.bridge.accept(question())
    await world.bridge.idle()
    assert await world.states() == [State.DELIVERED]


@on_both
async def test_a_ledger_that_becomes_read_only_in_mid_answer_loses_nothing(
    store: SqlStore, database: Database
) -> None:
    """The answer waits in memory: not stopped, not asked again, stored when the ledger is back."""
    gate, read_only = asyncio.Event(), ReadOnly(database)
    world = World(store, FakeBackend(gate, *STEPS))
    world.pauses.meanwhile = lambda: read_only(len(world.pauses.taken) < 4)
    await world.bridge.accept(question())
    await world.backend.began.wait()
    read_only(True)
    gate.set()
    await world.bridge.idle()
    [turn] = await world.turns()
    assert world.asked == ["hello"]
    assert not world.backend.stopped
    assert (turn.state, turn.answer) == (State.DELIVERED, "Hi there.")
    assert world.shown() == [list(STEPS[2:])]
    assert world.pauses.taken == [1, 2, 4, 8]


class Unreliable:
    """Lets one call of the ledger fail: before it is done, or after it was done unnoticed."""

    def __init__(self, at: tuple[Moment, str] | None = None) -> None:
        self.at = at
        self.calls: list[tuple[Moment, str]] = []

    def __call__(self, moment: Moment, call: str) -> None:
        self.calls.append((moment, call))
        if (moment, call) == self.at:
            raise StorageError(what="The ledger is away.")


async def one_turn(store: Store, trouble: Unreliable) -> World:
    """A question is asked and, where the ledger did not take it, delivered again."""
    world = World(watched(store, trouble), FakeBackend(*STEPS), platform=Posting(watched(store, trouble)))
    try:
        await world.bridge.accept(question())
    except StorageError:
        await world.bridge.accept(question())
    await world.bridge.idle()
    return world


class Posting(FakePlatform):
    """Writes down one part of each answer, as the real ones do."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        await self.store.posted(turn.id, Part(1, MessageId("m1"), 0))
        await super().show(turn, events)


CALLS = [
    "accept 1",
    "next 1",
    "asking 1",
    "cleared 1",
    "record Opened 1",
    "record Sent 1",
    "record AnsweredBy 1",
    "record Text 1",
    "record Text 2",
    "posted 1",
    "answered 1",
    "delivered 1",
    "next 2",
]


async def test_these_are_all_the_calls_of_one_turn(store: SqlStore) -> None:
    """So that none is forgotten below."""
    trouble = Unreliable()
    await one_turn(store, trouble)
    assert sorted(trouble.calls) == sorted((m, call) for call in CALLS for m in ("before", "after"))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_one_failure_of_the_ledger_anywhere_costs_nothing(store: SqlStore, moment: Moment, call: str) -> None:
    """Asked once, shown whole, delivered; also when the call was done and only the news of it was lost."""
    world = await one_turn(store, trouble := Unreliable((moment, call)))
    assert trouble.at in trouble.calls
    [turn] = await store.history(HERE)
    assert (turn.state, turn.answer) == (State.DELIVERED, "Hi there.")
    assert world.asked == ["hello"]
    assert text_of(world.shown()[-1]) == "Hi there."
    assert await store.unfinished() == []


def text_of(events: list[Shown]) -> str:
    text = ""
    for event in events:
        match event:
            case Text(more):
                text += more
            case Rewritten(whole):
                text = whole
    return text


async def test_a_ledger_that_is_broken_for_good_does_not_end_the_process(store: SqlStore) -> None:
    """The lane keeps trying, other Threads too, and close still ends it."""
    world = World(watched(store, always_away), FakeBackend(*STEPS))
    with pytest.raises(StorageError):
        await world.bridge.accept(question())
    while len(world.pauses.taken) < 20:
        await asyncio.sleep(0)
    await world.bridge.close()


def always_away(moment: Moment, call: str) -> None:
    raise StorageError(what="The ledger is away.")


async def test_a_bug_in_the_ledger_is_logged_and_the_bridge_lives(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    """A row that nobody can read stops its own Thread, and only until the next question there."""

    def once(moment: Moment, call: str) -> None:
        if call == "next 1":
            raise ValueError("no such state")

    world = World(watched(store, once), FakeBackend(*STEPS))
    await world.bridge.accept(question())
    await world.bridge.idle()
    assert "no such state" in caplog.text
    await world.settle(question("again", "2"))
    assert world.asked == ["hello", "again"]
    assert await world.states() == [State.DELIVERED] * 2


@pytest.mark.parametrize(("lost", "first"), [("request", 1), ("reply", 3)])
async def test_a_server_whose_connections_break_anywhere_costs_nothing(
    postgres_ledger: str, lost: Lost, first: int
) -> None:
    """PostgreSQL is cut off at one message of a turn after the other: asked once, shown whole, delivered.

    A step is four messages; each fifth is of all four kinds, and quick.
    """
    address = make_url(postgres_ledger)
    async with wire_to(address.port or 0) as wire:
        url = address.set(port=wire.port).render_as_string(hide_password=False)
        async with open_store(url) as store:
            await one_answered(store, "0")
            begun = wire.requests
            await one_answered(store, "1")
            cuts = range(first, wire.requests - begun, 5)
            for at in cuts:
                wire.cut_at(at, lost)
                await one_answered(store, f"{lost} {at}")
            assert wire.cuts == len(cuts)
            assert await store.unfinished() == []


async def one_answered(store: SqlStore, name: str) -> None:
    """A question in a Thread of its own; where it was not taken, it is delivered again."""
    asked = question(name, name, replace(HERE, thread=name))
    world = World(store, FakeBackend(Opened(ConversationId(name)), *STEPS[1:]), platform=Posting(store))
    try:
        await world.bridge.accept(asked)
    except StorageError:
        await world.bridge.accept(asked)
    await world.bridge.idle()
    await world.bridge.close()
    [turn] = await store.history(asked.thread)
    assert (turn.state, turn.answer) == (State.DELIVERED, "Hi there.")
    assert world.asked == [name]
    assert text_of(world.shown(name)[-1]) == "Hi there."
