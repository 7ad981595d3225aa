"""The contract of every Store: whole Threads, what is chosen, found, withdrawn and erased, and channels."""

from dataclasses import replace
from pathlib import Path

import pytest

from bridge.events import CutShort, Opened
from bridge.protocols import Store
from bridge.types import (
    Attachment,
    ConversationId,
    File,
    Image,
    MessageId,
    Part,
    Person,
    Query,
    Seen,
    State,
    Term,
    Thread,
    TurnId,
)
from tests.storage.ledgers import ELSEWHERE, HERE, NOW, Opener, accepted, question

FAR = replace(HERE, channel="C2", thread="300.3")
PDF, PNG = Attachment("a.pdf", "F1", 12, "application/pdf"), Attachment("b.png", "F2")
MONAD = Query((Term("monad"),))
ANYBODY = Seen((HERE.place,), Person("slack", "T1", "U1"))


async def test_an_answer_that_was_cut_says_so(store: Store) -> None:
    """Also when it is shown again from the ledger."""
    turn = await accepted(store, question())
    await store.record(turn.id, CutShort())
    await store.answered(turn.id, "Half")
    kept = await store.next(HERE)
    assert kept
    assert kept.cut
    assert not kept.stopped


async def test_attachments_are_fetched_once(opener: Opener, tmp_path: Path) -> None:
    """They are known from the first moment, over a restart too, and their bytes stand behind the question's own."""
    asked = replace(question(), files=(File("own.txt", b"own"),), attachments=(PDF, PNG))
    async with opener(tmp_path) as store:
        turn = await accepted(store, asked)
        assert turn.unfetched == (PDF, PNG)
    async with opener(tmp_path) as store:
        assert await store.next(HERE) == turn
        came = (File("a.pdf", b"%PDF"), File("b.png", b"PNG"))
        for _ in range(2):
            await store.fetched(turn.id, came)
        now = await store.next(HERE)
        assert now
        assert now.unfetched == ()
        assert now.question == replace(asked, files=(*asked.files, *came))
        [kept] = await store.history(HERE)
        assert kept.question.attachments == (PDF, PNG)


async def test_a_question_is_taken_back_until_it_is_begun(store: Store) -> None:
    """Its words and files are gone, and the message stays known: delivered again it is not asked."""
    first = await accepted(store, question("1"))
    await accepted(store, replace(question("2"), attachments=(PDF,), files=(File("x", b"x"),)))
    assert await store.asking(first.id)
    assert not await store.withdraw(HERE, first.question.message)
    assert not await store.withdraw(HERE, MessageId("9"))
    assert await store.withdraw(HERE, MessageId("2"))
    assert not await store.withdraw(HERE, MessageId("2"))
    assert await store.waiting(HERE) == 1
    assert await store.accept(question("2"), "fake") is None
    assert [turn.id for turn in await store.history(HERE)] == [first.id]
    assert await store.last(HERE) == (await store.history(HERE))[0]
    assert await store.turn_of(HERE, MessageId("2")) is None
    assert (await store.find(MONAD, ANYBODY)).found


async def test_what_was_taken_back_stays_so(store: Store) -> None:
    """Whoever was about to ask it is told, and nothing that is done afterwards brings it back."""
    turn = await accepted(store, question())
    assert await store.withdraw(HERE, turn.question.message)
    assert not await store.asking(turn.id)
    await store.answered(turn.id, "so")
    await store.failed(turn.id, "no")
    await store.told(turn.id)
    assert not await store.knows(HERE)
    assert await store.unfinished() == []


async def test_only_what_nobody_holds_is_taken_back(store: Store) -> None:
    """Whoever holds the stream leaves it instead."""
    await accepted(store, question(), held=True)
    assert not await store.withdraw(HERE, question().message)


async def test_a_declined_question_is_a_failure_to_be_told(store: Store) -> None:
    """Once, in its lane; and the message is known."""
    turn = await store.decline(question(), "fake", "too old")
    assert turn
    assert await store.next(HERE) == turn
    assert (turn.state, turn.reason) == (State.FAILED, "too old")
    assert await store.decline(question(), "fake", "too old") is None
    assert await store.accept(question(), "fake") is None


async def test_a_turn_is_found_by_its_messages(store: Store) -> None:
    """The question's, or one that its answer stands in; and by its id."""
    turn = await accepted(store, question("1"))
    await accepted(store, question("2", ELSEWHERE))
    await store.posted(turn.id, Part(1, MessageId("m1"), 5))
    for message in ("1", "m1"):
        found = await store.turn_of(ELSEWHERE, MessageId(message))
        assert found
        assert found.id == turn.id
    assert await store.turn_of(FAR, MessageId("1")) is None
    assert (await store.turn(turn.id)) == (await store.history(HERE))[0]
    assert await store.turn(TurnId(99)) is None


async def test_the_answer_before_is_known_by_its_messages(store: Store) -> None:
    """Of the last turn that has any, in their order; other Threads' are none of it."""
    first, second, third = [await accepted(store, question(message)) for message in ("1", "2", "3")]
    other = await accepted(store, question("4", ELSEWHERE))
    parts = [Part(1, MessageId("m1"), 10), Part(2, MessageId("m2"), 20)]
    for part in reversed(parts):
        await store.posted(first.id, part)
    await store.posted(other.id, Part(1, MessageId("x"), 5))
    for turn in (second, third):
        assert await store.shown(HERE, turn.id) == parts
    assert await store.shown(HERE, first.id) == []
    assert await store.shown(ELSEWHERE, other.id) == []


async def test_the_last_turn_and_how_many_wait(store: Store) -> None:
    """Of this Thread alone; what is at its end does not wait."""
    assert await store.last(HERE) is None
    turns = [await accepted(store, question(str(number))) for number in range(3)]
    await accepted(store, question("x", ELSEWHERE))
    await store.delivered(turns[0].id)
    last = await store.last(HERE)
    assert last
    assert (last.id, await store.waiting(HERE)) == (turns[2].id, 2)


async def test_a_model_is_chosen_for_a_thread(store: Store) -> None:
    """The latest counts; nothing takes it back."""
    assert await store.chosen(HERE) == ""
    for model in ("sol", "luna"):
        await store.choose(HERE, model)
    assert (await store.chosen(HERE), await store.chosen(ELSEWHERE)) == ("luna", "")
    await store.choose(HERE, "")
    assert await store.chosen(HERE) == ""


async def test_find_shows_nobody_what_was_said_elsewhere(store: Store) -> None:
    """Only the channel where it is looked for, and the Threads of the same workspace that the person wrote in.

    What others asked there later is not shown: that person may have left a private channel meanwhile.
    """
    theirs = replace(HERE, channel="C3", thread="5")
    foreign = replace(HERE, workspace="T2")
    for number, (thread, author) in enumerate(
        [(HERE, "U2"), (FAR, "U2"), (theirs, "U2"), (theirs, "U1"), (theirs, "U2"), (foreign, "U1")]
    ):
        await accepted(store, replace(question(str(number), thread), author=author))

    async def found(place: Thread, author: str) -> list[str]:
        seen = Seen((place.place,), Person("slack", place.workspace, author))
        return [one.turn.question.message for one in (await store.find(MONAD, seen)).found]

    assert await found(HERE, "U1") == ["3", "2", "0"]
    assert await found(FAR, "U3") == ["1"]
    assert await found(FAR, "") == ["1"]
    assert await found(replace(foreign, channel="C9"), "U2") == []


async def test_erased_is_erased(store: Store) -> None:
    """Texts, parts and files; the other Thread stays, and whoever is still at work on a turn does no harm."""
    turn = await accepted(store, replace(question("1"), files=(File("x", b"x"),), attachments=(PDF,)))
    await accepted(store, question("2"))
    other = await accepted(store, question("3", ELSEWHERE))
    await store.record(turn.id, Opened(ConversationId("c1")))
    await store.choose(HERE, "sol")
    assert await store.erase(HERE) == 2
    assert await store.erase(HERE) == 0
    assert await store.accept(question("1"), "fake") is None
    assert await store.conversation(HERE) is None
    assert await store.chosen(HERE) == ""
    await store.posted(turn.id, Part(1, MessageId("m1"), 2))
    await store.record(turn.id, Image("i.png", b"i"))
    await store.record(turn.id, Opened(ConversationId("c1")))
    await store.fetched(turn.id, (File("a.pdf", b"x"),))
    await store.delivered(turn.id)
    assert not await store.asking(turn.id)
    assert not await store.knows(HERE)
    assert await store.messages(HERE) == set()
    assert [found.turn.id for found in (await store.find(MONAD, ANYBODY)).found] == [other.id]
    await store.record(other.id, Opened(ConversationId("c1")))


async def test_recent_threads_are_those_with_a_turn_since_then(store: Store) -> None:
    """Newest first, each once, of one workspace."""
    for number, thread in enumerate((HERE, ELSEWHERE, HERE, replace(HERE, workspace="T2"))):
        await accepted(store, question(str(number), thread))
    assert set(await store.recent("slack", "T1", NOW)) == {HERE, ELSEWHERE}
    assert await store.recent("slack", "T1", NOW + 1) == []
    assert await store.recent("discord", "T1", 0) == []


@pytest.mark.parametrize("upto", [{"C1": "2"}, {}])
async def test_up_to_where_channels_were_read(opener: Opener, tmp_path: Path, upto: dict[str, str]) -> None:
    """Over a restart; the others stay where they are."""
    async with opener(tmp_path) as store:
        assert await store.cursors("slack", "T1") == {}
        await store.seen("slack", "T1", {"C1": "1", "C2": "1"})
        await store.seen("slack", "T1", upto)
        await store.seen("slack", "T2", {"C1": "9"})
    async with opener(tmp_path) as store:
        assert await store.cursors("slack", "T1") == {"C1": "1", "C2": "1"} | upto


async def test_what_was_said_before_a_new_beginning_is_left_out(store: Store) -> None:
    """Where a conversation is begun anew or taken over; the Thread itself keeps all of it, and its model."""
    await store.choose(HERE, "sol")
    turns = []
    for number, begin in enumerate(("", "forget", "", "adopt", "")):
        match begin:
            case "forget":
                await store.forget(HERE)
            case "adopt":
                await store.adopt(HERE, "fake", ConversationId("c7"))
        turns.append((await accepted(store, question(str(number)))).id)
    for before, expected in ((None, turns[3:]), (turns[4], turns[3:4]), (turns[2], [])):
        assert [turn.id for turn in await store.history(HERE, before, whole=False)] == expected
    assert len(await store.history(HERE)) == len(turns)
    assert await store.chosen(HERE) == "sol"


async def test_the_files_of_earlier_questions(store: Store) -> None:
    """By their turn, in order; those of answers are none of them."""
    first = await accepted(store, replace(question("1"), files=(File("a", b"a"),), attachments=(PDF,)))
    await store.fetched(first.id, (File("a.pdf", b"%PDF"),))
    await store.record(first.id, Image("i.png", b"i"))
    second = await accepted(store, replace(question("2"), files=(File("b", b"b"),)))
    assert await store.files(HERE, second.id) == {first.id: (File("a", b"a"), File("a.pdf", b"%PDF"))}
    assert await store.files(ELSEWHERE, second.id) == {}
