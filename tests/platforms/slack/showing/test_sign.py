"""A sign of life before there is something to read."""

import asyncio
from pathlib import Path

import pytest

from bridge.errors import LoginRequired
from bridge.events import Status, Text
from platforms.showing.reply import Pauses
from platforms.slack.means import FORGOTTEN, Means
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere, growing
from tests.platforms.slack.house import house, ours, quiet, thread_of, told
from tests.standins.slack import (
    ApiError,
    Channel,
    Dropped,
    Fault,
    Person,
    RateLimited,
    ServerError,
    Slow,
    StandInSlack,
)

STATUS = "assistant.threads.setStatus"


def lines(slack: StandInSlack) -> list[str]:
    return [call.arguments["status"] for call in slack.calls_of(STATUS)]


async def test_the_line_says_what_is_being_done(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """In our words or the backend's; it goes with the first message."""
    searching, answering = asyncio.Event(), asyncio.Event()
    backend = FakeBackend(searching, Status("Searching the web"), answering, Text("Yes."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "sure?")
        await slack.until(lambda: general.statuses[ts].text == "is thinking …")
        assert 1 < len(general.statuses[ts].loading) <= 10
        searching.set()
        await slack.until(lambda: general.statuses[ts].text == "Searching the web")
        assert told(general, ts, slack) == []
        answering.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Yes."]
    assert general.statuses == {}


async def test_the_line_is_in_the_channels_language(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(slack, tmp_path, FakeBackend(asyncio.Event()), rules=everywhere(language="ko")):
        await ana.says(general, "정말?")
        await slack.until(lambda: lines(slack) == ["생각하는 중 …"])


async def test_the_line_is_written_again_before_it_fades(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Here a minute is short."""
    gate = asyncio.Event()
    async with house(slack, tmp_path, FakeBackend(gate, Text("Yes.")), pauses=Pauses(0, 0.01, 0)) as at:
        await ana.says(general, "slowly?")
        await slack.until(lambda: len(lines(slack)) >= 3)
        gate.set()
        await quiet(slack, at)
    assert general.statuses == {}


async def test_a_line_that_comes_later_than_the_answer_is_taken_away(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    slack.fail(STATUS, slow := Slow(written=False))
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        ts = await ana.says(general, "quick?")
        await slack.until(lambda: told(general, ts, slack) == ["Yes."])
        slow.release()
        await quiet(slack, at)
    assert lines(slack) == ["is thinking …", ""]
    assert general.statuses == {}


@pytest.mark.parametrize("code", ["missing_scope", "channel_type_not_supported"])
async def test_a_reaction_where_there_is_no_line(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, code: str
) -> None:
    """Taken away at the end; the line is not tried again."""
    slack.fail(STATUS, ApiError(code))
    steps, [gate] = growing("", "Yes.")
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        for _ in range(2):
            gate.clear()
            ts = await ana.says(general, "sure?")
            await slack.until(lambda: slack.message(ts).reactions == {"eyes": [slack.bot_user]})  # noqa: B023
            gate.set()
            await quiet(slack, at)
            assert not any(slack.message(ts).reactions.values())
    assert len(lines(slack)) == 1


async def test_without_any_means_the_answer_comes_all_the_same(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    slack.fail(STATUS, ApiError("missing_scope"), times=9)
    slack.fail("reactions.add", ApiError("missing_scope"), times=9)
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        for _ in range(2):
            ts = await ana.says(general, "sure?")
            await quiet(slack, at)
            assert told(general, ts, slack) == ["Yes."]
    assert (len(lines(slack)), len(slack.calls_of("reactions.add"))) == (1, 1)


async def test_trouble_with_it_is_nobodys_trouble(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    slack.fail(STATUS, ServerError(503))
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        ts = await ana.says(general, "sure?")
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Yes."]


@pytest.mark.parametrize("fault", [Dropped(written=False), RateLimited(0), ServerError(503)])
async def test_a_line_that_was_not_taken_is_tried_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, fault: Fault
) -> None:
    """And again before it fades: one stumble must not leave a long answer without a sign."""
    gate = asyncio.Event()
    slack.fail(STATUS, fault)
    async with house(slack, tmp_path, FakeBackend(gate, Text("Yes.")), pauses=Pauses(0, 0.01, 0)) as at:
        ts = await ana.says(general, "slowly?")
        await slack.until(lambda: len(lines(slack)) >= 4)
        gate.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Yes."]


async def test_a_wall_is_told_in_a_message_that_becomes_the_answer(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It may take hours, and the line fades."""
    backend = FakeBackend(Text("Yes."), refuses=LoginRequired())
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "sure?")
        waits = LoginRequired().say("en")
        await slack.until(lambda: told(general, ts, slack)[0].startswith(waits))
        [placeholder] = ours(general, ts, slack)
        backend.refuses = None
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Yes."]
    assert ours(general, ts, slack) == [placeholder]


async def test_that_message_becomes_the_answer_after_a_restart_too(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Also that of a question which only waited in line, and of which the backend has seen nothing."""
    backend = FakeBackend(Text("Yes."), refuses=LoginRequired())
    asked = []
    async with house(slack, tmp_path, backend) as at:
        for words in ("first?", "second?"):
            asked.append(ts := await ana.says(general, words))
            await slack.until(lambda: told(general, ts, slack))
            while not await at.store.messages(thread_of(slack, general, ts)):
                pass  # it stands there, and a moment later the ledger knows
    backend.refuses = None
    async with house(slack, tmp_path, backend) as at:
        await quiet(slack, at)
    assert [told(general, ts, slack) for ts in asked] == [["Yes."], ["Yes."]]


def test_what_was_refused_is_tried_again_after_a_while() -> None:
    """Somebody may have mended it."""
    now = 0.0
    means = Means(lambda: now)
    assert means.refused("chat.startStream", "C1", "missing_scope")
    assert means.refused("chat.other", "C1", "channel_type_not_supported")
    assert not means.refused("chat.third", "C1", "msg_too_long")
    has = [
        means.has(method, place)
        for method in ("chat.startStream", "chat.other", "chat.third")
        for place in ("C1", "C2")
    ]
    assert has == [False, False, False, True, True, True]
    now = FORGOTTEN
    assert means.has("chat.startStream", "C1")
