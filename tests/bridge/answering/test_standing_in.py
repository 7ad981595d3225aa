"""While a backend can't answer another one does, if the channel says so; afterwards the first one goes on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bridge.bridge import Bridge
from bridge.errors import (
    BackendError,
    BrokenOff,
    BudgetSpent,
    ConversationFull,
    HumanCheck,
    PermissionWanted,
    RateLimited,
    Refused,
    UsageCap,
)
from bridge.events import AnsweredBy, Event, Failed, Notice, Opened, Rewritten, Sent, Shown, Text
from bridge.texts import say
from bridge.types import Action, Anchor, ConversationId, Question, Rules, State, Turn
from storage.store import SqlStore
from tests.bridge.world import HERE, Pauses, question
from tests.fakes import FakeBackend, FakePlatform, rules_for

SAID = Notice(say("stood_in", walled="fake", backend="api"))
ANSWER = (Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("Page."))


class Api(FakeBackend):
    """A backend that keeps nothing of what it is asked."""

    leaves_no_trace = True


@dataclass
class Two:
    """A backend, and one that stands in for it."""

    store: SqlStore
    page: FakeBackend = field(default_factory=lambda: FakeBackend(*ANSWER))
    api: FakeBackend = field(default_factory=lambda: Api(AnsweredBy("m"), Sent(Anchor("r1")), Text("Api.")))
    rules: Rules = field(default_factory=lambda: replace(rules_for(), failover="api:m"))
    platform: FakePlatform = field(default_factory=FakePlatform)
    pauses: Pauses = field(default_factory=Pauses)

    def __post_init__(self) -> None:
        backends = {"fake": self.page, "api": self.api}
        self.bridge = Bridge(self.store, backends, {"fake": self.platform}, lambda _: self.rules, self.pauses)

    async def settle(self, text: str, message: str, **more: Any) -> Turn:
        await self.bridge.accept(replace(question(text, message), **more))
        await self.bridge.idle()
        return (await self.store.history(HERE))[-1]

    def shown(self) -> Sequence[Shown]:
        """What the last turn was shown as."""
        return list(self.platform.shown.values())[-1]


@pytest.mark.parametrize("wall", [HumanCheck(), UsageCap(until="tomorrow"), RateLimited()])
async def test_a_wall_is_passed_by(store: SqlStore, wall: BackendError) -> None:
    """The question goes to the other one at once, which is said and stands in the ledger."""
    two = Two(store, page=FakeBackend(refuses=wall))
    turn = await two.settle("hello", "1", model="o3", effort="heavy")
    assert (turn.state, turn.answer, turn.backend, turn.answered_by) == (State.DELIVERED, "Api.", "api", "m")
    assert two.shown() == [SAID, AnsweredBy("m"), Text("Api.")]
    assert b'threadbridge_stood_in_total{backend="api"} 1.0' in two.bridge.metrics.exposed()
    [asked] = two.api.asked
    assert (asked.question.model, asked.question.effort, asked.backend) == ("m", "", "api")
    await two.bridge.close()


async def test_behind_a_wall_that_is_known_nobody_waits(store: SqlStore) -> None:
    """Nor is the first one asked before it has been looked at."""
    two = Two(store, page=FakeBackend(refuses=HumanCheck()))
    await two.settle("one", "1")
    asked = len(two.page.asked)
    await two.settle("two", "2")
    assert len(two.page.asked) == asked
    assert [turn.question.text for turn in two.api.asked] == ["one", "two"]
    await two.bridge.close()


async def test_afterwards_the_thread_goes_on_where_it_was(store: SqlStore) -> None:
    """In its conversation, which is told once what was said meanwhile."""
    two = Two(store)
    await two.settle("first", "1")
    two.page.refuses = HumanCheck()
    await two.settle("second", "2")
    two.page.refuses = None
    await two.bridge.gates["fake"].opened(two.bridge.gates["fake"]._shuts)  # type: ignore[arg-type]
    turn = await two.settle("third", "3")
    assert (turn.backend, turn.answer, turn.conversation) == ("fake", "Page.", "c1")
    told = two.page.asked[-1]
    assert (told.conversation, told.last) == ("c1", "a1")
    assert told.question.text.startswith(say("meanwhile_begins"))
    assert told.question.text.endswith("third")
    assert "second" in told.question.text
    assert "Api." in told.question.text
    assert "first" not in told.question.text
    await two.settle("fourth", "4")
    assert two.page.asked[-1].question.text == "fourth"
    await two.bridge.close()


@pytest.mark.parametrize(("action", "words"), [("again", "hello"), ("continue", say("go_on")), ("edit", "Hello!")])
async def test_what_goes_back_to_an_answer_of_the_other_is_a_new_question(
    store: SqlStore, action: Action, words: str
) -> None:
    """The first one has no such answer that it could go back to."""
    two = Two(store)
    await two.settle("zero", "0")
    await two.settle("hello", "1", model="api:m")
    await two.settle("Hello!" if action == "edit" else "", "2", action=action)
    told = two.page.asked[-1].question
    assert told.action == "ask"
    assert told.text.endswith(f"\n\n{words}")
    assert "Api." in told.text
    await two.bridge.close()


async def test_whoever_is_told_everything_is_told_it_once(store: SqlStore) -> None:
    """A backend that keeps nothing gets the Thread from the ledger, and no account of it besides."""
    two = Two(store)
    await two.settle("one", "1")
    await two.settle("two", "2", model="api:m")
    assert two.api.asked[-1].question.text == "two"
    await two.bridge.close()


@pytest.mark.parametrize(
    "refuses", [BudgetSpent(backend="api", budget="5"), Refused(what="no such model"), RateLimited()]
)
async def test_where_the_other_can_not_answer_either_the_question_waits(
    store: SqlStore, refuses: BackendError
) -> None:
    """As it would without it, and it is answered when the wall is gone."""
    two = Two(store, page=FakeBackend(*ANSWER, refuses=HumanCheck()), api=Api(refuses=refuses))

    def passes() -> None:
        if two.page.asked:
            two.page.refuses = None

    two.pauses.meanwhile = passes
    turn = await two.settle("hello", "1")
    assert (turn.backend, turn.answer) == ("fake", "Page.")
    assert SAID not in two.shown()
    await two.bridge.close()


async def test_what_breaks_off_at_the_other_is_told(store: SqlStore) -> None:
    """It had begun: then it is not asked a second time elsewhere."""
    broken = BrokenOff(what="the line was cut")
    two = Two(store, page=FakeBackend(refuses=HumanCheck()), api=Api(Sent(Anchor("r")), Text("A"), broken))
    turn = await two.settle("hello", "1")
    assert (turn.state, turn.backend, turn.answer) == (State.FAILED, "api", "A")
    assert two.shown()[-1] == Failed(broken)
    await two.bridge.close()


async def test_a_limit_that_is_told_instead_of_an_answer_is_passed_by(store: SqlStore) -> None:
    """The site took the question and answers it no more; the next one goes on in the same conversation."""
    cap = UsageCap(until="tomorrow")
    cap.unanswered = True
    two = Two(store, page=FakeBackend(*ANSWER[:2], Text("You've hit"), cap))
    turn = await two.settle("one", "1")
    assert (turn.state, turn.answer, turn.backend) == (State.DELIVERED, "Api.", "api")
    assert two.shown()[-4:] == [Rewritten(""), SAID, AnsweredBy("m"), Text("Api.")]
    two.page.steps = (Sent(Anchor("a2")), Text("Page."))
    await two.bridge.gates["fake"].opened(two.bridge.gates["fake"]._shuts)  # type: ignore[arg-type]
    turn = await two.settle("two", "2")
    assert (turn.answer, turn.conversation) == ("Page.", "c1")
    assert "Api." in two.page.asked[-1].question.text
    await two.bridge.close()


async def test_what_the_page_took_stays_asked_until_the_other_answers(store: SqlStore) -> None:
    """Were it only "asking" in the ledger, it could be typed again after a crash at this moment."""
    cap = UsageCap(until="tomorrow")
    cap.unanswered = True
    states = list[State]()

    class Looking(Api):
        @asynccontextmanager
        async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
            states.extend(one.state for one in await store.history(HERE))
            async with super().send(turn) as events:
                yield events

    two = Two(store, page=FakeBackend(*ANSWER[:2], cap), api=Looking(Text("Api.")))
    assert (await two.settle("one", "1")).answer == "Api."
    assert states == [State.ASKED]
    await two.bridge.close()


async def test_a_limit_that_others_were_told_says_nothing_of_what_is_being_answered(store: SqlStore) -> None:
    """A question that the page took waits for leave in mid-answer; elsewhere another one is told a limit."""
    cap, leave = UsageCap(until="tomorrow"), PermissionWanted(what="a tool")
    cap.unanswered, leave.here = True, "https://example.invalid/c/1"
    two = Two(store, page=FakeBackend(*ANSWER[:2], leave))

    def meanwhile() -> None:
        if two.page.steps != ANSWER:
            two.page.steps = ANSWER
            two.bridge.gates["fake"].shut(cap)

    two.pauses.meanwhile = meanwhile
    turn = await two.settle("one", "1")
    assert (turn.backend, turn.answer) == ("fake", "Page.")
    assert not two.api.asked
    await two.bridge.close()


async def test_who_goes_on_in_a_new_conversation_waits_for_it(store: SqlStore) -> None:
    """Nobody else is given the account of the full one, and ChatGPT would never hear of it."""

    class Full(FakeBackend):
        @asynccontextmanager
        async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
            if turn.conversation:
                self.refuses = HumanCheck()
                raise ConversationFull
            async with super().send(turn) as events:
                yield events

    two = Two(store, page=Full(*ANSWER))
    await two.settle("one", "1")
    two.pauses.meanwhile = lambda: setattr(two.page, "refuses", None)
    two.page.steps = (Opened(ConversationId("c2")), Sent(Anchor("a2")), Text("New."))
    assert (await two.settle("two", "2")).answer == "New."
    assert two.page.asked[-1].question.text.endswith("two")
    assert "one" in two.page.asked[-1].question.text
    assert not two.api.asked
    await two.bridge.close()


async def test_what_may_have_been_asked_before_a_restart_is_not_asked_elsewhere(store: SqlStore) -> None:
    """Nobody knows whether it will be answered where it was asked."""
    waits = asyncio.Event()
    two = Two(store, page=FakeBackend(*ANSWER, refuses=HumanCheck()))
    two.pauses.meanwhile = waits.set
    turn = await accepted(store, question("two", "2"))
    await store.asking(turn.id)
    await two.bridge.resume()
    await waits.wait()
    assert not two.api.asked
    await two.bridge.close()


async def test_who_holds_the_stream_gets_the_others_answer(store: SqlStore) -> None:
    """Instead of the wall's error."""
    two = Two(store, page=FakeBackend(refuses=HumanCheck()))
    async with two.bridge.ask(question()) as feed:
        assert [event async for event in feed] == [SAID, AnsweredBy("m"), Text("Api.")]
    await two.bridge.close()


async def test_who_may_ask_only_the_first_is_told_of_the_wall(store: SqlStore) -> None:
    """It costs money that the asker may not spend."""
    two = Two(store, page=FakeBackend(refuses=HumanCheck()))
    async with two.bridge.ask(question(), alone=True) as feed:
        [failed] = [event async for event in feed if isinstance(event, Failed)]
    assert isinstance(failed.error, HumanCheck)
    assert not two.api.asked
    await two.bridge.close()


@pytest.mark.parametrize("failover", ["", "fake", "nobody"])
async def test_without_a_choice_questions_wait(store: SqlStore, failover: str) -> None:
    """And nothing stands in for itself."""
    rules = replace(rules_for(), failover=failover)
    two = Two(store, page=FakeBackend(*ANSWER, refuses=HumanCheck()), rules=rules)
    two.pauses.meanwhile = lambda: setattr(two.page, "refuses", None)
    turn = await two.settle("hello", "1")
    assert (turn.backend, turn.answer) == ("fake", "Page.")
    assert not two.api.asked
    await two.bridge.close()


async def accepted(store: SqlStore, asked: Question) -> Turn:
    turn = await store.accept(asked, "fake")
    assert turn is not None
    return turn


async def test_after_a_crash_the_other_is_asked_again(store: SqlStore) -> None:
    """Its own turn it is by then, so nobody looks for it on the page."""
    turn = await accepted(store, question(message="1"))
    await store.asking(turn.id)
    await store.stands_in(turn.id, "api", "m")
    await store.record(turn.id, Sent(Anchor("r0")))
    two = Two(store)
    await two.bridge.resume()
    await two.bridge.idle()
    [kept] = await store.history(HERE)
    assert (kept.state, kept.answer, kept.backend) == (State.DELIVERED, "Api.", "api")
    assert [asked.question.model for asked in two.api.asked] == ["m"]
    assert not two.page.asked
    await two.bridge.close()
