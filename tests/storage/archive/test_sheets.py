"""The ledger, page by page."""

from bridge.protocols import Store
from bridge.types import Conversation, ConversationId, Enclosed, Sheet, TurnId, Which
from tests.storage.archive.made import MANGO, OTHER, PIE, fill


async def paged(store: Store, which: Which, most: int = 500) -> list[Sheet]:
    found: list[Sheet] = []
    while page := await store.sheets(which, found[-1] if found else None, most):
        found += page
    return found


async def test_all_is_read_conversation_by_conversation(store: Store) -> None:
    """However small the pages are; with its record, and what went along."""
    await fill(store)
    found = await paged(store, Which())
    assert found == await paged(store, Which(), 1) == await paged(store, Which(), 2)
    assert [(one.record.thread, one.turn.id) for one in found] == [(MANGO, 1), (MANGO, 2), (MANGO, 3), (OTHER, 4)]
    record = found[0].record
    assert (record.title, record.others) == ("Mango: pie?", (PIE,))
    assert record.conversation == Conversation("fake", ConversationId("c1"), "Mango: pie?")
    assert found[0].enclosed == (Enclosed(TurnId(1), True, 1, "a b.txt", 2, False),)
    assert found[1].enclosed == (Enclosed(TurnId(2), False, 1, "pie.png", 4, True),)
    assert found[1].turn.question.attachments[0].name == "lost.pdf"
    assert found[2].turn.thread == PIE
    assert await store.count(Which()) == 4


PARTS = {
    Which("slack"): [1, 2, 3, 4],
    Which("slack", "T1", "C1"): [1, 2, 3],
    Which("slack", "t1"): [],
    Which("discord", "7", "70"): [1, 2, 3],
    Which("discord", "7", "70", "700"): [1, 2, 3],
    Which("slack", "T1", "C10", "1"): [4],
    Which("slack", "T1", "C10", "2"): [],
}


async def test_a_part_of_it(store: Store) -> None:
    """A conversation is whole, wherever one of its Threads is asked for."""
    await fill(store)
    for which, turns in PARTS.items():
        assert [one.turn.id for one in await paged(store, which)] == turns, which
        assert await store.count(which) == len(turns), which


async def test_what_is_forgotten_is_not_there(store: Store) -> None:
    """Nor its files."""
    await fill(store)
    await store.erase(MANGO)
    assert [(one.turn.id, one.enclosed) for one in await paged(store, Which())] == [(4, ())]
