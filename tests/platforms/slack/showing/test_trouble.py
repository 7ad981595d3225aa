"""Crashes, restarts and refusals in the middle of an answer: one answer, whole, and nothing twice."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.errors import Uncertain
from bridge.events import Event, Text
from bridge.types import Turn
from platforms.showing.reply import TRIES, Pauses
from platforms.slack.outbound import PAUSES, STREAMS
from tests.fakes import FakeBackend
from tests.platforms.house import AT_ONCE, Scripts, growing
from tests.platforms.slack.house import grew, house, ours, quiet, thread_of, told
from tests.standins.slack import (
    ApiError,
    Channel,
    Clock,
    Dropped,
    Person,
    RateLimited,
    ServerError,
    Slow,
    StandInSlack,
)

LONG = "A sentence of seven words stands here. " * 700


@pytest.fixture(autouse=True)
def without_streams(slack: StandInSlack) -> None:
    """What happens to streams is in test_streaming."""
    slack.habits.streaming = False


async def test_a_restart_in_mid_answer_edits_the_same_message(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, _ = growing("The first half", "never comes")
    async with house(slack, tmp_path, FakeBackend(*steps)):
        ts = await ana.says(general, "a long question")
        await slack.until(lambda: told(general, ts, slack) == ["The first half"])
    async with house(slack, tmp_path, FakeBackend(Text("The first half and the second."))) as at:
        await quiet(slack, at)
    [answer] = ours(general, ts, slack)
    assert grew(answer) == ["The first half", "The first half and the second."]
    assert len(slack.calls_of("chat.postMessage")) == 1


async def test_a_restart_between_parts_goes_on_with_the_next(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Three parts, the last one still growing when everything is closed: no fourth message appears."""
    steps, _ = growing(LONG, "never comes")
    async with house(slack, tmp_path, FakeBackend(*steps)):
        ts = await ana.says(general, "a long question")
        await slack.until(lambda: "".join(told(general, ts, slack)) == LONG)
    before = [message.ts for message in ours(general, ts, slack)]
    async with house(slack, tmp_path, FakeBackend(Text(LONG), Text(LONG))) as at:
        await quiet(slack, at)
    after = ours(general, ts, slack)
    assert [message.ts for message in after][: len(before)] == before
    assert "".join(told(general, ts, slack)) == LONG + LONG


async def test_a_crash_between_post_and_ledger_posts_once(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Slack has the message, its answer never came, and then everything was closed: found by its metadata."""
    slack.fail("chat.postMessage", slow := Slow(written=True))
    steps, _ = growing("Once. ", "never comes")
    async with house(slack, tmp_path, FakeBackend(*steps)):
        ts = await ana.says(general, "how often?")
        await slack.until(lambda: told(general, ts, slack) == ["Once. "])
    slow.release()
    async with house(slack, tmp_path, FakeBackend(Text("Once and for all."))) as at:
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Once and for all."]
    assert len(slack.calls_of("chat.postMessage")) == 1


@pytest.mark.parametrize(("written", "calls"), [(True, 1), (False, 2)])
async def test_a_dropped_connection_posts_once(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, written: bool, calls: int
) -> None:
    """Whether Slack wrote it before the line went dead or not: Slack is asked, then it is edited or posted."""
    slack.fail("chat.postMessage", Dropped(written=written))
    async with house(slack, tmp_path, FakeBackend(Text("Once."))) as at:
        ts = await ana.says(general, "how often?")
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Once."]
    assert len(slack.calls_of("chat.postMessage")) == calls
    assert len(slack.calls_of("conversations.replies")) == 1


async def test_the_metadata_of_others_is_not_believed(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Another app's message that claims to be our part is not edited; ours is posted."""
    slack.fail("chat.postMessage", Dropped(written=False))
    steps, [gate] = growing("", "Mine.")
    async with house(slack, tmp_path, FakeBackend(gate, *steps)) as at:
        ts = await ana.says(general, "whose?")
        await slack.other_bot("mimic").says(general, "Not mine.", thread=ts)
        claim = {"event_type": "threadbridge_part", "event_payload": {"turn": 1, "part": 1}}
        general.thread(ts)[1].metadata = claim
        gate.set()
        await quiet(slack, at)
    assert [message.text for message in general.thread(ts)[1:]] == ["Not mine.", "Mine."]


async def test_a_429_in_mid_answer_waits_and_loses_nothing(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Refused three times, then written with the newest text; no look-up is needed, for a 429 wrote nothing."""
    steps, [gate] = growing("Half ", "and whole.")
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "how much?")
        await slack.until(lambda: told(general, ts, slack) == ["Half "])
        slack.fail("chat.update", RateLimited(0), times=3)
        gate.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Half and whole."]
    statuses = [call.http_status for call in slack.calls_of("chat.update")]
    assert (statuses[:3], set(statuses[3:])) == ([429] * 3, {200})
    assert slack.calls_of("conversations.replies") == []


@pytest.mark.parametrize("fault", [RateLimited(0), ServerError(503), Dropped(), ApiError("internal_error")])
async def test_trouble_that_lasts_is_the_bridges_to_try_again(
    slack: StandInSlack,
    general: Channel,
    ana: Person,
    tmp_path: Path,
    fault: RateLimited | ServerError | Dropped | ApiError,
) -> None:
    """More failures in a row than we bear: the answer is in the ledger and shown later, once."""
    slack.fail("chat.postMessage", fault, times=TRIES + 2)
    slack.fail("conversations.replies", fault, times=TRIES + 2)
    backend = FakeBackend(Text("In the end."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "when?")
        await quiet(slack, at)
    assert told(general, ts, slack) == ["In the end."]
    assert len(backend.asked) == 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (
            ApiError("is_archived"),
            "The channel is archived. Unarchive it, then ask again. (Slack says is_archived.)",
        ),
        (
            ApiError("missing_scope", {"needed": "chat:write.public"}),
            "The app lacks the scope chat:write.public. "
            'Add it under "OAuth & Permissions" and install the app again. '
            "(Slack says missing_scope.)",
        ),
        (ApiError("some_new_error"), "Slack does not take the answer. (Slack says some_new_error.)"),
    ],
)
async def test_what_can_never_be_delivered_ends_the_turn(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, fault: ApiError, reason: str
) -> None:
    """The reason is in the ledger, and the next question of the thread is not held up."""
    slack.fail("chat.postMessage", fault)
    backend = FakeBackend(Text("An answer."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one?")
        await quiet(slack, at)
        await ana.says(general, "two?", thread=ts)
        await quiet(slack, at)
        first, second = await at.store.history(thread_of(slack, general, ts))
    assert first.reason.startswith(reason)
    assert (first.answer, second.answer) == ("An answer.", "An answer.")
    assert told(general, ts, slack) == ["An answer."]


async def test_a_channel_archived_in_mid_answer(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, [gate] = growing("The beginning. ", LONG)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "a long question")
        await slack.until(lambda: told(general, ts, slack) == ["The beginning. "])
        general.archived = True
        gate.set()
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert turn.reason.startswith("The channel is archived.")
    assert turn.answer == "The beginning. " + LONG


async def test_a_message_that_somebody_deleted_is_posted_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, [gate] = growing("Half ", "and whole.")
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "how much?")
        await slack.until(lambda: told(general, ts, slack) == ["Half "])
        await ana.deletes(ours(general, ts, slack)[0].ts)
        gate.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Half and whole."]


async def test_a_failure_is_told_once_though_we_crash_while_telling(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Told again after the restart by editing what was posted; the text above it is left alone."""
    error = Uncertain(link="https://chatgpt.com/c/1")
    steps, [gate] = growing("The beginning", "")
    async with house(slack, tmp_path, FakeBackend(*steps, error)):
        ts = await ana.says(general, "hello?")
        await slack.until(lambda: told(general, ts, slack) == ["The beginning"])
        slack.fail("chat.postMessage", slow := Slow(written=True))
        gate.set()
        await slack.until(lambda: len(ours(general, ts, slack)) == 2)
    slow.release()
    async with house(slack, tmp_path, FakeBackend()) as at:
        await quiet(slack, at)
    assert told(general, ts, slack) == ["The beginning", str(error)]


async def test_a_part_too_many_is_taken_away_after_a_restart(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Its post was never heard of, and the answer that comes now is shorter."""
    steps, [gate, _] = growing("Short. ", LONG, "never comes")
    async with house(slack, tmp_path, FakeBackend(*steps)):
        ts = await ana.says(general, "how long?")
        await slack.until(lambda: told(general, ts, slack) == ["Short. "])
        slack.fail("chat.postMessage", slow := Slow(written=True))
        gate.set()
        await slack.until(lambda: len(ours(general, ts, slack)) == 2)
    slow.release()
    async with house(slack, tmp_path, FakeBackend(Text("Short."))) as at:
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Short."]


async def test_after_a_429_nobody_in_the_workspace_writes(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The limit is shared, so the pause is too."""
    (one, [open_one]), (two, [open_two]) = growing("one ", "is done"), growing("two ", "is done")
    async with house(slack, tmp_path, Scripts({"1?": one, "2?": two})) as at:
        first, second = await ana.says(general, "1?"), await ana.says(general, "2?")
        await slack.until(lambda: told(general, first, slack) + told(general, second, slack) == ["one ", "two "])
        slack.fail("chat.update", RateLimited(1))
        open_one.set()
        await slack.until(lambda: slack.calls_of("chat.update"))
        open_two.set()
        await quiet(slack, at)
    refused, *edits = slack.calls_of("chat.update")
    assert told(general, first, slack) + told(general, second, slack) == ["one is done", "two is done"]
    assert len(edits) == 2
    assert min(edit.at for edit in edits) >= refused.at + 1


@pytest.mark.parametrize("streaming", [True, False])
async def test_slacks_rates_are_kept(tmp_path: Path, streaming: bool) -> None:
    """Three answers grow for two of Slack's minutes under its real limits, with our real pauses, on a quick clock.

    Alone each would be allowed what all of them have to share.
    """
    speed = 30
    pauses = Pauses(PAUSES.message / speed, PAUSES.minute / speed, PAUSES.trouble / speed)
    words = [f"word{number} " for number in range(240)]
    async with StandInSlack(limits=True, speed=speed, streaming=streaming) as slack:
        general, ana = slack.channel("general"), slack.user("ana")
        async with house(slack, tmp_path, Slowly(slack.clock, 0.5, words), pauses=pauses) as at:
            asked = [await ana.says(general, f"question {number}") for number in range(3)]
            await slack.settled()
            await at.bridge.idle()
        assert [told(general, ts, slack) for ts in asked] == [["".join(words)]] * 3
        refused = [call for call in slack.calls if call.http_status != 200]
        assert len(slack.calls_of("chat.appendStream" if streaming else "chat.update")) > 50
        assert len(refused) <= 2  # a busy machine may bring two calls closer together


async def test_a_crowd_shares_what_slack_allows(tmp_path: Path) -> None:
    """More answers at once than there can be streams: each is whole in the end, and Slack refuses nothing."""
    speed, count = 20, STREAMS + 7
    pauses = Pauses(PAUSES.message / speed, PAUSES.minute / speed, PAUSES.trouble / speed)
    words = [f"word{number} " for number in range(60)]
    async with StandInSlack(limits=True, speed=speed) as slack:
        channels, ana = [slack.channel(f"room-{number}") for number in range(5)], slack.user("ana")
        async with house(slack, tmp_path, Slowly(slack.clock, 0.5, words), pauses=pauses) as at:
            asked = [(one, await ana.says(one, f"question {n}")) for n in range(count) for one in [channels[n % 5]]]
            await quiet(slack, at)
        assert [told(channel, ts, slack) for channel, ts in asked] == [["".join(words)]] * count
        refused = [call.method for call in slack.calls if call.http_status != 200]
        assert len(slack.calls_of("chat.startStream")) <= STREAMS + 2
        assert slack.calls_of("chat.postMessage")
        assert len(refused) <= 2  # a busy machine may bring two calls closer together


class Slowly(FakeBackend):
    """Says one word after the other on this clock."""

    def __init__(self, clock: Clock, pause: float, words: Sequence[str]) -> None:
        super().__init__()
        self._clock, self._pause, self._words = clock, pause, words

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        yield self._talk()

    async def _talk(self) -> AsyncIterator[Event]:
        for word in self._words:
            await self._clock.sleep(self._pause)
            yield Text(word)


def test_the_default_pauses_are_slacks() -> None:
    """A message is written at most about once a second, and Slack's minute is one."""
    assert (PAUSES.message >= 1, PAUSES.minute) == (True, 60)
    assert AT_ONCE.minute == 0


async def test_a_restart_needs_no_right_to_read_the_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What the ledger knows is edited, also where Slack does not let us look."""
    steps, _ = growing("The first half", "never comes")
    async with house(slack, tmp_path, FakeBackend(*steps)):
        ts = await ana.says(general, "a long question")
        await slack.until(lambda: told(general, ts, slack) == ["The first half"])
    slack.fail("conversations.replies", ApiError("missing_scope", {"needed": "channels:history"}), times=9)
    async with house(slack, tmp_path, FakeBackend(Text("The first half and the second."))) as at:
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert told(general, ts, slack) == ["The first half and the second."]
    assert turn.reason == ""


async def test_a_new_ledger_leaves_the_answers_of_an_old_one_alone(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Turns are counted from one again, and the thread still holds a part of the old turn one."""
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    async with house(slack, tmp_path / "old", FakeBackend(Text("Old."))) as at:
        ts = await ana.says(general, "one?")
        await quiet(slack, at)
    slack.fail("chat.postMessage", Dropped(written=False))
    async with house(slack, tmp_path / "new", FakeBackend(Text("New."))) as at:
        await ana.says(general, "two?", thread=ts)
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Old.", "New."]
