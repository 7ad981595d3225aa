"""What is asked at one node and only another one can do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bridge.cluster.guarded import Elsewhere
from bridge.errors import BadQuestion, ConversationGone, HeldElsewhere, RateLimited
from bridge.events import Opened, Sent, Text
from bridge.types import Anchor, ConversationId, MessageId, Model, State
from tests.bridge.cluster.peers.pair import Pair, pair
from tests.bridge.world import HERE, question
from tests.fakes import FakeBackend

THERE = replace(HERE, thread="2")


class Able(FakeBackend):
    """Names conversations, and takes over those behind links."""

    renames = True

    def __init__(self) -> None:
        super().__init__(Text("Hi"), asyncio.Event(), offers=(Model("m", "o"),))
        self.renamed: list[tuple[str, str]] = []

    async def rename(self, conversation: ConversationId, title: str) -> None:
        if conversation == "gone":
            raise ConversationGone
        self.renamed.append((conversation, title))

    async def delete(self, conversation: ConversationId) -> None:
        self.renamed.append((conversation, ""))

    async def adopt(self, link: str) -> ConversationId:
        if link == "x":
            raise BadQuestion(what="no link")
        return ConversationId(link)


@pytest.fixture
async def two(postgres_ledger: str) -> AsyncIterator[Pair]:
    async with pair(postgres_ledger, Able()) as both:
        yield both


def able(two: Pair) -> Able:
    backend = two.there.backend
    assert isinstance(backend, Able)
    return backend


async def test_stop_reaches_the_node_that_answers(two: Pair) -> None:
    """And says whether there was anything to stop."""
    assert not await two.here.bridge.stop(HERE)
    await two.here.bridge.accept(question())
    await able(two).began.wait()
    assert not await two.here.bridge.stop(HERE, MessageId("another"))
    assert not await two.here.bridge.stop(THERE)
    assert await two.here.bridge.stop(HERE, MessageId("1"))
    await two.there.bridge.idle()
    turn = await two.here.store.last(HERE)
    assert turn is not None
    assert (turn.state, turn.answer, turn.stopped) == (State.DELIVERED, "Hi", True)


async def test_what_waits_at_a_wall_there_can_be_taken_back(two: Pair) -> None:
    """The line is in the memory of the other node; and how it is with its backend is known from here."""
    able(two).refuses = RateLimited()
    await two.here.bridge.accept(question())
    while not two.there.bridge.gates["fake"].line:
        await asyncio.sleep(0.01)
    standing = await two.here.bridge.standing("fake")
    assert isinstance(standing.wall, RateLimited)
    assert standing.line == (HERE,)
    assert (await two.there.bridge.standing("fake")).line == (HERE,)
    assert not await two.here.bridge.withdraw(HERE, MessageId("another"))
    assert await two.here.bridge.withdraw(HERE, MessageId("1"))
    await two.there.bridge.idle()
    assert not two.there.bridge.gates["fake"].line


async def test_its_models_and_conversations_are_asked_for_there(two: Pair) -> None:
    """No second browser is started for an account: the backend of this node is never used."""
    here = two.here.bridge.controls
    assert await here.models("fake") == [Model("m", "o")]
    guard: Elsewhere = two.here.nodes
    await guard.rename("fake", ConversationId("c"), "title")
    assert able(two).renamed == [("c", "title")]
    assert await guard.adopt("fake", "c2") == "c2"
    await guard.delete("fake", ConversationId("c"))
    assert able(two).renamed.pop() == ("c", "")
    assert (await two.here.guard.check()).ready
    with pytest.raises(BadQuestion, match="no link"):
        await guard.adopt("fake", "x")
    with pytest.raises(ConversationGone):
        await guard.rename("fake", ConversationId("gone"), "title")


async def test_where_nobody_holds_it_that_is_said(two: Pair) -> None:
    """At once: all that are there have said so."""
    two.there.guard.held = False
    with pytest.raises(HeldElsewhere):
        await two.here.nodes.models("fake")
    with pytest.raises(HeldElsewhere):
        await two.here.nodes.rename("fake", ConversationId("c"), "title")
    health = await two.here.guard.check()
    assert not health.ready
    assert isinstance(health.wall, HeldElsewhere)
    assert isinstance((await two.here.bridge.standing("fake")).wall, HeldElsewhere)


async def test_a_code_is_good_at_every_node_and_once(two: Pair) -> None:
    """Where it was given out it is good for nothing any more; said is only its hash."""
    await two.here.bridge.accept(question())
    await able(two).began.wait()
    assert await two.here.bridge.stop(HERE)
    await two.there.bridge.idle()
    code = await two.there.bridge.joining.code(HERE)
    await two.here.bridge.joining.check(THERE, code)
    await two.here.bridge.joining.join(THERE, code)
    assert await two.there.store.home(THERE) == HERE
    with pytest.raises(BadQuestion):
        await two.there.bridge.joining.check(THERE, code)
    with pytest.raises(BadQuestion):
        await two.here.bridge.joining.check(THERE, "ABCDE-12345")


async def test_what_is_done_once_is_done_by_the_first(two: Pair) -> None:
    """The same message may come in at two nodes."""
    assert await two.here.nodes.first("obey 1")
    assert not await two.there.nodes.first("obey 1")
    assert await two.there.nodes.first("obey 2")
    assert not await two.there.nodes.first("obey 2")


async def test_one_does_it_and_the_other_when_that_one_is_gone(two: Pair) -> None:
    """Of two that want to, one at a time."""
    at_work, ended = list[str](), asyncio.Event()

    async def work(name: str) -> None:
        at_work.append(name)
        try:
            await ended.wait()
        finally:
            at_work.remove(name)

    first = asyncio.create_task(two.here.nodes.only("x", lambda: work("here")))
    while not at_work:
        await asyncio.sleep(0.01)
    second = asyncio.create_task(two.there.nodes.only("x", lambda: work("there")))
    third = asyncio.create_task(two.there.nodes.only("y", lambda: work("y")))
    while "y" not in at_work:
        await asyncio.sleep(0.01)
    assert at_work == ["here", "y"]
    first.cancel()
    while "there" not in at_work:
        await asyncio.sleep(0.01)
    assert "here" not in at_work
    ended.set()
    await asyncio.gather(second, third)


async def test_what_ends_in_an_error_ends_so_for_whoever_wanted_it(two: Pair) -> None:
    """The token was refused, and nobody tries again."""

    async def fails() -> None:
        raise BadQuestion(what="no")

    with pytest.raises(BadQuestion):
        await two.here.nodes.only("x", fails)


async def test_what_was_begun_is_told(two: Pair) -> None:
    """Opened and Sent are the ledger's, not the caller's."""
    able(two).steps = (Opened(ConversationId("c")), Sent(Anchor("a")), Text("Hi"))
    async with two.here.bridge.ask(question()) as feed:
        assert [event async for event in feed] == [Text("Hi")]
