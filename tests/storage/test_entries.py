"""The contract of every Store: what was given up is found, and tried again from where it failed."""

from dataclasses import replace

import pytest

from bridge.events import Opened, Sent
from bridge.protocols import Store
from bridge.types import Anchor, Attachment, ConversationId, MessageId, Part, State, Turn, TurnId, Wanted
from storage.entries import KEPT_CALLS
from tests.storage.ledgers import ELSEWHERE, HERE, NOW, accepted, question

GIVEN_UP, OPEN = Wanted("given_up"), Wanted("open")


async def given_up(store: Store, turn: Turn, reason: str = "It was too late.") -> None:
    await store.failed(turn.id, reason, given_up=True)
    await store.told(turn.id)


async def ids(store: Store, wanted: Wanted) -> list[TurnId]:
    return [entry.turn.id for entry in await store.entries(wanted)]


async def test_what_was_given_up_is_listed_newest_first(store: Store) -> None:
    """With when and why; what failed for a reason of its own is another list."""
    first, second, third, fourth = [await accepted(store, question(str(n))) for n in range(4)]
    await given_up(store, first)
    await given_up(store, second)
    await store.failed(third.id, "no")
    await store.told(third.id)
    assert await ids(store, GIVEN_UP) == [second.id, first.id]
    assert await ids(store, Wanted("failed")) == [third.id, second.id, first.id]
    assert await ids(store, OPEN) == [fourth.id]
    assert await ids(store, Wanted(most=2)) == [fourth.id, third.id]
    entry = await store.entry(first.id)
    assert entry is not None
    assert (entry.turn.reason, entry.given_up_at, entry.ended) == ("It was too late.", NOW, True)
    assert await store.entry(TurnId(99)) is None


async def test_they_are_found_by_where_and_by_whom(store: Store) -> None:
    """By platform, backend, the beginning of a Thread's name, and age."""
    here = await accepted(store, question())
    there = await accepted(store, question("2", ELSEWHERE))
    discord = await accepted(store, question("3", replace(HERE, platform="discord")))
    assert await ids(store, Wanted(platform="discord")) == [discord.id]
    assert await ids(store, Wanted(thread="slack/T1/C1")) == [there.id, here.id]
    assert await ids(store, Wanted(thread=str(HERE))) == [here.id]
    assert await ids(store, Wanted(backend="other")) == []
    assert await ids(store, Wanted(before=NOW)) == []
    assert len(await ids(store, Wanted(before=NOW + 1))) == 3


@pytest.mark.parametrize(
    "state", [State.ACCEPTED, State.ASKING, State.ASKED, State.ANSWERED], ids=lambda state: str(state)
)
async def test_a_turn_goes_on_from_where_it_failed(store: Store, state: State) -> None:
    """What may have been asked is looked for, what was asked is read, what was answered is shown."""
    turn = await accepted(store, question())
    if state is not State.ACCEPTED:
        await store.asking(turn.id)
    if state in (State.ASKED, State.ANSWERED):
        await store.record(turn.id, Opened(ConversationId("c")))
        await store.record(turn.id, Sent(Anchor("a")))
    if state is State.ANSWERED:
        await store.answered(turn.id, "All of it.")
        await store.posted(turn.id, Part(1, MessageId("m"), 3))
    before = await store.next(HERE)
    await store.failed(turn.id, "first")
    await given_up(store, turn, "then for good")
    assert await store.next(HERE) is None
    assert await store.retry(turn.id)
    assert before is not None
    assert await store.next(HERE) == replace(before, retried_at=NOW)
    assert await ids(store, GIVEN_UP) == []


async def test_anew_it_goes_on_from_its_beginning(store: Store) -> None:
    """Because somebody has decided so: nothing of the first time is left but what was posted."""
    turn = await accepted(store, question())
    await store.asking(turn.id)
    await store.record(turn.id, Sent(Anchor("a")))
    await store.posted(turn.id, Part(1, MessageId("m"), 0))
    await store.failed(turn.id, "broke off", "Half of")
    await store.told(turn.id)
    assert await store.retry(turn.id, anew=True)
    now = await store.next(HERE)
    assert now == replace(turn, retried_at=NOW, parts=(Part(1, MessageId("m"), 0),))


async def test_only_what_failed_is_tried_again(store: Store) -> None:
    """Not what is under way, delivered, erased, tried again already, or was a caller's who has gone."""
    under_way, over, gone = [await accepted(store, question(str(n))) for n in range(3)]
    held = await accepted(store, question("4"), held=True)
    await store.delivered(over.id)
    await given_up(store, gone)
    await given_up(store, held)
    await store.erase_turn(gone.id)
    for turn in (under_way, over, gone, held):
        assert not await store.retry(turn.id)
    assert gone.id not in await ids(store, Wanted())
    assert gone.id not in await ids(store, GIVEN_UP)


async def test_what_was_declined_can_be_asked_after_all(store: Store) -> None:
    """With the files that came with it."""
    attached = replace(question(), attachments=(Attachment("a.txt", "url"),))
    turn = await store.decline(attached, "fake", "too old")
    assert turn is not None
    await store.told(turn.id)
    assert await store.retry(turn.id)
    now = await store.next(HERE)
    assert now is not None
    assert (now.state, now.reason, now.unfetched) == (State.ACCEPTED, "", attached.attachments)


async def test_a_turn_that_nobody_wants_says_so_until_it_is_tried_again(store: Store) -> None:
    """Whoever works on it gives it up; what is at its end stays as it is."""
    turn = await accepted(store, question())
    assert await store.give_up(turn.id)
    now = await store.next(HERE)
    assert now is not None
    assert now.unwanted
    await given_up(store, turn)
    assert not await store.give_up(turn.id)
    assert await store.retry(turn.id)
    now = await store.next(HERE)
    assert now is not None
    assert not now.unwanted


async def test_whoever_is_at_work_hears_of_it(store: Store) -> None:
    """Of each once, by a number; what did not change calls nobody."""
    first, second = await accepted(store, question()), await accepted(store, question("2", ELSEWHERE))
    seen, none = await store.called()
    assert none == ()
    await store.retry(first.id)
    assert await store.called(seen) == (seen, ())
    await store.give_up(second.id)
    await given_up(store, first)
    await store.retry(first.id)
    later, called = await store.called(seen)
    assert sorted(called) == [(first.id, HERE, False), (second.id, ELSEWHERE, True)]
    assert await store.called(later) == (later, ())
    assert await store.called() == (later, ())


async def test_nobody_is_forgotten_of_many_that_are_tried_again_at_once(store: Store) -> None:
    """More than are kept of those that are over: whoever looks a moment later hears of each."""
    many = [await accepted(store, question(str(number))) for number in range(2 * KEPT_CALLS + 1)]
    for turn in many:
        await given_up(store, turn)
    seen, _ = await store.called()
    for turn in many:
        assert await store.retry(turn.id)
    _, called = await store.called(seen)
    assert {turn for turn, *_ in called} == {turn.id for turn in many}


async def test_calls_do_not_pile_up(store: Store) -> None:
    """The newest hundred are there for whoever looks; a later number is never an earlier one's."""
    turn = await accepted(store, question())
    seen, _ = await store.called()
    for _ in range(103):
        await store.give_up(turn.id)
    assert (await store.called())[0] == seen + 103


async def test_lives_that_ended_with_it_are_counted(store: Store) -> None:
    """But not those that ended in order, and not those before it was tried again."""
    turn = await accepted(store, question())
    assert [await store.taken_up(turn.id) for _ in range(3)] == [1, 2, 3]
    await store.laid_down([turn.id])
    assert await store.taken_up(turn.id) == 3
    entry = await store.entry(turn.id)
    assert entry is not None
    assert entry.tries == 3
    await given_up(store, turn)
    await store.retry(turn.id)
    assert await store.taken_up(turn.id) == 1
    assert await store.taken_up(TurnId(99)) == 0
