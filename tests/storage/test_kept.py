"""The contract of every Store: what a platform keeps with a turn, and a turn that is erased alone."""

from dataclasses import replace
from pathlib import Path

from bridge.protocols import Store
from bridge.types import File, MessageId, Thread
from tests.storage.ledgers import Opener, accepted, question

TALK = Thread("http", "", "laptop", "t1")
ASKED = MessageId("http-1")


async def test_it_is_found_by_the_message_in_its_channel(store: Store) -> None:
    """From any Thread of it, and from no other channel."""
    await accepted(store, question("http-1", TALK))
    await store.keep(TALK, ASKED, "{}")
    assert await store.kept(replace(TALK, thread=""), ASKED) == "{}"
    assert await store.kept(replace(TALK, channel="phone"), ASKED) is None
    assert await store.kept(TALK, MessageId("http-2")) is None


async def test_the_last_one_stays_over_a_restart(opener: Opener, tmp_path: Path) -> None:
    async with opener(tmp_path) as store:
        await accepted(store, question("http-1", TALK))
        await store.keep(TALK, ASKED, "first")
        await store.keep(TALK, ASKED, "last")
    async with opener(tmp_path) as store:
        assert await store.kept(TALK, ASKED) == "last"


async def test_with_what_is_not_known_nothing_is_kept(store: Store) -> None:
    await store.keep(TALK, ASKED, "{}")
    await accepted(store, question("http-1", TALK))
    assert await store.kept(TALK, ASKED) is None


async def test_it_goes_with_its_thread(store: Store) -> None:
    await accepted(store, question("http-1", TALK))
    await store.keep(TALK, ASKED, "{}")
    await store.erase(TALK)
    assert await store.kept(TALK, ASKED) is None


async def test_a_turn_is_erased_alone(store: Store) -> None:
    """With its files and what was kept; what else was said in its Thread stays."""
    with_file = replace(question("http-1", TALK), files=(File("a.txt", b"a"),))
    first = await accepted(store, with_file)
    second = await accepted(store, question("http-2", TALK))
    await store.answered(first.id, "secret")
    await store.keep(TALK, ASKED, "{}")
    assert await store.erase_turn(first.id)
    assert not await store.erase_turn(first.id)
    assert await store.turn(first.id) is None
    assert await store.kept(TALK, ASKED) is None
    assert await store.files(TALK, second.id) == {}
    assert [turn.id for turn in await store.history(TALK)] == [second.id]
    assert await store.accept(with_file, "fake") is None  # and it is not asked again
