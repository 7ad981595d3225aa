"""What becomes of a question before its turn: edited, declined, taken back, and a Thread that is forgotten."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bridge.errors import BadQuestion, LoginRequired
from bridge.events import CutShort, Event, Failed, Linked, Opened, Sent, Stopped, Text, Waiting
from bridge.types import Anchor, Attachment, ConversationId, File, MessageId, State
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend

STEPS: Sequence[Event] = (Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("Yes."))


class Linking(FakeBackend):
    """Its conversations have an address."""

    def link(self, conversation: ConversationId) -> str:
        return f"https://chat.example/c/{conversation}"


async def test_the_last_question_is_asked_again_as_it_was_edited(store: SqlStore) -> None:
    """A branch; however often, and after other answers to it; the message that was edited stays the one it was."""
    world = World(store, FakeBackend(*STEPS))
    await world.settle(question("one", "1"), question("two", "2"), replace(question("", "3"), action="again"))
    for text, message in (("two!", "4"), ("two!!", "5")):
        assert await world.bridge.accept_edited(question(text, message), MessageId("2"))
        await world.bridge.idle()
        asked = world.backend.asked[-1].question
        assert (asked.action, asked.text) == ("edit", text)


async def test_only_the_last_question_is(store: SqlStore) -> None:
    """An older one would throw away what came after it."""
    world = World(store, FakeBackend(*STEPS))
    await world.settle(question("one", "1"), question("two", "2"))
    for edited in ("1", "9"):
        with pytest.raises(BadQuestion, match="Only the thread's last question"):
            await world.bridge.accept_edited(question("new", "3"), MessageId(edited))


async def test_what_was_never_asked_is_asked_as_a_new_question(store: SqlStore) -> None:
    """There is nothing to branch from, and the question before it is not to be changed."""
    world = World(store, FakeBackend(*STEPS))
    await world.settle(question("one", "1"))
    failing = world.backend.refuses = LoginRequired()
    failing.unanswered = True
    await world.settle(question("two", "2"))
    world.backend.refuses = None
    world.bridge.gates["fake"].wall = None
    await world.bridge.accept_edited(question("two!", "3"), MessageId("2"))
    await world.bridge.idle()
    assert world.backend.asked[-1].question.action == "ask"
    await world.bridge.close()


async def test_a_declined_question_is_told_why_once(store: SqlStore) -> None:
    """By the usual way; it is not asked."""
    world = World(store, FakeBackend(*STEPS))
    assert await world.bridge.decline(question(), "It is too old.")
    assert await world.bridge.decline(question(), "It is too old.") is None
    await world.bridge.idle()
    [[failed]] = world.shown()
    assert isinstance(failed, Failed)
    assert str(failed.error) == "It is too old."
    assert (world.asked, await store.unfinished()) == ([], [])


async def test_a_queued_question_is_taken_out(store: SqlStore) -> None:
    """The one that is being answered is not; what comes after it is asked."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(gate, *STEPS))
    await world.accept(question("one", "1"), question("two", "2"), question("three", "3"))
    await world.backend.began.wait()
    assert await world.bridge.queued(HERE) == 2
    assert not await world.bridge.withdraw(HERE, MessageId("1"))
    assert await world.bridge.withdraw(HERE, MessageId("2"))
    assert not await world.bridge.withdraw(HERE, MessageId("2"))
    assert await world.bridge.queued(HERE) == 1
    gate.set()
    await world.bridge.idle()
    assert world.asked == ["one", "three"]
    assert world.shown("2") == []
    assert b'threadbridge_turns_total{state="withdrawn"} 1.0' in world.bridge.metrics.exposed()


async def test_a_question_that_waits_at_a_wall_is_taken_out(store: SqlStore) -> None:
    """Whether it met the wall itself or came to it; the placeholder ends."""
    world = World(store, FakeBackend(*STEPS, refuses=LoginRequired()))
    elsewhere = replace(HERE, thread="2")
    await world.accept(question("one", "1"), question("two", "2", elsewhere))
    while len(world.bridge.gates["fake"].line) < 2:
        await asyncio.sleep(0)
    for message, thread in (("1", HERE), ("2", elsewhere)):
        assert await world.bridge.withdraw(thread, MessageId(message))
    await world.bridge.idle()
    for message in ("1", "2"):
        [shown] = world.shown(message)
        assert {type(event) for event in shown[:-1]} == {Waiting}
        assert shown[-1] == Stopped()
    assert await store.unfinished() == []
    await world.bridge.close()


async def test_what_is_taken_back_in_the_last_moment_is_not_asked(store: SqlStore) -> None:
    """After its turn began and before anything was typed."""
    world = World(store, FakeBackend(*STEPS))

    class Deleting(type(world.platform)):  # type: ignore[misc]
        async def fetch(self, thread: object, attachment: Attachment) -> File:
            assert await store.withdraw(HERE, MessageId("1"))
            return File("a", b"a")

    world.platform = Deleting()
    world.__post_init__()
    await world.accept(replace(question(), attachments=(Attachment("a", "F"),)))
    await world.bridge.idle()
    assert world.asked == []
    assert world.shown() == [[Stopped()]]


async def test_a_thread_is_erased_while_it_is_answered(store: SqlStore) -> None:
    """What is under way ends, what waits is not asked, and the next question begins anew."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(*STEPS, gate))
    await world.accept(question("one", "1"), question("two", "2"))
    await world.backend.began.wait()
    assert await world.bridge.erase(HERE) == 2
    await world.bridge.idle()
    assert world.backend.stopped
    assert world.asked == ["one"]
    assert await world.turns() == []
    gate.set()
    turn = await world.settle(question("three", "3"))
    assert (turn.state, world.backend.asked[-1].conversation) == (State.DELIVERED, None)


async def test_where_the_conversation_can_be_opened_is_told_once(store: SqlStore) -> None:
    """Live and from the ledger; an answer that was cut is known as such both times."""
    world = World(store, Linking(*STEPS, Opened(ConversationId("c1")), CutShort()))
    link = Linked("https://chat.example/c/c1")
    turn = await world.settle(question())
    assert world.shown() == [[link, Text("Yes."), CutShort()]]
    await world.bridge.answer(replace(turn, state=State.ANSWERED))
    assert world.shown()[-1] == [link, Text("Yes."), CutShort()]


async def test_a_temporary_chat_has_no_link(store: SqlStore) -> None:
    """It can't be opened by anybody."""
    world = World(store, Linking(*STEPS))
    await world.settle(replace(question(), temporary=True))
    assert world.shown() == [[Text("Yes.")]]


async def test_a_thread_has_a_model_of_its_own(store: SqlStore) -> None:
    """Before the channel's, behind the question's."""
    world = World(store, FakeBackend(*STEPS))
    world.rules = replace(world.rules, model="of the channel")
    await store.choose(HERE, "sol")
    await world.settle(question("one", "1"), replace(question("two", "2"), model="luna"))
    assert [turn.question.model for turn in world.backend.asked] == ["sol", "luna"]
