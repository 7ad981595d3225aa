"""A question that was asked before waits for its asker's word, and for nothing else."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bridge.before.earlier import Before
from bridge.before.holding import Holding
from bridge.errors import PlatformError
from bridge.events import Text
from bridge.protocols import Platform, Suggests
from bridge.types import Channel, Earlier, Found, Looking, MessageId, Results, State, Thread, Turn
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend, FakePlatform, rules_for

WAITS = replace(rules_for(), asked_before=600.0)
FIRST = question("How do I sort a list of dicts by a key in Python?")
AGAIN = question("how to sort list of dicts by key in python", "2", replace(HERE, thread="2"))

PATIENT = 60.0
"""Seconds: what is looked for is found, however busy the computer is."""


class Suggesting(FakePlatform):
    """Keeps what it was to show, and to take away."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error
        self.suggestions: asyncio.Queue[tuple[Turn, Sequence[Earlier]]] = asyncio.Queue()
        self.over: list[str] = []

    async def suggest(self, turn: Turn, earlier: Sequence[Earlier]) -> MessageId:
        if self.error:
            raise self.error
        self.suggestions.put_nowait((turn, earlier))
        return MessageId("offer")

    async def suggested(self, turn: Turn, message: MessageId) -> None:
        self.over.append(message)

    async def hides(self, thread: Thread, person: str) -> bool:
        return thread.channel == "secret"

    async def channel_name(self, place: Channel) -> str:
        return "infra"

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return f"link/{message}"


_platform: type[Platform] = Suggesting
_suggests: type[Suggests] = Suggesting


async def asked_once(store: SqlStore, platform: Suggesting, seconds: float = 600.0) -> World:
    """With one answer in the ledger."""
    rules = replace(WAITS, asked_before=seconds)
    world = World(store, FakeBackend(Text("Use sorted().")), platform, rules=rules)
    world.bridge.holding.moment = PATIENT
    await world.settle(FIRST)
    return world


async def test_it_waits_until_its_asker_wants_it_anyway(store: SqlStore) -> None:
    """They are shown where it stands, and what others saw of that goes."""
    platform = Suggesting()
    world = await asked_once(store, platform)
    await world.accept(AGAIN)
    turn, [earlier] = await platform.suggestions.get()
    assert turn.question == AGAIN
    assert (earlier.turn.question.message, earlier.where, earlier.link) == ("1", "infra", "link/1")
    assert len(world.asked) == 1
    assert await world.bridge.ask_anyway(turn)
    await world.bridge.idle()
    assert world.asked[1:] == [AGAIN.text]
    assert platform.over == ["offer"]
    assert not await world.bridge.ask_anyway(turn)


async def test_who_found_it_there_asks_nothing(store: SqlStore) -> None:
    """And the Thread goes on with what is asked next."""
    platform = Suggesting()
    world = await asked_once(store, platform)
    await world.accept(AGAIN)
    turn, _ = await platform.suggestions.get()
    assert await world.bridge.withdraw(AGAIN.thread, AGAIN.message)
    await world.bridge.idle()
    assert len(world.asked) == 1
    assert platform.over == ["offer"]
    assert await store.turn(turn.id) is None or (await store.history(AGAIN.thread)) == []


async def test_whoever_says_nothing_is_answered_in_the_end(store: SqlStore) -> None:
    """After the time that the channel says; and at once where they ask on."""
    platform = Suggesting()
    world = await asked_once(store, platform, seconds=0.01)
    await world.accept(AGAIN)
    await world.bridge.idle()
    assert len(world.asked) == 2
    world.rules = WAITS
    more = [replace(AGAIN, message=MessageId(one), thread=replace(HERE, thread="3")) for one in "34"]
    await world.accept(*more)
    await world.bridge.idle()
    assert len(world.asked) == 4


async def test_a_restart_waits_for_what_is_left_and_shows_nothing_twice(store: SqlStore) -> None:
    """What its asker said meanwhile counts, wherever it was heard."""
    platform = Suggesting()
    world = await asked_once(store, platform)
    await world.accept(AGAIN)
    turn, _ = await platform.suggestions.get()
    await world.bridge.end(1.0)
    await world.bridge.close()
    assert (await store.history(AGAIN.thread))[0].state is State.ACCEPTED
    again = World(store, FakeBackend(Text("Hi.")), platform, rules=WAITS)
    again.bridge.holding.moment = PATIENT
    await again.bridge.resume()
    assert await again.bridge.ask_anyway(turn)
    await again.bridge.idle()
    assert (again.asked, platform.over) == ([AGAIN.text], ["offer"])
    assert platform.suggestions.empty()


async def test_nothing_is_held_up_where_nothing_is_to_be_shown(store: SqlStore) -> None:
    """Where the channel does not want it, in a Thread that goes on, what they can't see, or what can't be shown."""
    platform = Suggesting()
    world = await asked_once(store, platform)
    await world.settle(replace(AGAIN, message=MessageId("5"), thread=HERE))
    secret = replace(HERE, channel="secret", thread="6")
    await world.settle(question("지하철 막차 시간 알려줘", "6", secret))
    await world.settle(question("지하철 막차 시간이 어떻게 돼?", "7", replace(HERE, thread="7")))
    platform.error = PlatformError(what="It can't be shown.")
    await world.settle(AGAIN)
    platform.error, world.rules = None, rules_for()
    await world.settle(replace(AGAIN, message=MessageId("8"), thread=replace(HERE, thread="8")))
    assert len(world.asked) == 6
    assert platform.suggestions.empty()


async def test_nobody_waits_for_a_search_that_takes_long(store: SqlStore) -> None:
    """It is asked, and what is found then is not shown any more."""
    platform, found = Suggesting(), asyncio.Event()
    world = await asked_once(store, platform)
    [turn] = await store.history(HERE)

    async def find(_: Looking) -> Results:
        await found.wait()
        return Results((Found(turn),))

    before = Before(find, world.bridge.controls, {})
    holding = Holding(store, before, {"fake": platform}, lambda _: WAITS)
    new = await store.accept(AGAIN, "fake")
    assert new
    assert await holding.lets_ask(new)
    found.set()
    await holding.close()
    assert platform.suggestions.empty()
