"""What the command line wishes of the bridge at work: done once, told, and begun again after a crash."""

from bridge.commands.granting import Granting
from bridge.errors import HumanCheck
from bridge.events import Opened
from bridge.types import ConversationId, Forgotten
from storage.store import SqlStore
from tests.bridge.commands.test_words import Rich
from tests.bridge.world import HERE, World, question


class Keeping(Rich):
    """Has conversations that have names."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.steps = [Opened(ConversationId("c1")), *self.steps]


async def asked(store: SqlStore, backend: Keeping) -> tuple[World, Granting]:
    world = World(store, backend)
    await world.settle(question())
    return world, Granting(store, world.bridge)


async def test_a_thread_is_forgotten_everywhere(store: SqlStore) -> None:
    """It was wished while the bridge was at work; wished once more there is nothing left to forget."""
    world, granting = await asked(store, backend := Keeping())
    for outcome in (Forgotten(1, there=True), Forgotten()):
        wish = await store.wish(HERE)
        await granting.look()
        assert await store.outcome(wish) == outcome
    assert (backend.deleted, await world.turns()) == (["c1"], [])


async def test_what_can_not_be_deleted_there_is_not_erased_here(store: SqlStore) -> None:
    """And it is told why."""
    world, granting = await asked(store, backend := Keeping())
    backend.refuses = HumanCheck()
    wish = await store.wish(HERE)
    await granting.look()
    assert await store.outcome(wish) == Forgotten(failed=str(backend.refuses))
    assert len(await world.turns()) == 1


async def test_what_a_crash_has_broken_off_is_begun_again(store: SqlStore) -> None:
    """Though the conversation was deleted by then."""
    world, granting = await asked(store, backend := Keeping())
    wish = await store.wish(HERE)
    assert await store.begin(wish)
    await backend.delete(ConversationId("c1"))
    await granting.look()
    assert await store.outcome(wish) == Forgotten(1, there=True)
    assert await world.turns() == []


async def test_nobody_wishes_it_any_more(store: SqlStore) -> None:
    """Then it stays."""
    world, granting = await asked(store, Keeping())
    assert await store.unwish(await store.wish(HERE))
    await granting.look()
    assert len(await world.turns()) == 1
