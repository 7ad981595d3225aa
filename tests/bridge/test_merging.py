"""Quick follow-ups that are one question, where a channel wants that."""

import asyncio
from dataclasses import replace

import pytest

from bridge.errors import LoginRequired
from bridge.events import Text
from bridge.merging import MOST_PAUSES, joined, reworded, said_with
from bridge.types import Attachment, MessageId, Saying, State
from bridge.waiting.line import Line
from storage.store import SqlStore
from tests.bridge.waiting.test_line import turn
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend, FakePlatform, rules_for

MERGES = replace(rules_for(), merge=3.0)
SAID = (Saying(MessageId("1"), "One"), Saying(MessageId("2"), "Two"))


def test_the_words_of_several_messages() -> None:
    """What stands for a picture without words is not needed beside words."""
    assert joined(["One", "Two"], "en") == "One\n\nTwo"
    assert joined(["Please look at what is attached.", "What is it?"], "en") == "What is it?"
    assert joined(["Please look at what is attached."] * 2, "en") == "Please look at what is attached."
    assert joined([], "en") == ""


def test_one_of_several_messages_gets_other_words() -> None:
    """Or none: then it is as if it had not been said."""
    whole = replace(question("One\n\nTwo"), sayings=SAID)
    assert reworded(whole, "2", "2!", "en").text == "One\n\n2!"
    assert [one.text for one in reworded(whole, "2", "2!", "en").sayings] == ["One", "2!"]
    assert reworded(whole, "1", "", "en").text == "Two"
    assert reworded(reworded(whole, "1", "", "en"), "2", "", "en").text == ""
    assert reworded(question("One"), "1", "1!", "en").text == "1!"
    assert (said_with(whole, "2"), said_with(question("One"), "1")) == ("Two", "One")


async def test_what_comes_before_the_question_is_begun_is_one_with_it(store: SqlStore) -> None:
    """While it waits for others; what somebody else says there is a question of its own."""
    backend = FakeBackend(Text("Hi."))
    world = World(store, backend, rules=MERGES)
    world.bridge.lines["fake"] = line = Line("fake", 1)
    async with line.page(turn(9), lambda _: None):
        await world.accept(question("One", "1"))
        while not len(line):
            await asyncio.sleep(0)
        await world.accept(
            question("Two", "2"), question("Three", "3"), replace(question("Me, too", "4"), author="V")
        )
    await world.bridge.idle()
    assert world.asked == ["One\n\nTwo\n\nThree", "Me, too"]
    assert [one.state for one in await world.turns()] == [State.DELIVERED] * 2
    assert len(world.platform.shown) == 2


async def test_the_next_message_is_waited_for(store: SqlStore) -> None:
    """For as long as the channel says since the last one, though not for ever."""
    backend = FakeBackend(Text("Hi."))
    world = World(store, backend, rules=MERGES)
    world.pauses.meanwhile = lambda: None
    await world.settle(question("One", "1"))
    assert len(world.pauses.taken) == MOST_PAUSES  # here no time goes by in a pause
    assert all(0 < seconds <= 3.0 for seconds in world.pauses.taken)


async def test_without_being_asked_for_nothing_is_merged(store: SqlStore) -> None:
    """Each message is a question, and nobody waits."""
    world = World(store, FakeBackend(Text("Hi.")))
    await world.settle(question("One", "1"), question("Two", "2"))
    assert world.asked == ["One", "Two"]
    assert world.pauses.taken == []


async def test_files_of_what_came_later_are_fetched_first(store: SqlStore) -> None:
    """Nobody waits for that with a page in hand, and the question is asked with all of them."""
    platform = FakePlatform()
    platform.files["F"] = [b"bytes"]
    world = World(store, FakeBackend(Text("Hi.")), platform, rules=MERGES)
    world.bridge.lines["fake"] = line = Line("fake", 1)
    async with line.page(turn(9), lambda _: None):
        await world.accept(question("One", "1"))
        while not len(line):
            await asyncio.sleep(0)
        await world.accept(replace(question("Two", "2"), attachments=(Attachment("a.txt", "F"),)))
    await world.bridge.idle()
    assert world.asked == ["One\n\nTwo"]
    assert [file.name for file in world.backend.asked[0].question.files] == ["a.txt"]


async def test_what_met_a_wall_takes_nothing_more(store: SqlStore) -> None:
    """It may have been typed, for all the ledger knows."""
    world = World(store, FakeBackend(Text("Hi."), refuses=LoginRequired()), rules=MERGES)
    await world.accept(question("One", "1"))
    while not world.bridge.gates["fake"].line:
        await asyncio.sleep(0)
    await world.accept(question("Two", "2"))
    world.backend.refuses = None
    await world.bridge.idle()
    assert set(world.asked) == {"One", "Two"}
    await world.bridge.close()


@pytest.mark.parametrize("merge", [0.0, 3.0])
async def test_whether_one_will_be_part_of_another(store: SqlStore, merge: float) -> None:
    """Then nobody has to be told that it waits."""
    world = World(store, FakeBackend(), rules=replace(rules_for(), merge=merge))
    world.bridge.lines["fake"] = line = Line("fake", 1)
    async with line.page(turn(9), lambda _: None):
        await world.accept(question("One", "1"))
        [second] = await world.accept(question("Two", "2"))
        assert second
        assert await world.bridge.follows(second) is bool(merge)
    await world.bridge.idle()
    assert await world.states(HERE)
