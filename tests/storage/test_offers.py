"""The contract of every Store: that an earlier answer was shown, and what its asker wants."""

from pathlib import Path

from bridge.protocols import Store
from bridge.types import MessageId, Offered
from tests.storage.ledgers import HERE, NOW, Opener, accepted, question


async def test_it_is_shown_once_and_known_over_a_restart(opener: Opener, tmp_path: Path) -> None:
    """With what others see of it, and the word that it is to be asked all the same."""
    async with opener(tmp_path) as store:
        turn = await accepted(store, question())
        assert await store.offered(turn.id) is None
        assert not await store.ask_anyway(turn.id)
        assert await store.offer(turn.id)
        assert not await store.offer(turn.id)
        await store.offer_stands(turn.id, MessageId("m"))
    async with opener(tmp_path) as store:
        assert await store.offered(turn.id) == Offered(NOW, anyway=False, message=MessageId("m"))
        assert await store.ask_anyway(turn.id)
        assert await store.offered(turn.id) == Offered(NOW, anyway=True, message=MessageId("m"))


async def test_what_was_begun_or_taken_back_waits_for_nobody(store: Store) -> None:
    """Also where its asker pressed a moment later."""
    begun, back = await accepted(store, question()), await accepted(store, question("100.2"))
    for turn in (begun, back):
        assert await store.offer(turn.id)
    assert await store.asking(begun.id)
    assert await store.withdraw(HERE, back.question.message)
    for turn in (begun, back):
        assert await store.offered(turn.id) is None
        assert not await store.ask_anyway(turn.id)
        assert not await store.offer(turn.id)
    await store.erase(HERE)
