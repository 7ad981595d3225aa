"""A question is accepted, answered in its Thread's lane, and shown where it was asked."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bridge.bridge import Bridge
from bridge.errors import (
    Apology,
    BadQuestion,
    CallerLeft,
    LoginRequired,
    NotConfigured,
    Refused,
    Remembered,
    UploadFailed,
)
from bridge.events import AnsweredBy, Event, Failed, Opened, Rewritten, Sent, Shown, Status, Stopped, Text
from bridge.types import Anchor, ConversationId, Image, MessageId, State, Turn
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question, watched
from tests.fakes import FakeBackend, FakePlatform, Step, rules_for

STEPS = (Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("Hi "), Text("there."))
ELSEWHERE = replace(HERE, thread="2")


async def test_a_question_gets_its_answer(store: SqlStore) -> None:
    """Accepted, asked once, shown where it was asked, and all of it in the ledger."""
    world = World(store, FakeBackend(*STEPS))
    turn = await world.settle(question())
    assert world.asked == ["hello"]
    assert world.shown() == [[Text("Hi "), Text("there.")]]
    assert (turn.state, turn.answer, turn.conversation, turn.anchor) == (
        State.DELIVERED,
        "Hi there.",
        "c1",
        "a1",
    )
    assert await store.unfinished() == []


async def test_accept_returns_before_the_answer(store: SqlStore) -> None:
    """So that the platform can acknowledge at once."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(gate, *STEPS))
    assert await world.bridge.accept(question())
    await world.backend.began.wait()
    assert await world.states() == [State.ASKING]
    gate.set()
    await world.bridge.idle()


async def test_every_kind_of_event_reaches_the_platform_in_order(store: SqlStore) -> None:
    """All but the two that are the ledger's business."""
    shown = (AnsweredBy("m"), Status("thinking"), Text("a"), Image("i", b"png"), Rewritten("b"), Text("c"))
    world = World(store, FakeBackend(*STEPS[:2], *shown))
    turn = await world.settle(question())
    assert world.shown() == [list(shown)]
    assert (turn.answer, turn.answered_by) == ("bc", "m")


async def test_a_redelivery_is_no_news(store: SqlStore) -> None:
    """Neither while the answer is written nor afterwards is it asked again."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(*STEPS, gate))
    first, second = await world.accept(question(), question())
    await world.backend.began.wait()
    [third] = await world.accept(question())
    gate.set()
    await world.bridge.idle()
    await world.settle(question())
    assert first
    assert (second, third) == (None, None)
    assert world.asked == ["hello"]


async def test_a_question_in_the_middle_of_an_answer_waits_its_turn(store: SqlStore) -> None:
    """And goes on in the same conversation."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(*STEPS, gate))
    await world.accept(question("first", "1"))
    await world.backend.began.wait()
    await world.accept(question("second", "2"), question("third", "3"))
    assert world.asked == ["first"]
    gate.set()
    await world.bridge.idle()
    assert world.asked == ["first", "second", "third"]
    assert [turn.conversation for turn in world.backend.asked] == [None, "c1", "c1"]
    assert await world.states() == [State.DELIVERED] * 3


async def test_threads_are_answered_side_by_side(store: SqlStore) -> None:
    """A slow Thread holds up nobody."""

    class SlowHere(FakeBackend):
        @asynccontextmanager
        async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
            if turn.thread == HERE:
                await gate.wait()
            async with super().send(turn) as events:
                yield events

    gate = asyncio.Event()
    world = World(store, SlowHere(Text("Hi")))
    await world.accept(question("slow", "1"), question("quick", "2", ELSEWHERE))
    await world.backend.left.wait()
    assert world.asked == ["quick"]
    gate.set()
    await world.bridge.idle()
    assert world.asked == ["quick", "slow"]


async def test_stop_keeps_what_came_so_far(store: SqlStore) -> None:
    """The backend's block is left, the text stays and says that it was stopped."""
    world = World(store, FakeBackend(*STEPS, asyncio.Event()))
    await world.accept(question())
    await world.backend.began.wait()
    while not (world.shown() and len(world.shown()[0]) == 2):
        await asyncio.sleep(0)
    assert await world.bridge.stop(HERE)
    await world.bridge.idle()
    [turn] = await world.turns()
    assert world.backend.stopped
    assert (turn.state, turn.answer, turn.stopped) == (State.DELIVERED, "Hi there.", True)
    assert world.shown() == [[*STEPS[2:], Stopped()]]


async def test_stop_where_nothing_is_written_says_so(store: SqlStore) -> None:
    """Before, after and in another Thread."""
    world = World(store, FakeBackend(*STEPS))
    assert not await world.bridge.stop(HERE)
    await world.settle(question())
    assert not await world.bridge.stop(HERE)
    assert not await world.bridge.stop(ELSEWHERE)


async def test_stop_is_for_the_answer_being_written_only(store: SqlStore) -> None:
    """The next question in the queue is asked all the same."""
    world = World(store, FakeBackend(Text("Hi"), gate := asyncio.Event()))
    await world.accept(question("first", "1"), question("second", "2"))
    await world.backend.began.wait()
    await world.bridge.stop(HERE)
    gate.set()
    await world.bridge.idle()
    assert [turn.stopped for turn in await world.turns()] == [True, False]


class LeavingTakesLong(FakeBackend):
    """Pressing Stop takes a while, and ends as the test says."""

    def __init__(self, *steps: Event | asyncio.Event, ends: Exception | None = None) -> None:
        super().__init__(*steps)
        self.ends = ends
        self.leaving = asyncio.Event()
        self.may_leave = asyncio.Event()
        self.pressed = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        async with super().send(turn) as events:
            try:
                yield events
            except asyncio.CancelledError:
                self.leaving.set()
                await self.may_leave.wait()
                self.pressed = True
                if self.ends:
                    raise self.ends from None
                # and, as a careless backend does, swallows the cancellation


async def test_stopping_twice_does_not_interrupt_the_stopping(store: SqlStore) -> None:
    """An impatient second click must not tear the backend away from the Stop button."""
    world = World(store, backend := LeavingTakesLong(Text("Hi"), asyncio.Event()))
    await world.accept(question())
    await backend.began.wait()
    assert await world.bridge.stop(HERE)
    await backend.leaving.wait()
    assert await world.bridge.stop(HERE)
    backend.may_leave.set()
    await world.bridge.idle()
    assert backend.pressed


@pytest.mark.parametrize("ends", [None, Refused(what="no"), ValueError("a bug")])
async def test_a_stopped_answer_is_never_taken_for_a_whole_one(store: SqlStore, ends: Exception | None) -> None:
    """However the backend takes being stopped, the text so far is kept and marked."""
    world = World(store, backend := LeavingTakesLong(Text("Hi"), asyncio.Event(), ends=ends))
    backend.may_leave.set()
    await world.accept(question())
    await backend.began.wait()
    await world.bridge.stop(HERE)
    await world.bridge.idle()
    [turn] = await world.turns()
    assert (turn.state, turn.answer, turn.stopped) == (State.DELIVERED, "Hi", True)


async def test_a_backend_that_cancels_itself_has_a_bug(store: SqlStore) -> None:
    """Nobody pressed Stop, so nobody is told that the answer was stopped."""

    class Cancelling(FakeBackend):
        async def _events(self, steps: Sequence[Step]) -> AsyncIterator[Event]:
            yield Text("Hi")
            raise asyncio.CancelledError

    world = World(store, Cancelling())
    turn = await world.settle(question())
    assert turn.state is State.FAILED
    assert isinstance(failure(world), Apology)


def failure(world: World, message: str = "1") -> Exception:
    """The error that the platform was shown last."""
    last = world.shown(message)[-1][-1]
    assert isinstance(last, Failed)
    return last.error


NO_UPLOAD = UploadFailed(name="plan.pdf", what="it is too large")


async def test_a_backend_that_is_not_ready_is_told_and_the_turn_ended(store: SqlStore) -> None:
    """The person reads what to do, and the Thread is free again."""
    world = World(store, FakeBackend(refuses=NO_UPLOAD))
    turn = await world.settle(question())
    assert isinstance(failure(world), UploadFailed)
    assert (turn.state, turn.reason) == (State.FAILED, str(NO_UPLOAD))
    assert await store.unfinished() == []
    world.backend.refuses = None
    world.backend.steps = STEPS
    assert (await world.settle(question("again", "2"))).state is State.DELIVERED


async def test_the_reason_is_kept_in_the_words_of_the_channel(store: SqlStore) -> None:
    """After a crash a Korean reads Korean."""
    world = World(store, FakeBackend(refuses=NO_UPLOAD), rules=replace(rules_for(), language="ko"))
    turn = await world.settle(question())
    assert turn.reason == NO_UPLOAD.say("ko")


async def test_a_failure_of_an_earlier_run_is_still_told(store: SqlStore) -> None:
    """Crashed between the failure and telling it: the next run tells, and asks nothing."""
    turn = await store.accept(question(), "fake")
    assert turn
    await store.failed(turn.id, "signed out")
    world = World(store, FakeBackend(*STEPS))
    await world.bridge.resume()
    await world.bridge.idle()
    assert isinstance(failure(world), Remembered)
    assert str(failure(world)) == "signed out"
    assert world.asked == []
    assert await store.unfinished() == []


async def test_an_answer_of_an_earlier_run_is_only_shown(store: SqlStore) -> None:
    """Also that it was stopped."""
    for message in ("1", "2"):
        turn = await store.accept(question(message=message), "fake")
        assert turn
        await store.answered(turn.id, "Hi", stopped=message == "2")
    world = World(store, FakeBackend(*STEPS))
    await world.bridge.resume()
    await world.bridge.idle()
    assert world.shown("1") == [[Text("Hi")]]
    assert world.shown("2") == [[Text("Hi"), Stopped()]]
    assert world.asked == []


async def test_answering_what_is_delivered_does_nothing(store: SqlStore) -> None:
    """An engine that runs a turn once too often neither asks nor posts."""
    world = World(store, FakeBackend(*STEPS))
    delivered = await world.settle(question())
    await world.bridge.answer(delivered)
    assert world.asked == ["hello"]
    assert len(world.shown()) == 1


async def test_an_error_after_some_text_is_told_after_it(store: SqlStore) -> None:
    """What was shown stays shown, the reason follows."""
    world = World(store, FakeBackend(*STEPS, Refused(what="no")))
    turn = await world.settle(question())
    assert world.shown() == [[*STEPS[2:], Failed(failure(world))]]
    assert (turn.state, turn.reason) == (State.FAILED, "The backend refused: no")


@pytest.mark.parametrize("trouble", [ValueError("secret path /x"), KeyError("x")])
async def test_a_bug_in_the_backend_is_an_apology_that_names_the_turn(
    store: SqlStore, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """The person reads no traceback; the log does."""
    world = World(store, FakeBackend(*STEPS, trouble))
    turn = await world.settle(question())
    assert isinstance(failure(world), Apology)
    assert f"turn {turn.id}" in str(failure(world))
    assert turn.reason == str(failure(world))
    assert type(trouble).__name__ in caplog.text


async def test_a_backend_that_is_not_there_is_named(store: SqlStore) -> None:
    """The channel's rules may name one that nobody set up."""
    world = World(store, FakeBackend(*STEPS), rules=rules_for(backend="other"))
    await world.settle(question())
    assert isinstance(failure(world), NotConfigured)
    assert "[other]" in str(failure(world))


@pytest.mark.parametrize("text", ["", "  \n\t ", "\0"])
async def test_an_empty_question_is_refused_in_the_channels_language(store: SqlStore, text: str) -> None:
    """Nothing is stored, nothing asked."""
    world = World(store, FakeBackend(*STEPS), rules=replace(rules_for(), language="ko"))
    with pytest.raises(BadQuestion, match="질문이 비어"):
        await world.bridge.accept(question(text))
    with pytest.raises(BadQuestion, match="질문이 비어"):
        async with world.bridge.ask(question(text)):
            pass
    assert not await store.knows(HERE)


async def test_a_question_is_cleaned_before_it_is_kept(store: SqlStore) -> None:
    """The backend gets what every part of the way can carry."""
    world = World(store, FakeBackend(*STEPS))
    await world.settle(question("a\r\nb\0 \ud83d"))
    assert world.asked == ["a\nb \ufffd"]


async def test_the_caller_holds_the_stream(store: SqlStore) -> None:
    """HTTP's way: the same line, read by whoever asked; no platform shows it."""
    world = World(store, FakeBackend(*STEPS))
    async with world.bridge.ask(question()) as feed:
        seen = [event async for event in feed]
    await world.bridge.idle()
    assert seen == list(STEPS[2:])
    assert feed.text == "Hi there."
    assert world.platform.shown == {}
    [turn] = await world.turns()
    assert (turn.state, turn.answer, turn.held) == (State.DELIVERED, "Hi there.", True)


async def test_a_caller_gets_the_error_in_the_stream(store: SqlStore) -> None:
    """So that a true status can be sent."""
    world = World(store, FakeBackend(refuses=NO_UPLOAD))
    async with world.bridge.ask(question()) as feed:
        [event] = [event async for event in feed]
    await world.bridge.idle()
    assert isinstance(event, Failed)
    assert isinstance(event.error, UploadFailed)
    assert await store.unfinished() == []


async def test_leaving_early_stops_the_answer(store: SqlStore) -> None:
    """A reader who goes away does not keep ChatGPT typing."""
    world = World(store, FakeBackend(*STEPS, asyncio.Event()))
    async with world.bridge.ask(question()) as feed:
        assert await anext(feed) == STEPS[2]
    await world.bridge.idle()
    assert world.backend.stopped
    [turn] = await world.turns()
    assert (turn.state, turn.stopped) == (State.DELIVERED, True)


async def test_a_cancelled_caller_stops_the_answer(store: SqlStore) -> None:
    """aiohttp cancels the handler when the client hangs up."""

    async def ask() -> None:
        async with world.bridge.ask(question()) as feed:
            async for _ in feed:
                pass

    world = World(store, FakeBackend(*STEPS, asyncio.Event()))
    caller = asyncio.create_task(ask())
    await world.backend.began.wait()
    caller.cancel()
    await asyncio.wait({caller})
    await world.bridge.idle()
    assert world.backend.stopped
    assert await world.states() == [State.DELIVERED]


async def test_a_caller_who_left_before_its_turn_is_not_asked(store: SqlStore) -> None:
    """Nobody reads that answer; the turn before it goes on undisturbed."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(*STEPS, gate))
    await world.accept(question("first", "1"))
    await world.backend.began.wait()
    async with world.bridge.ask(question("second", "2")):
        pass
    gate.set()
    await world.bridge.idle()
    assert world.asked == ["first"]
    assert await world.states() == [State.DELIVERED, State.FAILED]
    assert (await world.turns())[-1].reason == str(CallerLeft())
    assert not (await world.turns())[0].stopped


@pytest.mark.parametrize("state", [State.ASKING, State.ASKED])
async def test_a_held_turn_of_an_earlier_run_is_read_to_its_end(store: SqlStore, state: State) -> None:
    """ChatGPT may have it: the answer is kept in the ledger, and shown to nobody."""
    turn = await store.accept(question(), "fake", held=True)
    assert turn
    await store.asking(turn.id)
    if state is State.ASKED:
        await store.record(turn.id, Sent(Anchor("a1")))
    world = World(store, FakeBackend(*STEPS))
    await world.bridge.resume()
    await world.bridge.idle()
    assert [asked.state for asked in world.backend.asked] == [state]
    assert (await world.turns())[0].answer == "Hi there."
    assert world.platform.shown == {}


async def test_a_message_is_asked_by_one_caller(store: SqlStore) -> None:
    """Somebody who sends the same id again, at the same time or later, is told so and disturbs nobody."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(Text("Hi"), gate))
    async with world.bridge.ask(question()) as feed:
        assert await anext(feed) == Text("Hi")
        with pytest.raises(BadQuestion, match="asked before"):
            async with world.bridge.ask(question()):
                pass
        gate.set()
        assert [event async for event in feed] == []
    with pytest.raises(BadQuestion, match="asked before"):
        async with world.bridge.ask(question()):
            pass
    await world.bridge.idle()
    assert world.asked == ["hello"]


async def test_a_deliverer_who_is_cancelled_has_not_lost_the_question(store: SqlStore) -> None:
    """The connection breaks off while the ledger writes: the row is there, so the answer comes too."""
    writes = asyncio.Event()
    world = World(
        watched(store, lambda moment, call: writes.set() if call == "accept 1" else None), FakeBackend(*STEPS)
    )
    delivering = asyncio.create_task(world.bridge.accept(question()))
    await writes.wait()
    delivering.cancel()
    await asyncio.wait({delivering})
    await world.bridge.idle()
    assert await world.states() == [State.DELIVERED]
    assert world.shown() == [list(STEPS[2:])]


async def test_a_caller_who_is_cancelled_while_accepting_is_not_asked(store: SqlStore) -> None:
    """The row is there and nobody waits for it: it is brought to its end at once."""

    async def ask() -> None:
        async with world.bridge.ask(question()):
            pass

    writes = asyncio.Event()
    world = World(
        watched(store, lambda moment, call: writes.set() if call == "accept 1" else None), FakeBackend(*STEPS)
    )
    caller = asyncio.create_task(ask())
    await writes.wait()
    caller.cancel()
    await asyncio.wait({caller})
    await world.bridge.idle()
    assert world.asked == []
    assert await world.states() == [State.FAILED]
    assert await store.unfinished() == []


async def test_resume_goes_on_with_what_was_left(store: SqlStore) -> None:
    """Every Thread, in order, wherever it stood."""
    for message, thread in (("1", HERE), ("2", ELSEWHERE), ("3", HERE)):
        await store.accept(question(f"q{message}", message, thread), "fake")
    world = World(store, FakeBackend(Text("Hi")))
    await world.bridge.resume()
    await world.bridge.idle()
    assert sorted(world.asked) == ["q1", "q2", "q3"]
    assert world.asked.index("q1") < world.asked.index("q3")
    assert await store.unfinished() == []


async def test_resume_leaves_platforms_alone_that_are_not_there(store: SqlStore) -> None:
    """What was asked on Slack waits until Slack is set up again."""
    await store.accept(question(thread=replace(HERE, platform="gone")), "fake")
    world = World(store, FakeBackend(*STEPS))
    await world.bridge.resume()
    await world.bridge.idle()
    assert world.asked == []
    assert len(await store.unfinished()) == 1


async def test_a_held_turn_needs_no_platform_to_come_to_its_end(store: SqlStore) -> None:
    """What was asked on the command line is not shown anywhere, so nothing is to be waited for."""
    await store.accept(question(thread=replace(HERE, platform="cli")), "fake", held=True)
    world = World(store, FakeBackend(*STEPS))
    await world.bridge.resume()
    await world.bridge.idle()
    assert world.asked == []
    assert await store.unfinished() == []


async def test_closing_leaves_the_answer_where_it_can_be_read_later(store: SqlStore) -> None:
    """A backend that can is told before the block is left: the program's end is nobody's Stop."""

    class Leaving(FakeBackend):
        def leave(self) -> None:
            left_before_stopped.append(not self.left.is_set())

    left_before_stopped: list[bool] = []
    world = World(store, Leaving(*STEPS, asyncio.Event()))
    await world.accept(question())
    await world.backend.began.wait()
    await world.bridge.close()
    assert left_before_stopped == [True]
    assert world.backend.left.is_set()


async def test_close_leaves_the_rest_to_the_next_start(store: SqlStore) -> None:
    """In the middle of an answer: not stopped, not failed, but resumed."""
    world = World(store, FakeBackend(*STEPS, asyncio.Event()))
    await world.accept(question("first", "1"), question("second", "2"))
    await world.backend.began.wait()
    while await world.states() != [State.ASKED, State.ACCEPTED]:
        await asyncio.sleep(0)
    await world.bridge.close()
    assert await world.states() == [State.ASKED, State.ACCEPTED]
    following = World(store, FakeBackend(*STEPS))
    await following.bridge.resume()
    await following.bridge.idle()
    assert [turn.resumed for turn in following.backend.asked] == [True, False]
    assert await following.states() == [State.DELIVERED] * 2


async def test_what_was_asked_before_the_restart_waits_until_the_backend_is_ready(store: SqlStore) -> None:
    """Signed out at the start is no reason to give up an answer that exists."""
    world = World(store, FakeBackend(*STEPS, asyncio.Event()))
    await world.accept(question())
    await world.backend.began.wait()
    await world.bridge.close()
    following = World(store, FakeBackend(*STEPS, refuses=LoginRequired()))

    def signed_in_at_last() -> None:
        if len(following.pauses.taken) == 3:
            following.backend.refuses = None

    following.pauses.meanwhile = signed_in_at_last
    await following.bridge.resume()
    await following.bridge.idle()
    assert following.pauses.taken[:3] == [5, 10, 20]
    assert [turn.resumed for turn in following.backend.asked] == [True, True]
    assert await following.states() == [State.DELIVERED]


async def test_a_question_that_comes_while_closing_is_for_the_next_start(store: SqlStore) -> None:
    """It is kept, and nothing runs on after the end."""
    world = World(store, FakeBackend(*STEPS))
    await world.bridge.close()
    await world.settle(question())
    assert await world.states() == [State.ACCEPTED]


async def test_the_answer_is_stored_before_it_is_delivered(store: SqlStore) -> None:
    """Whatever happens on the platform now, the answer exists."""

    class Looking(FakePlatform):
        async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
            await super().show(turn, events)
            states.extend(await world.states())

    states: list[State] = []
    world = World(store, FakeBackend(*STEPS), platform=Looking())
    await world.settle(question())
    assert states == [State.ANSWERED]


async def test_the_ledger_knows_before_the_reader_does(store: SqlStore) -> None:
    """Conversation and anchor are written before any text comes out."""
    gate = asyncio.Event()
    world = World(store, FakeBackend(*STEPS, gate))
    async with world.bridge.ask(question()) as feed:
        await anext(feed)
        [turn] = await world.turns()
        gate.set()
    assert (turn.state, turn.conversation, turn.anchor) == (State.ASKED, "c1", "a1")
    await world.bridge.idle()


async def test_deliveries_in_the_same_moment_are_one_turn(store: SqlStore) -> None:
    """Twins of one message, accepted while each other is being accepted."""
    world = World(store, FakeBackend(*STEPS))
    results = await asyncio.gather(*(world.bridge.accept(question()) for _ in range(10)))
    await world.bridge.idle()
    assert len([turn for turn in results if turn]) == 1
    assert world.asked == ["hello"]


async def test_many_threads_at_once(store: SqlStore) -> None:
    """A hundred questions, each answered once."""
    world = World(store, FakeBackend(Text("Hi")))
    many = [question(f"q{n}", str(n), replace(HERE, thread=str(n % 30))) for n in range(100)]
    await asyncio.gather(*map(world.bridge.accept, many))
    await world.bridge.idle()
    assert sorted(world.asked) == sorted(q.text for q in many)
    assert await store.unfinished() == []


async def test_a_closed_bridge_has_no_tasks(store: SqlStore) -> None:
    """Neither readers nor showers outlive it."""
    world = World(store, FakeBackend(*STEPS, asyncio.Event()))
    bridge: Bridge = world.bridge
    await bridge.accept(question(message=MessageId("1")))
    await world.backend.began.wait()
    await bridge.close()
    await store.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}
