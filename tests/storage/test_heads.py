"""The contract of every Store: where a transcript goes on that a caller sends again."""

import asyncio
from dataclasses import replace
from pathlib import Path

from bridge.protocols import Store
from bridge.types import ConversationId, Head, MessageId, Thread
from tests.storage.ledgers import HERE, Opener, accepted, question

TALK = Thread("http", "", "laptop", "t1")
OTHER = replace(TALK, thread="t2")
AFAR = Thread("slack", "T1", "C1", "9.9")


async def ended(store: Store, message: str, thread: Thread = TALK) -> None:
    turn = await accepted(store, question(message, thread))
    await store.asking(turn.id)
    await store.answered(turn.id, "a")
    await store.delivered(turn.id)


def head(message: str, hash: str = "x", thread: Thread = TALK, caller: str = "laptop") -> Head:
    return Head(thread, MessageId(message), caller, hash)


async def test_one_who_asks_gets_it_and_nobody_after(store: Store) -> None:
    """Also of two that ask at the same moment; another caller and another transcript get nothing."""
    await ended(store, "1")
    await store.put_heads([head("1")])
    assert await store.take_head("tablet", "x") is None
    assert await store.take_head("laptop", "y") is None
    taken = await asyncio.gather(*(store.take_head("laptop", "x") for _ in range(5)))
    assert [one for one in taken if one] == [TALK]


async def test_it_is_there_after_a_restart(opener: Opener, tmp_path: Path) -> None:
    """And only the newest of a Thread."""
    async with opener(tmp_path) as store:
        await ended(store, "1")
        await store.put_heads([head("1")])
        await ended(store, "2")
        await store.put_heads([head("2", "y")])
    async with opener(tmp_path) as store:
        assert await store.take_head("laptop", "x") is None
        assert await store.take_head("laptop", "y") == TALK


async def test_of_two_with_the_same_words_the_newer(store: Store) -> None:
    """And then the older."""
    for message, thread in (("1", TALK), ("2", OTHER)):
        await ended(store, message, thread)
        await store.put_heads([head(message, thread=thread)])
    assert [await store.take_head("laptop", "x") for _ in range(3)] == [OTHER, TALK, None]


async def test_a_thread_in_which_more_was_asked_has_no_head(store: Store) -> None:
    """Not even where that was elsewhere, in a Thread that is one with it."""
    await store.join(AFAR, TALK)
    await ended(store, "1")
    await store.put_heads([head("1")])
    await ended(store, "s1", AFAR)
    assert await store.take_head("laptop", "x") is None


async def test_what_was_never_asked_there_counts_for_nothing(store: Store) -> None:
    """Its caller left before its turn."""
    await ended(store, "1")
    await store.put_heads([head("1")])
    unasked = await accepted(store, question("2", TALK))
    assert await store.take_head("laptop", "x") is None
    await store.failed(unasked.id, "left")
    await store.told(unasked.id)
    assert await store.take_head("laptop", "x") == TALK


async def test_what_was_put_late_is_no_head_either(store: Store) -> None:
    """The answer was over, and somebody had asked the next by then."""
    await ended(store, "1")
    await ended(store, "2")
    await store.put_heads([head("2", "y")])
    await store.put_heads([head("1")])
    assert await store.take_head("laptop", "x") is None
    assert await store.take_head("laptop", "y") == TALK


async def test_a_conversation_begun_anew_knows_nothing_of_the_transcript(store: Store) -> None:
    """Forgotten, or exchanged for another."""
    await ended(store, "1")
    await store.put_heads([head("1")])
    await store.forget(TALK)
    assert await store.take_head("laptop", "x") is None
    await ended(store, "2", OTHER)
    await store.put_heads([head("2", thread=OTHER)])
    await store.adopt(OTHER, "fake", ConversationId("c9"))
    assert await store.take_head("laptop", "x") is None


async def test_nothing_is_left_of_what_was_erased(store: Store) -> None:
    """A Thread of the same name may begin again."""
    await ended(store, "1")
    await store.put_heads([head("1")])
    await store.erase(TALK)
    assert await store.take_head("laptop", "x") is None
    await store.put_heads([head("1")])
    assert await store.take_head("laptop", "x") is None


async def test_of_a_turn_that_is_not_known_there_is_none(store: Store) -> None:
    """Nor of the same message elsewhere."""
    await ended(store, "1", HERE)
    await store.put_heads([head("1")])
    await store.put_heads([])
    assert await store.take_head("laptop", "x") is None


async def test_of_a_turn_that_must_not_have_been_begun(store: Store) -> None:
    """It is none of one that was, whatever came of it."""
    await ended(store, "1")
    begun = await accepted(store, question("2", TALK))
    await store.asking(begun.id)
    await store.put_heads([replace(head("2"), unasked=True)])
    assert await store.take_head("laptop", "x") is None
    await accepted(store, question("3", TALK))
    await store.put_heads([replace(head("3"), unasked=True)])
    assert await store.take_head("laptop", "x") == TALK


async def test_the_newest_can_be_read(store: Store) -> None:
    """Without being taken."""
    for message, thread in (("1", TALK), ("2", OTHER), ("3", replace(TALK, thread="t3"))):
        await ended(store, message, thread)
        await store.put_heads([head(message, f"h{message}", thread)])
    assert [one.hash for one in await store.newest_heads(2)] == ["h2", "h3"]
    assert await store.newest_heads(9) == [
        head("1", "h1"),
        head("2", "h2", OTHER),
        head("3", "h3", replace(TALK, thread="t3")),
    ]
