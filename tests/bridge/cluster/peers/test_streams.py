"""An answer that one node gives reaches whoever holds its stream at another, whatever happens between them."""

import asyncio

import pytest

from bridge.answering.feed import Feed
from bridge.errors import BrowserFailed, RateLimited
from bridge.events import AnsweredBy, Failed, Opened, Rewritten, Sent, Shown, Status, Stopped, Text
from bridge.types import Anchor, ConversationId, File, Image, State, Used
from tests.bridge.cluster.peers.pair import SOON, Pair, one_node, pair
from tests.bridge.world import HERE, question
from tests.fakes import FakeBackend

BEGUN = (Opened(ConversationId("c1")), Sent(Anchor("a1")))


async def rest(feed: Feed) -> list[Shown]:
    """All that still comes."""
    return [event async for event in feed]


def text_of(events: list[Shown]) -> str:
    """What somebody has who has heard all of them."""
    text = ""
    for event in events:
        if isinstance(event, Text):
            text += event.more
        elif isinstance(event, Rewritten):
            text = event.text
    return text


async def state(pair: Pair) -> tuple[State, str, bool]:
    """Of the turn, once it is at its end."""
    await pair.there.bridge.idle()
    turn = await pair.here.store.last(HERE)
    assert turn is not None
    return turn.state, turn.answer, turn.stopped


async def test_an_answer_comes_while_it_is_written(postgres_ledger: str) -> None:
    """Text, what it is busy with, what it took: all of it, in its order, and each as soon as it is there."""
    more, used = asyncio.Event(), Used(3, 4)
    steps = (*BEGUN, AnsweredBy("m"), Status("thinking"), Text("Hel"), more, Text("lo"), used)
    async with pair(postgres_ledger, FakeBackend(*steps)) as two, two.here.bridge.ask(question()) as feed:
        first = [await anext(feed) for _ in range(3)]
        assert first == [AnsweredBy("m"), Status("thinking"), Text("Hel")]
        more.set()
        assert await rest(feed) == [Text("lo"), used]
        assert await state(two) == (State.DELIVERED, "Hello", False)


async def test_what_is_large_arrives_byte_for_byte(postgres_ledger: str) -> None:
    """Beyond what a notification carries, and with what no JSON holds."""
    text = "가나다 \ud800 \0 ```" * 4_000
    made = Image("a.png", bytes(range(256)) * 100), File("b.txt", "한".encode())
    async with (
        pair(postgres_ledger, FakeBackend(*BEGUN, Text(text), *made)) as two,
        two.here.bridge.ask(question()) as feed,
    ):
        told = await rest(feed)
        _, answer, _ = await state(two)
        left = await two.here.nodes.wire.run("SELECT count(*) FROM parcels", ())
    assert left == [(0,)]
    assert text_of(told) == answer
    assert [event for event in told if isinstance(event, Image | File)] == list(made)


async def test_whoever_leaves_stops_the_answer(postgres_ledger: str) -> None:
    """As if the caller had been at the node that answers."""
    backend = FakeBackend(*BEGUN, Text("Hel"), asyncio.Event())
    async with pair(postgres_ledger, backend) as two:
        async with two.here.bridge.ask(question()) as feed:
            assert await anext(feed) == Text("Hel")
        await backend.left.wait()
        assert await state(two) == (State.DELIVERED, "Hel", True)


async def test_whoever_left_before_is_not_answered(postgres_ledger: str) -> None:
    """Nobody holds the stream when the turn's time comes."""
    backend = FakeBackend(*BEGUN, Text("no"))
    async with pair(postgres_ledger, backend) as two:
        await two.there.bridge.accepting.accept(question(), held=True)
        assert await state(two) == (State.FAILED, "", False)
        assert not backend.asked


async def test_an_error_is_the_same_error_there(postgres_ledger: str) -> None:
    """Its class and its words, by which a caller over HTTP gets a status."""
    wall = RateLimited()
    wall.over_at = 123.0
    async with pair(postgres_ledger, FakeBackend(refuses=wall)) as two, two.here.bridge.ask(question()) as feed:
        [failed] = await rest(feed)
        assert isinstance(failed, Failed)
        assert isinstance(failed.error, RateLimited)
        assert failed.error.over_at == 123.0


async def test_a_node_that_dies_takes_its_callers_along(postgres_ledger: str) -> None:
    """Nobody has said that they left; their node is just not there any more."""
    backend = FakeBackend(*BEGUN, Text("Hel"), asyncio.Event())
    async with pair(postgres_ledger, backend, SOON) as two, two.here.bridge.ask(question()) as feed:
        assert await anext(feed) == Text("Hel")
        await two.here.nodes.wire.close()
        await backend.left.wait()
        assert await state(two) == (State.DELIVERED, "Hel", True)


@pytest.mark.parametrize("whose", ["here", "there"])
async def test_nothing_is_lost_when_sessions_are_cut(postgres_ledger: str, whose: str) -> None:
    """PostgreSQL was started anew in mid-answer, or the network was away."""
    gates = [asyncio.Event() for _ in range(4)]
    steps = [step for number, gate in enumerate(gates) for step in (Text(f"{number} "), gate)]
    async with pair(postgres_ledger, FakeBackend(*BEGUN, *steps)) as two:
        async with two.here.bridge.ask(question()) as feed:
            assert await anext(feed) == Text("0 ")
            for gate in gates:
                await getattr(two, whose).cut()
                gate.set()
            assert text_of([Text("0 "), *await rest(feed)]) == "0 1 2 3 "
        assert await state(two) == (State.DELIVERED, "0 1 2 3 ", False)


async def test_what_a_dead_node_did_not_tell_comes_from_the_ledger(postgres_ledger: str) -> None:
    """It had written its answer, and was gone before anybody heard of its end."""
    more = asyncio.Event()
    made = File("a.txt", b"x")
    backend = FakeBackend(*BEGUN, Text("Hel"), more, Text("lo"), made)
    async with pair(postgres_ledger, backend, SOON) as two, two.here.bridge.ask(question()) as feed:
        assert await anext(feed) == Text("Hel")
        turn = await two.here.store.last(HERE)
        assert turn is not None
        await two.there.dies()
        await two.there.store.record(turn.id, made)
        await two.there.store.answered(turn.id, "Hello")
        await two.there.store.delivered(turn.id)
        assert await rest(feed) == [made, Text("lo")]


async def test_whoever_answers_anew_begins_anew(postgres_ledger: str) -> None:
    """A spare has taken over: what its caller has seen is said to be none, and told again."""
    backend = FakeBackend(*BEGUN, Text("Hel"), asyncio.Event())
    async with pair(postgres_ledger, backend) as two, two.here.bridge.ask(question()) as feed:
        assert await anext(feed) == Text("Hel")
        await two.there.dies()
        again = FakeBackend(*BEGUN, Text("Hello"))
        async with one_node(postgres_ledger, again) as spare:
            await spare.knows(1)
            await spare.bridge.resume()
            told = await rest(feed)
            assert text_of(told) == "Hello"
            assert Rewritten("") in told


async def test_stop_is_told_to_whoever_holds_the_stream(postgres_ledger: str) -> None:
    """Somebody else stopped it, at the node that does not answer."""
    async with (
        pair(postgres_ledger, FakeBackend(*BEGUN, Text("Hel"), asyncio.Event())) as two,
        two.here.bridge.ask(question()) as feed,
    ):
        assert await anext(feed) == Text("Hel")
        assert await two.here.bridge.stop(HERE)
        assert await rest(feed) == [Stopped()]


async def test_a_failure_in_mid_answer_is_told(postgres_ledger: str) -> None:
    """After text, too."""
    steps = (*BEGUN, Text("Hel"), BrowserFailed(what="x"))
    async with (
        pair(postgres_ledger, FakeBackend(*steps)) as two,
        two.here.bridge.ask(question()) as feed,
    ):
        told = await rest(feed)
        assert told[0] == Text("Hel")
        assert isinstance(told[-1], Failed)
