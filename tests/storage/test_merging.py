"""The contract of every Store: several messages of one person that are one question."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bridge.protocols import Store
from bridge.types import Attachment, File, MessageId, Saying, State, Thread
from tests.storage.ledgers import HERE, NOW, Opener, accepted, question

PDF = Attachment("a.pdf", "F1", 12, "application/pdf")
FIRST = question("1", text="One")
SECOND = replace(FIRST, message=MessageId("2"), text="Two")
THIRD = replace(FIRST, message=MessageId("3"), text="Three")


def joined(texts: Sequence[str]) -> str:
    return "+".join(texts)


async def words(store: Store) -> list[tuple[str, State]]:
    return [(turn.question.text, turn.state) for turn in await store.history(HERE)]


async def test_what_one_person_wrote_is_one_question(opener: Opener, tmp_path: Path) -> None:
    """Over a restart, too; each message stays known, by whichever the turn is found, and none is asked again."""
    async with opener(tmp_path) as store:
        first, *_ = [await accepted(store, one) for one in (FIRST, SECOND, THIRD)]
        merged = await store.merge(first.id, joined)
        assert merged
        assert (merged.id, merged.question.text) == (first.id, "One+Two+Three")
        assert await store.merge(first.id, joined) == merged  # whoever did not hear of it asks once more
    async with opener(tmp_path) as store:
        [turn] = await store.history(HERE)
        assert turn.question.sayings == tuple(Saying(one.message, one.text) for one in (FIRST, SECOND, THIRD))
        for one in (FIRST, SECOND, THIRD):
            assert await store.accept(one, "fake") is None
            found = await store.turn_of(HERE, one.message)
            assert found
            assert found.id == first.id
        assert await store.waiting(HERE) == 1


async def test_more_is_added_to_what_was_merged(store: Store) -> None:
    """In the order in which it was said."""
    first = await accepted(store, FIRST)
    await accepted(store, SECOND)
    await store.merge(first.id, joined)
    await accepted(store, THIRD)
    await store.merge(first.id, joined)
    [turn] = await store.history(HERE)
    assert turn.question.text == "One+Two+Three"
    assert [one.message for one in turn.question.sayings] == ["1", "2", "3"]


async def test_it_is_that_turn_also_where_an_earlier_one_is_tried_again(store: Store) -> None:
    """Which comes next, when this one is at its end."""
    earlier = await accepted(store, question("0", text="Zero"))
    await store.failed(earlier.id, "no", given_up=True)
    await store.told(earlier.id)
    first, _ = [await accepted(store, one) for one in (FIRST, SECOND)]
    await store.retry(earlier.id)
    merged = await store.merge(first.id, joined)
    assert merged
    assert (merged.id, merged.question.text) == (first.id, "One+Two")


async def test_only_what_belongs_together(store: Store) -> None:
    """Not past what somebody else asked, nor what was asked in another way, nor what somebody waits for."""
    others = [replace(SECOND, author="U2"), replace(SECOND, model="other"), replace(SECOND, action="again")]
    for number, other in enumerate(others):
        there = replace(HERE, thread=f"other {number}")
        asked = [
            replace(one, thread=there, message=MessageId(f"{number} {one.message}"))
            for one in (FIRST, other, THIRD)
        ]
        turns = [await accepted(store, one) for one in asked]
        assert await store.merge(turns[0].id, joined) is None
        assert not await store.follows(turns[1].id)
        assert not await store.follows(turns[2].id)
    turn = await accepted(store, FIRST)
    await accepted(store, SECOND, held=True)
    assert await store.merge(turn.id, joined) is None


async def test_what_was_begun_takes_nothing_more(store: Store) -> None:
    """The page may have it already."""
    first = await accepted(store, FIRST)
    await store.asking(first.id)
    second = await accepted(store, SECOND)
    third = await accepted(store, THIRD)
    assert await store.merge(first.id, joined) is None
    assert not await store.follows(second.id)
    assert await store.follows(third.id)
    assert await words(store) == [("One", State.ASKING), ("Two", State.ACCEPTED), ("Three", State.ACCEPTED)]


async def test_what_was_taken_back_is_no_part_of_it(store: Store) -> None:
    """As if it had never been said."""
    first, _, _ = [await accepted(store, one) for one in (FIRST, SECOND, THIRD)]
    assert await store.withdraw(HERE, SECOND.message)
    await store.merge(first.id, joined)
    assert await words(store) == [("One+Three", State.ACCEPTED)]


async def test_files_come_along_in_their_order(store: Store) -> None:
    """Those that were fetched, and those that are still on the platform."""
    first = await accepted(store, replace(FIRST, files=(File("1", b"1"),), attachments=(PDF,)))
    await store.fetched(first.id, [File("a.pdf", b"%PDF")])
    await accepted(store, replace(SECOND, files=(File("2", b"2"),), attachments=(replace(PDF, name="b.pdf"),)))
    merged = await store.merge(first.id, joined)
    assert merged
    assert [file.name for file in merged.question.files] == ["1", "a.pdf", "2"]
    assert [one.name for one in merged.unfetched] == ["b.pdf"]
    await store.fetched(first.id, [File("b.pdf", b"%PDF-b")])
    whole = await store.next(HERE)
    assert whole
    assert [file.name for file in whole.question.files] == ["1", "a.pdf", "2", "b.pdf"]
    assert whole.unfetched == ()


async def test_nothing_of_it_is_left_once_it_is_taken_back(store: Store) -> None:
    """The messages stay known, their words don't."""
    first, _ = [await accepted(store, one) for one in (FIRST, SECOND)]
    await store.merge(first.id, joined)
    assert await store.withdraw(HERE, FIRST.message)
    assert await words(store) == []
    assert await store.turn_of(HERE, SECOND.message) is None
    assert await store.accept(SECOND, "fake") is None


async def test_a_question_that_is_several_messages_is_accepted_as_such(store: Store) -> None:
    """With other words for one of them."""
    said = (Saying(MessageId("1"), "One"), Saying(MessageId("2"), "2"))
    await accepted(store, replace(FIRST, message=MessageId("2/edit/1"), text="One+2", sayings=said))
    [turn] = await store.history(HERE)
    assert turn.question.sayings == said
    await store.erase(HERE)
    assert await store.history(HERE) == []


async def test_when_the_last_of_them_was_said(store: Store) -> None:
    """By the ledger's clock."""
    first, _ = [await accepted(store, one) for one in (FIRST, SECOND)]
    assert await store.said_last(first.id) == NOW
    other = await accepted(store, replace(FIRST, thread=Thread("slack", "T1", "C1", "9"), message=MessageId("9")))
    assert await store.merge(other.id, joined) is None
