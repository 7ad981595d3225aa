"""Answers that end otherwise: a full conversation, one cut on ChatGPT's page, one that breaks off, pictures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bridge.answering.recap import LONGEST, MEANWHILE, meanwhile, recap
from bridge.errors import AnswerFailed, ConversationFull
from bridge.events import Cut, Event, Failed, Notice, Opened, Sent, Stopped, Text, Titled
from bridge.texts import say
from bridge.types import Anchor, ConversationId, File, Image, MessageId, Question, State, Turn, TurnId
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend

STEPS = (Opened(ConversationId("c1")), Titled("Fruit"), Sent(Anchor("a1")), Text("Mango."))


class Fills(FakeBackend):
    """A backend whose conversation c1 is full after the first question; ``always``: every one is."""

    def __init__(self, *, always: bool = False) -> None:
        super().__init__(*STEPS)
        self.always = always

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        if self.asked:
            self.refuses = ConversationFull() if turn.conversation == "c1" or self.always else None
            self.steps = (Opened(ConversationId("c2")), Sent(Anchor("a2")), Text("Still mango."))
        async with super().send(turn) as events:
            yield events


async def test_a_full_conversation_goes_on_in_a_new_one(store: SqlStore) -> None:
    """With a short account before the question, said in the thread; the ledger keeps the question as it was."""
    world = World(store, Fills())
    await world.settle(question("My favorite fruit is mango."))
    turn = await world.settle(question("Which is it?", "2"))
    assert (turn.state, turn.answer, turn.conversation) == (State.DELIVERED, "Still mango.", "c2")
    assert turn.question.text == "Which is it?"
    assert world.shown("2") == [[Notice(say("went_on_in_new")), Text("Still mango.")]]
    last = world.backend.asked[-1]
    assert last.conversation is None
    assert not last.resumed
    assert last.question.text.endswith("Now go on with this:\n\nWhich is it?")
    for known in ("Fruit", "My favorite fruit is mango.", "Mango."):
        assert known in last.question.text


async def test_it_goes_on_once(store: SqlStore) -> None:
    """A site that says the same of a new conversation is believed."""
    world = World(store, Fills(always=True))
    await world.settle(question("first"))
    turn = await world.settle(question("second", "2"))
    assert turn.state is State.FAILED
    assert turn.reason == str(ConversationFull())
    assert len(world.asked) == 3


async def test_after_a_crash_the_account_is_the_same(store: SqlStore) -> None:
    """What was typed before the crash can be looked for by its text."""
    world = World(store, Fills())
    await world.settle(question("first"))
    turn = await store.accept(question("second", "2"), "fake")
    assert turn
    await store.asking(turn.id)
    preface = recap(await store.history(HERE, before=turn.id), "second", "Fruit")
    await store.go_on_in_new(turn.id, preface)
    following = World(store, FakeBackend(*STEPS))
    await following.bridge.resume()
    await following.bridge.idle()
    [asked] = following.backend.asked
    assert (asked.resumed, asked.conversation) == (True, None)
    assert asked.question.text == f"{preface}\n\nsecond"


async def test_what_was_cut_on_the_page_is_shown_as_stopped(store: SqlStore) -> None:
    """Somebody pressed Stop in ChatGPT's own window."""
    world = World(store, FakeBackend(*STEPS, Cut()))
    turn = await world.settle(question())
    assert (turn.state, turn.answer, turn.stopped) == (State.DELIVERED, "Mango.", True)
    assert world.shown() == [[Text("Mango."), Stopped()]]


async def test_what_came_before_a_failure_is_kept(store: SqlStore) -> None:
    """In the ledger, with the reason; and shown with it when the telling had to wait for a restart."""
    world = World(store, FakeBackend(*STEPS, AnswerFailed(what="Something went wrong.")))
    turn = await world.settle(question())
    assert (turn.state, turn.answer) == (State.FAILED, "Mango.")
    kept = await store.accept(question(message="2"), "fake")
    assert kept
    await store.failed(kept.id, "broken off", "Half a ma")
    await world.bridge.resume()
    await world.bridge.idle()
    [[text, failed]] = world.shown("2")
    assert text == Text("Half a ma")
    assert isinstance(failed, Failed)


async def test_pictures_and_files_are_shown_after_a_crash(store: SqlStore) -> None:
    """They came from the page, which may not give them a second time."""
    made = (Image("mango.png", b"png"), File("mango.csv", b"1,2"))
    turn = await store.accept(question(), "fake")
    assert turn
    for event in made:
        await store.record(turn.id, event)
    await store.answered(turn.id, "Mango.")
    world = World(store, FakeBackend())
    await world.bridge.resume()
    await world.bridge.idle()
    assert world.shown() == [[Text("Mango."), *made]]


def turns(*said: tuple[str, str]) -> list[Turn]:
    return [
        Turn(
            TurnId(n),
            Question(HERE, MessageId(str(n)), "U", asked),
            "fake",
            State.DELIVERED,
            answer=answered,
        )
        for n, (asked, answered) in enumerate(said, 1)
    ]


@pytest.mark.parametrize("size", [1, 10, 500])
def test_a_recap_is_short_however_long_the_conversation(size: int) -> None:
    """And the newest is in it."""
    text = recap(turns(*((f"question {n} " + "x" * 3000, f"answer {n} " + "y" * 9000) for n in range(size))), "so?")
    assert len(text) < LONGEST + 1000
    assert f"question {size - 1} " in text
    assert f"answer {size - 1} " in text


@pytest.mark.parametrize("size", [1, 2, 50])
def test_what_was_said_meanwhile_is_no_longer_than_it_may_be(size: int) -> None:
    """The newest is in it, and what there is room for before it."""
    text = meanwhile(turns(*((f"question {n} ", f"answer {n} " + "y" * 4000) for n in range(size))), "so?")
    assert len(text) < MEANWHILE + 500
    assert f"answer {size - 1} {'y' * 4000}" in text
    assert ("question 0\n" in text) == (size <= 2)
    assert text.endswith(say("recap_now"))


def test_a_recap_speaks_the_questions_language() -> None:
    """A Korean question is not introduced in English."""
    assert "지금까지의 질문" in recap(turns(("망고", "네.")), "내가 좋아하는 과일은?")
    assert "What was asked" in recap(turns(("망고", "네.")), "Which fruit?")


def test_a_recap_of_nothing_still_says_what_happened() -> None:
    """A conversation that was adopted has no turns of ours."""
    assert recap([], "so?").startswith("(Our conversation")
