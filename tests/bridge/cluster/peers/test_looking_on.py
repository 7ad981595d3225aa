"""Whoever looks on at one node while another one writes the answer."""

import asyncio

from bridge.answering.feed import Feed
from bridge.events import Opened, Sent, Text
from bridge.types import Anchor, ConversationId, State, TurnId
from tests.bridge.cluster.peers.pair import SOON, pair
from tests.bridge.world import HERE, question
from tests.fakes import FakeBackend

BEGUN = (Opened(ConversationId("c1")), Sent(Anchor("a1")))


async def text_of(feed: Feed) -> str:
    """To its end."""
    return "".join([event.more async for event in feed if isinstance(event, Text)])


async def test_an_answer_is_seen_at_a_node_that_does_not_write_it(postgres_ledger: str) -> None:
    """What came before, and what comes. Whoever leaves stops nothing; what nobody writes can't be seen."""
    more = asyncio.Event()
    backend = FakeBackend(*BEGUN, Text("Hel"), more, Text("lo"))
    async with pair(postgres_ledger, backend) as two:
        turn = await two.here.bridge.accept(question())
        assert turn
        await backend.began.wait()
        while not (feed := two.there.bridge.working.feeds.get(turn.id)) or not feed.text:
            await asyncio.sleep(0)
        async with two.here.bridge.looking_on(turn.id) as left:
            assert left
            assert await anext(left) == Text("Hel")
        async with two.here.bridge.looking_on(turn.id) as looker, two.here.bridge.looking_on(turn.id) as other:
            assert looker
            assert other
            more.set()
            assert (await text_of(looker), await text_of(other)) == ("Hello", "Hello")
        async with two.here.bridge.looking_on(TurnId(99)) as nobody:
            assert nobody is None
        await two.there.bridge.idle()
        last = await two.here.store.last(HERE)
        assert last
        assert (last.state, last.answer, last.stopped) == (State.DELIVERED, "Hello", False)


async def test_a_node_that_dies_leaves_nobody_looking(postgres_ledger: str) -> None:
    """Whoever looked looks into the ledger, and for the node that goes on with it."""
    backend = FakeBackend(*BEGUN, Text("Hel"), asyncio.Event())
    async with pair(postgres_ledger, backend, SOON) as two:
        turn = await two.here.bridge.accept(question())
        assert turn
        await backend.began.wait()
        while not (feed := two.there.bridge.working.feeds.get(turn.id)) or not feed.text:
            await asyncio.sleep(0)
        async with two.here.bridge.looking_on(turn.id) as looker:
            assert looker
            assert await anext(looker) == Text("Hel")
            await two.there.dies()
            assert await text_of(looker) == ""
