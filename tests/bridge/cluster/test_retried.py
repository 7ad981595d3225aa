"""What was given up in a cluster is tried again by the node that answers, wherever somebody wants that."""

import asyncio
from contextlib import nullcontext
from pathlib import Path

from bridge.events import Text
from bridge.types import State
from storage.store import SqlStore
from tests.bridge.cluster.two import node
from tests.bridge.world import HERE, question
from tests.fakes import FakeBackend, FakePlatform


async def test_a_turn_whose_workflow_is_over_is_answered_all_the_same(postgres_url: str, tmp_path: Path) -> None:
    """It keeps its id; the call is heard on every node, and the holder goes on with it."""
    backend, platform = FakeBackend(Text("Hi.")), FakePlatform()
    opens = {"fake": lambda _: nullcontext(platform)}
    async with node(postgres_url, tmp_path / "1", "one", backend, **opens) as one:
        await one.holds()
        async with node(postgres_url, tmp_path / "2", "two", FakeBackend(), **opens) as two:
            for at in (one, two):
                await at.bridge.calls.begin()
            turn = await two.bridge.accept(question())
            assert turn is not None
            await _delivered(two.store)
            await two.store.failed(turn.id, "no", given_up=True)
            await two.store.told(turn.id)
            assert await two.store.retry(turn.id, anew=True)
            for at in (two, one):
                await at.bridge.calls.look()
            await _delivered(two.store)
    assert [asked.id for asked in backend.asked] == [turn.id, turn.id]


async def _delivered(store: SqlStore) -> None:
    while [one.state for one in await store.history(HERE)] != [State.DELIVERED]:
        await asyncio.sleep(0.01)
