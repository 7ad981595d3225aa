"""Questions that are edited or deleted: what is offered, what takes the new words, what is taken out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import LoginRequired, Refused
from bridge.events import Sent, Text
from bridge.types import Anchor, Rules, Thread
from bridge.types import Channel as Place
from bridge.waiting.line import Line
from platforms.desk.edits import Deleted, Edited
from platforms.slack.receiving.edits import deleted, edited
from tests.bridge.waiting.test_line import turn
from tests.fakes import FakeBackend
from tests.platforms.house import Scripts, everywhere, growing
from tests.platforms.slack.house import House, Way, house, ours, quiet, thread_of, told
from tests.standins.slack import Channel, Ephemeral, Person, StandInSlack

ECHOES = 50


def offers(channel: Channel) -> list[Ephemeral]:
    return [one for one in channel.ephemerals if one.text.startswith("You edited")]


async def test_an_edited_question_can_be_asked_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Offered to its author, once; pressed twice it is one question, and the offer is gone."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "why is the sky bleu?")
        await quiet(slack, at)
        await ana.edits(ts, "why is the sky *blue* & wide?")
        await quiet(slack, at)
        [offer] = offers(general)
        assert (offer.user, len(backend.asked)) == (ana.id, 1)
        for _ in range(2):
            await ana.clicks(offer, "tb_edit")
        await quiet(slack, at)
    assert [(one.question.action, one.question.text) for one in backend.asked[1:]] == [
        ("edit", "why is the sky *blue* & wide?")
    ]
    assert told(general, ts, slack) == ["Because.", "Because."]
    assert {one.text for one in general.ephemerals} == {"Asking again as edited."}


async def test_echoes_and_previews_offer_nothing(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Slack tells message_changed for much that nobody changed; nor do our own edits count."""
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "what is on https://example.com?")
        await quiet(slack, at)
        await slack.echo(ts, ECHOES)
        await slack.unfurl(ts, "https://example.com")
        await slack.echo(ours(general, ts, slack)[0].ts, ECHOES)
        await quiet(slack, at)
    assert (len(backend.asked), general.ephemerals, slack.lost) == (1, [], [])


async def test_an_edit_is_offered_once_though_it_is_told_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(slack, tmp_path, FakeBackend(Text("Because."))) as at:
        ts = await ana.says(general, "one")
        await quiet(slack, at)
        await ana.edits(ts, "two")
        changed = slack.deliveries[-1].event["ts"]
        for _ in range(11):
            await slack.redeliver(changed, "new")
        await quiet(slack, at)
    assert len(offers(general)) == 1


async def test_only_the_last_question_can_be_asked_in_other_words(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one")
        await quiet(slack, at)
        await ana.says(general, "two", thread=ts)
        await quiet(slack, at)
        await ana.edits(ts, "another one")
        await quiet(slack, at)
    assert offers(general) == []


async def test_an_offer_that_is_too_late_says_so(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one")
        await quiet(slack, at)
        await ana.edits(ts, "another one")
        await quiet(slack, at)
        await ana.says(general, "two", thread=ts)
        await quiet(slack, at)
        await ana.clicks(offers(general)[0], "tb_edit")
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked] == ["one", "two"]
    assert general.ephemerals[0].text.startswith("Only the thread's last question")


async def test_after_another_answer_it_is_still_the_last_question(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """And in other words it is that, too: it can be edited twice."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one")
        await quiet(slack, at)
        await ana.clicks(ours(general, ts, slack)[-1], "tb_again")
        await quiet(slack, at)
        for words in ("two", "three"):
            await ana.edits(ts, words)
            await quiet(slack, at)
            await ana.clicks(offers(general)[-1], "tb_edit")
            await quiet(slack, at)
    assert [(one.question.action, one.question.text) for one in backend.asked] == [
        ("ask", "one"),
        ("again", ""),
        ("edit", "two"),
        ("edit", "three"),
    ]


async def test_what_never_got_to_the_backend_is_asked_anew(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Text("Because."), refuses=Refused(what="not today"))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one")
        await quiet(slack, at)
        backend.refuses = None
        await ana.edits(ts, "two")
        await quiet(slack, at)
        await ana.clicks(offers(general)[0], "tb_edit")
        await quiet(slack, at)
    assert [(one.question.action, one.question.text) for one in backend.asked] == [("ask", "one"), ("ask", "two")]


async def test_a_question_that_waits_takes_its_new_words(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Twice; it is asked once, as it was last, and its author is told."""
    steps, [gate] = growing("First ", "whole.")
    backend = Scripts({"one": steps, "three": [Text("Second.")]})
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "one")
        await slack.until(lambda: ours(general, ts, slack))
        waiting = await ana.says(general, "tow", thread=ts)
        await slack.settled()
        await ana.edits(waiting, "two")
        await slack.settled()
        await ana.edits(waiting, "three")
        await slack.settled()
        gate.set()
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked] == ["one", "three"]
    assert told(general, ts, slack) == ["First whole.", "Second."]
    assert offers(general) == []
    assert [one.text[:30] for one in general.ephemerals][-1] == "Your question was still waitin"


async def test_an_edit_that_is_told_again_takes_nothing_out(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Neither the last one nor the one before it; its author is told once of each."""
    steps, [gate] = growing("First ", "whole.")
    backend = Scripts({"one": steps, "three": [Text("Second.")]})
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one")
        await slack.until(lambda: ours(general, ts, slack))
        waiting = await ana.says(general, "tow", thread=ts)
        await slack.settled()
        for words in ("two", "three"):
            await ana.edits(waiting, words)
            await slack.settled()
        for _ in range(2):
            await slack.redeliver(slack.deliveries[-2].event["ts"], "new")
            await slack.settled()
        gate.set()
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked] == ["one", "three"]
    assert [one.text[:20] for one in general.ephemerals].count("Your question was st") == 2


@pytest.mark.parametrize(("then", "asked"), [("edited", ["one", "two"]), ("deleted", ["one"])])
async def test_before_a_wall_a_question_waits_too(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, then: str, asked: list[str]
) -> None:
    """It was begun, but the backend has nothing of it: the first try is the one that found the wall."""
    backend = FakeBackend(Text("Because."), refuses=LoginRequired())
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one")
        await slack.until(lambda: ours(general, ts, slack))
        await (ana.edits(ts, "two") if then == "edited" else ana.deletes(ts))
        await slack.until(lambda: general.ephemerals)
        backend.refuses = None
        await quiet(slack, at)
    assert list(dict.fromkeys(turn.question.text for turn in backend.asked)) == asked
    assert [turn.question.text for turn in backend.asked[1:]].count("one") == 0
    assert offers(general) == []


async def test_a_question_that_was_deleted_while_it_waited_is_not_asked(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Nor when it comes again under other ids, as late as after its end."""
    steps, [gate] = growing("First ", "whole.")
    backend = Scripts({"one": steps, "three": [Text("Third.")]})
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "one")
        await slack.until(lambda: ours(general, ts, slack))
        waiting = await ana.says(general, "two", thread=ts)
        await ana.says(general, "three", thread=ts)
        await slack.settled()
        await ana.deletes(waiting)
        await slack.settled()
        gate.set()
        await slack.redeliver(waiting, "new", times=11)
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked] == ["one", "three"]
    assert any("You deleted your question before it was asked" in one.text for one in general.ephemerals)


async def test_an_edited_question_that_waits_can_be_deleted_too(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, [gate] = growing("First ", "whole.")
    backend = Scripts({"one": steps})
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one")
        await slack.until(lambda: ours(general, ts, slack))
        waiting = await ana.says(general, "two", thread=ts)
        await slack.settled()
        await ana.edits(waiting, "three")
        await slack.settled()
        await ana.deletes(waiting)
        await slack.settled()
        gate.set()
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked] == ["one"]


async def test_a_deleted_root_keeps_the_history(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Also while its answer is being written; the thread goes on."""
    steps, [gate] = growing("First ", "whole.")
    backend = Scripts({"one": steps, "two": [Text("Second.")]})
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "one")
        await slack.until(lambda: ours(general, ts, slack))
        await ana.deletes(ts)
        await slack.settled()
        gate.set()
        await quiet(slack, at)
        await ana.says(general, "two", thread=ts)
        await quiet(slack, at)
        history = await at.store.history(thread_of(slack, general, ts))
    assert [turn.answer for turn in history] == ["First whole.", "Second."]
    assert told(general, ts, slack) == ["First whole.", "Second."]
    assert offers(general) == []


async def test_a_message_behind_an_answer_is_said_to_wait(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """To its author, with its place in line; the question before it hears nothing."""
    ben, (steps, [gate]) = slack.user("ben"), growing("First ", "whole.")
    backend = Scripts({"one": steps, "two": [Text("Second.")], "three": [Text("Third.")]})
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "one")
        await slack.until(lambda: ours(general, ts, slack))
        await ben.says(general, "two", thread=ts)
        await slack.until(lambda: general.ephemerals)
        await ana.says(general, "three", thread=ts)
        await slack.until(lambda: len(general.ephemerals) == 2)
        gate.set()
        await quiet(slack, at)
    first, second = general.ephemerals
    assert (first.user, "number 1 in line" in first.text, first.thread_ts) == (ben.id, True, ts)
    assert (second.user, "number 2 in line" in second.text) == (ana.id, True)
    assert told(general, ts, slack) == ["First whole.", "Second.", "Third."]


async def test_where_we_are_off_nothing_is_offered(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(slack, tmp_path, FakeBackend(), rules=everywhere("off")) as at:
        ts = await ana.says(general, "one")
        await ana.edits(ts, "two")
        await ana.deletes(ts)
        await quiet(slack, at)
    assert general.ephemerals == []


CHANGED: dict[str, Any] = {
    "type": "message",
    "subtype": "message_changed",
    "channel": "C1",
    "ts": "9.0",
    "message": {"user": "U1", "ts": "2.0", "thread_ts": "1.0", "text": "new", "edited": {"ts": "8.0"}},
    "previous_message": {"user": "U1", "ts": "2.0", "text": "old"},
}


def test_an_edit() -> None:
    assert edited(CHANGED, "T1", "U0") == Edited(Thread("slack", "T1", "C1", "1.0"), "2.0", "U1", "new", "8.0")


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "old"},
        {"text": "<@U0> old"},
        {"text": ""},
        {"user": "U0"},
        {"bot_id": "B1"},
        {"edited": None},
        {"subtype": "tombstone"},
    ],
)
def test_what_is_no_edit(changes: dict[str, Any]) -> None:
    """The same words, or not a person's; a mention is no word."""
    assert edited(CHANGED | {"message": CHANGED["message"] | changes}, "T1", "U0") is None


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_deleted", "deleted_ts": "2.0", "previous_message": {"user": "U1", "thread_ts": "1.0"}},
        {
            "subtype": "message_changed",
            "message": {"subtype": "tombstone", "user": "USLACKBOT", "ts": "2.0"},
            "previous_message": {"user": "U1", "ts": "2.0", "thread_ts": "1.0"},
        },
    ],
)
def test_a_deletion(event: dict[str, Any]) -> None:
    """Of a root that has replies Slack keeps a gravestone."""
    told = deleted({"type": "message", "channel": "C1", **event}, "T1")
    assert told == Deleted(Thread("slack", "T1", "C1", "1.0"), "2.0")
    assert deleted(CHANGED, "T1") is None


async def test_edited_words_are_taken_without_their_command(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What a command asks is asked anew, and its word is nothing for the model to read."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "!new why is the sky bleu?")
        await quiet(slack, at)
        await ana.edits(ts, "!new why is the sky blue?")
        await quiet(slack, at)
        await ana.clicks(offers(general)[0], "tb_edit")
        await quiet(slack, at)
    assert [one.question.text for one in backend.asked] == ["why is the sky bleu?", "why is the sky blue?"]


async def test_who_edits_a_message_that_others_asked_about_asked_nothing(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Neither while that question waits nor later are its words the author's to change, or to take out."""
    steps, [gate] = growing("First ", "whole.")
    backend, ben = Scripts({"one": steps}), slack.user("ben")
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        ts = await ben.says(general, "one", mention=True)
        await slack.until(lambda: ours(general, ts, slack))
        about = await ben.says(general, "till EOD", thread=ts)
        await ana.joins(general)
        await ana.uses_shortcut("ask_about_this", about)
        await slack.settled()
        await slack.until(lambda: slack.workspace.views)
        await ana.submits("when?")
        await slack.until(lambda: [one for one in general.ephemerals if "I answer in" in one.text])
        await ben.edits(about, "tell everybody that I am right")
        await slack.settled()
        gate.set()
        await quiet(slack, at)
        asked = [turn.question.text for turn in await at.store.history(thread_of(slack, general, ts))]
    assert next(text for text in asked if text.startswith("when?")).endswith("till EOD")
    assert offers(general) == []


def test_the_messages_that_were_shared_with_a_question_stay_with_it() -> None:
    """An edit changes its own words only."""
    shared = {"attachments": [{"is_share": True, "author_name": "ben", "text": "till EOD"}]}
    event = CHANGED | {"message": CHANGED["message"] | shared}
    edit = edited(event, "T1", "U0")
    assert edit is not None
    assert edit.text == "new\n\n> ben:\n> till EOD"


def merging(place: Place) -> Rules:
    return replace(everywhere()(place), merge=1.0)


@asynccontextmanager
async def one_question(
    slack: StandInSlack, general: Channel, ana: Person, folder: Path, backend: FakeBackend
) -> AsyncIterator[tuple[House, list[str]]]:
    """Ana has said one and two while others were answered."""
    async with house(slack, folder, backend, rules=merging) as at:
        at.bridge.lines["fake"] = line = Line("fake", 1)
        async with line.page(turn(9), lambda _: None):
            ts = [await ana.says(general, "one")]
            ts.append(await ana.says(general, "two", thread=ts[0]))
            while not len(line) or await at.bridge.store.waiting(thread_of(slack, general, ts[0])) < 2:
                await asyncio.sleep(0)
        yield at, ts


async def test_one_of_several_messages_is_asked_in_other_words(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The others stay as they are, and nobody was told that the second one waits."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with one_question(slack, general, ana, tmp_path, backend) as (at, [_, second]):
        await quiet(slack, at)
        assert general.ephemerals == []
        await ana.edits(second, "2!")
        await quiet(slack, at)
        await ana.clicks(offers(general)[0], "tb_edit")
        await quiet(slack, at)
    asked = [(one.question.action, one.question.text) for one in backend.asked]
    assert asked == [("ask", "one\n\ntwo"), ("edit", "one\n\n2!")]


@pytest.mark.parametrize(("then", "asked"), [("edited", "one\n\n2!"), ("deleted", "one")])
async def test_one_of_several_messages_changes_before_a_wall(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, then: str, asked: str
) -> None:
    """What waits is asked with the new words, or without them; what waited before it is not."""
    backend = FakeBackend(Text("Because."), refuses=LoginRequired())
    async with one_question(slack, general, ana, tmp_path, backend) as (at, [_, second]):
        while not at.bridge.gates["fake"].line:
            await asyncio.sleep(0)
        await (ana.edits(second, "2!") if then == "edited" else ana.deletes(second))
        while not any(one.question.text == asked for one in at.bridge.gates["fake"].line):
            await asyncio.sleep(0)
        backend.refuses = None
        await quiet(slack, at)
    assert backend.asked[-1].question.text == asked
