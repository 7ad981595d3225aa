"""Buttons and menus under answers: what they do, once, and to whom it is said."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import Refused, StorageError
from bridge.events import CutShort, Sent, Text
from bridge.protocols import Store
from bridge.types import Anchor, Model, State, Thread, Turn
from platforms.desk.around import Sender
from platforms.slack.receiving.clicks import clicked
from tests.fakes import FakeBackend
from tests.platforms.house import Scripts, everywhere, growing
from tests.platforms.slack.house import House, Way, house, ours, quiet, thread_of, told
from tests.standins.slack import Channel, Dropped, Message, Person, StandInSlack, clicks
from tests.standins.slack.state import Session

MODELS = [Model("sol", "fake", "Sol"), Model("luna", "fake", "Luna")]


async def answered(ana: Person, general: Channel, slack: StandInSlack, at: House, text: str = "why?") -> str:
    """A question and its whole answer; the question's ts."""
    ts = await ana.says(general, text)
    await quiet(slack, at)
    return ts


def last(channel: Channel, ts: str, slack: StandInSlack) -> Message:
    return ours(channel, ts, slack)[-1]


def dressed(message: Message, action: str, value: str) -> Message:
    """The message with this button, which it had at another time."""
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "x"}, "value": value}
    message.blocks = [{"type": "actions", "block_id": f"tb:{value}", "elements": [button]}]
    return message


def pressable(channel: Channel, ts: str, slack: StandInSlack, action: str) -> Message | None:
    """The app's message in the thread that has this button, once there is one."""
    for message in ours(channel, ts, slack):
        seen = clicks.shown(slack.workspace, message)["blocks"]
        if any(element["action_id"] == action for _, element in clicks.elements(seen)):
            return message
    return None


class Away:
    """A ledger that can't be read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def history(self, thread: Thread, before: object = None, *, most: int | None = None) -> list[Turn]:
        raise StorageError(what="The disk is full.")

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


async def test_again_is_asked_as_such_and_answered_in_the_same_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Two quick clicks are one question."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await answered(ana, general, slack, at)
        answer = last(general, ts, slack)
        pressed = [await ana.clicks(answer, "tb_again") for _ in range(2)]
        await quiet(slack, at)
    assert [turn.question.action for turn in backend.asked] == ["ask", "again"]
    assert {turn.thread for turn in backend.asked} == {thread_of(slack, general, ts)}
    assert told(general, ts, slack) == ["Because.", "Because."]
    assert all(click.acknowledged for click in pressed)
    assert general.ephemerals == []


@pytest.mark.parametrize("streams", [True, False])
async def test_another_answer_whose_post_got_no_reply_is_looked_up(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, streams: bool
) -> None:
    """A click is no message, so the look begins at the answer that it stood under."""
    slack.habits.streaming = streams
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
        slack.fail("chat.postMessage", Dropped())
        await ana.clicks(last(general, ts, slack), "tb_again")
        await quiet(slack, at)
        turns = await at.store.history(thread_of(slack, general, ts))
    assert [turn.reason for turn in turns] == ["", ""]
    assert told(general, ts, slack) == ["Because.", "Because."]


async def test_another_answer_survives_a_restart(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    gate = asyncio.Event()
    gate.set()
    backend = FakeBackend(Sent(Anchor("a")), gate, Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
        gate.clear()
        backend.began.clear()
        await ana.clicks(last(general, ts, slack), "tb_again")
        await backend.began.wait()
    gate.set()
    async with house(slack, tmp_path, backend) as at:
        await quiet(slack, at)
        turns = await at.store.history(thread_of(slack, general, ts))
    assert [turn.reason for turn in turns] == ["", ""]
    assert told(general, ts, slack) == ["Because.", "Because."]


async def test_an_older_answer_has_nothing_to_repeat(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The person hears why; nothing is asked."""
    backend, ben = FakeBackend(Text("Because.")), slack.user("ben")
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
        before = last(general, ts, slack)
        await ana.says(general, "and why that?", thread=ts)
        await ben.joins(general)
        await quiet(slack, at)
        await ben.clicks(dressed(before, "tb_again", "1"), "tb_again")
        await quiet(slack, at)
    assert len(backend.asked) == 2
    [whispered] = [one for one in general.ephemerals if one.user == ben.id]
    assert whispered.text.startswith("That is not the last answer")
    assert whispered.thread_ts == ts


async def test_continue_is_for_an_answer_that_was_cut(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Sent(Anchor("a")), Text("The beginning"), CutShort())
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
        await ana.clicks(last(general, ts, slack), "tb_continue")
        await quiet(slack, at)
    assert [turn.question.action for turn in backend.asked] == ["ask", "continue"]


async def test_what_never_got_to_the_backend_is_asked_as_it_was(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """There is no last answer of it to go back to."""
    backend = FakeBackend(Text("Because."), refuses=Refused(what="not today"))
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
        assert turn.state is State.FAILED
        backend.refuses = None
        await ana.clicks(dressed(last(general, ts, slack), "tb_again", str(turn.id)), "tb_again")
        await quiet(slack, at)
    assert [(asked.question.action, asked.question.text) for asked in backend.asked] == [("ask", "why?")] * 2


async def test_stop_ends_the_answer_under_which_it_stands(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Whoever sees it may press it."""
    steps, _ = growing("The beginning. ", "never comes")
    backend, ben = FakeBackend(*steps), slack.user("ben")
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "a long question")
        answer = await slack.until(lambda: pressable(general, ts, slack, "tb_stop"))
        assert answer is not None
        await ben.clicks(answer, "tb_stop")
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert (turn.stopped, turn.answer) == (True, "The beginning. ")
    assert backend.stopped


async def test_stop_of_an_answer_that_is_over_leaves_the_next_one_alone(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, [gate] = growing("Second ", "whole.")
    scripts = Scripts({"one?": [Text("First.")], "two?": steps})
    async with house(slack, tmp_path, scripts) as at:
        ts = await answered(ana, general, slack, at, "one?")
        [first] = await at.store.history(thread_of(slack, general, ts))
        message = dressed(last(general, ts, slack), "tb_stop", str(first.id))
        await ana.says(general, "two?", thread=ts)
        await slack.until(lambda: "Second" in told(general, ts, slack)[1])
        await ana.clicks(message, "tb_stop")
        await slack.settled()
        await slack.until(lambda: general.ephemerals)
        gate.set()
        await quiet(slack, at)
    assert told(general, ts, slack)[1] == "Second whole."
    assert [one.text for one in general.ephemerals] == ["No answer is being written in this thread."]


async def test_stop_takes_a_question_out_that_waits(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, [gate] = growing("First ", "whole.")
    backend = Scripts({"one?": steps, "two?": [Text("Second.")]})
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one?")
        first = await slack.until(lambda: ours(general, ts, slack)[0])
        await ana.says(general, "two?", thread=ts)
        await slack.settled()
        _, second = await at.store.history(thread_of(slack, general, ts))
        await ana.clicks(dressed(first, "tb_stop", str(second.id)), "tb_stop", value=str(second.id))
        await slack.settled()
        gate.set()
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked] == ["one?"]
    assert general.ephemerals[-1].text == "The question is out of the line; it is not asked."


async def test_the_menu_chooses_for_the_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Said to whoever chose; the thread's next questions go there, and so does another answer."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."), offers=MODELS)
    async with house(slack, tmp_path, backend, way=way) as at:
        await at.bridge.controls.models("fake")
        ts = await answered(ana, general, slack, at)
        await ana.clicks(last(general, ts, slack), "tb_model", option="luna")
        await quiet(slack, at)
        assert [one.text for one in general.ephemerals] == ["This thread asks luna from now on."]
        await ana.clicks(last(general, ts, slack), "tb_again")
        await quiet(slack, at)
        await ana.says(general, "and then?", thread=ts)
        await quiet(slack, at)
    assert [turn.question.model for turn in backend.asked] == ["", "luna", "luna"]


async def test_the_list_of_models_has_a_menu(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """In what only the asker sees; what they choose takes its place."""
    backend = FakeBackend(Text("Because."), offers=MODELS)
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
        await ana.says(general, "!models", thread=ts)
        await quiet(slack, at)
        [listed] = general.ephemerals
        await ana.clicks(listed, "tb_model", option="sol")
        await quiet(slack, at)
        chosen = await at.store.chosen(thread_of(slack, general, ts))
    assert chosen == "sol"
    assert [one.text for one in general.ephemerals] == ["This thread asks sol from now on."]


async def test_forget_wants_to_be_confirmed(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await answered(ana, general, slack, at)
        await ana.says(general, "!forget", thread=ts)
        await quiet(slack, at)
        assert await at.store.knows(thread_of(slack, general, ts))
        [sure] = general.ephemerals
        await ana.clicks(sure, "tb_forget")
        await quiet(slack, at)
        assert not await at.store.knows(thread_of(slack, general, ts))
    assert [one.user for one in general.ephemerals] == [ana.id]


async def test_a_link_and_what_we_do_not_know_are_only_acknowledged(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
        for action in ("tb_open", "something_new"):
            click = await ana.clicks(dressed(last(general, ts, slack), action, "1"), action)
            await quiet(slack, at)
            assert click.acknowledged
    assert (len(backend.asked), general.ephemerals) == (1, [])


async def test_slacks_own_stop(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """In a thread where the app is at work; before the first word, too."""
    gate = asyncio.Event()
    backend = FakeBackend(gate, Text("never comes"))
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "a long question")
        await backend.began.wait()
        await slack.settled()
        general.sessions.setdefault(ts, Session("processing"))
        await ana.stops(ts)
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert turn.stopped


async def test_a_click_without_a_ledger_is_told(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Slack sends no click twice."""
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend, rules=everywhere(language="ko")) as at:
        ts = await answered(ana, general, slack, at)
        at.bridge.store = Away(at.store)  # type: ignore[assignment]
        await ana.clicks(dressed(last(general, ts, slack), "tb_again", "1"), "tb_again", value="1")
        await quiet(slack, at)
    assert [one.text for one in general.ephemerals] == ["The disk is full."]


@pytest.mark.parametrize("action", ["tb_stop", "tb_again", "tb_model"])
async def test_who_may_not_ask_may_not_press(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, action: str
) -> None:
    """They hear that, and nothing else happens."""
    ben, gate = slack.user("ben"), asyncio.Event()
    backend = FakeBackend(Text("The beginning. "), gate, offers=MODELS)
    async with house(slack, tmp_path, backend, lists={"blocked_people": (ben.id,)}) as at:
        await ben.joins(general)
        ts = await ana.says(general, "why?")
        await slack.until(lambda: ours(general, ts, slack))
        message = dressed(last(general, ts, slack), action, "1")
        await ben.clicks(message, action, value="1")
        await slack.settled()
        await at.platform.errands.idle()
        gate.set()
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
        assert await at.store.chosen(turn.thread) == ""
    assert (turn.stopped, len(backend.asked)) == (False, 1)
    assert [(one.user, bool(one.text)) for one in general.ephemerals] == [(ben.id, True)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"actions": []},
        {"actions": [{"action_id": "tb_again"}], "container": {"type": "view", "view_id": "V1"}},
    ],
)
def test_clicks_elsewhere_are_none(body: dict[str, Any]) -> None:
    """In a dialog or in the app's home there is no thread."""

    def nobody(*_: object) -> Sender:
        raise AssertionError("nobody is asked for")

    assert clicked(body, "T1", nobody) is None


async def test_who_pressed_too_often_may_press_again_later(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was decided of one click says nothing about the next."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(slack, tmp_path, backend, lists={"questions_per_minute": 1}) as at:
        ts = await answered(ana, general, slack, at)
        answer = last(general, ts, slack)
        await ana.clicks(answer, "tb_again")
        await quiet(slack, at)
        assert [one.text[:39] for one in general.ephemerals] == ["One person's questions are limited to 1"]
        slack.clock.advance(61)
        await ana.clicks(answer, "tb_again")
        await quiet(slack, at)
    assert [turn.question.action for turn in backend.asked] == ["ask", "again"]


async def test_another_answer_whose_post_got_lost_is_found_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Slack is asked for what was said since the answer before: a click has no ts of its own."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
        for method in ("chat.startStream", "chat.postMessage"):
            slack.fail(method, Dropped(written=True))
        await ana.clicks(last(general, ts, slack), "tb_again")
        await quiet(slack, at)
        turns = await at.store.history(thread_of(slack, general, ts))
    assert [turn.state for turn in turns] == [State.DELIVERED, State.DELIVERED]
    assert told(general, ts, slack) == ["Because.", "Because."]


@pytest.mark.parametrize("action", ["tb_again", "tb_model", "tb_forget"])
async def test_old_buttons_do_nothing_where_we_are_off_by_now(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, action: str
) -> None:
    """As little as a message there."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."), offers=MODELS)
    async with house(slack, tmp_path, backend) as at:
        ts = await answered(ana, general, slack, at)
    async with house(slack, tmp_path, backend, rules=everywhere("off")) as at:
        await ana.clicks(dressed(last(general, ts, slack), action, "1"), action)
        await quiet(slack, at)
        assert await at.store.knows(thread_of(slack, general, ts))
    assert len(backend.asked) == 1
    assert [one.text for one in general.ephemerals] == ["I don't answer in this channel. Ask me in another one."]
