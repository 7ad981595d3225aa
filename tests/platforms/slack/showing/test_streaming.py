"""An answer that Slack streams: what it grows by, how it ends, and what goes wrong with it."""

import asyncio
from itertools import groupby
from pathlib import Path

import pytest

from bridge.events import Rewritten, Text
from platforms.showing.reply import Pauses
from platforms.slack.outbound import STREAMS
from platforms.slack.showing.stream import LIVES
from tests.fakes import FakeBackend, Step
from tests.platforms.house import Scripts, growing
from tests.platforms.slack.house import house, ours, quiet, thread_of, told
from tests.standins.slack import ApiError, Channel, Dropped, Fault, Message, Person, RateLimited, Slow, StandInSlack

FIRST, SECOND, THIRD = "The first line.\n", "The second line.\n", "The third."
LONG = "A sentence of seven words stands here. " * 700


def methods(slack: StandInSlack) -> list[str]:
    """The calls that write, in their order; several in a row count once."""
    made = [call.method.removeprefix("chat.") for call in slack.calls if call.method.startswith("chat.")]
    return [method for method, _ in groupby(made)]


def streamed(message: Message) -> list[str]:
    """What each call added."""
    assert message.stream is not None
    return message.stream.pieces


async def test_an_answer_is_streamed_in_what_is_new(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """To the asker; started with its Stop button, and at the end in its final form, with its part's name."""
    steps, [second, third] = growing(FIRST, SECOND, THIRD)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "three lines")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        [answer] = ours(general, ts, slack)
        assert answer.streaming
        second.set()
        await slack.until(lambda: told(general, ts, slack) == [(FIRST + SECOND).strip()])
        third.set()
        await quiet(slack, at)
    assert methods(slack) == ["startStream", "appendStream", "stopStream", "update"]
    assert streamed(answer)[:2] == [FIRST, SECOND]
    assert "".join(streamed(answer)) == FIRST + SECOND + THIRD
    assert answer.stream is not None
    assert answer.stream.recipient == ana.id
    assert [element["action_id"] for element in answer.stream.blocks[0]["elements"]] == ["tb_stop"]
    assert [block["type"] for block in answer.blocks] == ["markdown", "actions"]
    assert answer.metadata == {"event_type": "threadbridge_part", "event_payload": {"turn": 1, "part": 1}}
    assert told(general, ts, slack) == [FIRST + SECOND + THIRD]


async def test_a_word_is_one_message(slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path) -> None:
    """Nothing of it was settled before it was all there, so it is posted."""
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        ts = await ana.says(general, "sure?")
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Yes."]
    assert methods(slack) == ["postMessage"]


@pytest.mark.parametrize("code", ["feature_not_enabled", "unknown_method", "method_deprecated"])
async def test_a_slack_that_does_not_stream_is_asked_once(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, code: str
) -> None:
    """Posted and edited from then on, everywhere in the workspace."""
    slack.habits.streaming = code
    steps, gates = growing(FIRST, SECOND)
    other = slack.channel("other")
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        for channel in (general, other, general):
            gates[0].clear()
            ts = await ana.says(channel, "again?")
            await slack.until(lambda: told(channel, ts, slack) == [FIRST.strip()])  # noqa: B023
            gates[0].set()
            await quiet(slack, at)
            assert told(channel, ts, slack) == [FIRST + SECOND.strip()]
    assert len(slack.calls_of("chat.startStream")) == 1


async def test_a_channel_that_takes_no_streams_is_remembered_alone(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, [gate] = growing(FIRST, SECOND)
    other = slack.channel("other")
    slack.fail("chat.startStream", ApiError("channel_type_not_supported"))
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        for channel in (general, general, other):
            gate.clear()
            ts = await ana.says(channel, "again?")
            await slack.until(lambda: told(channel, ts, slack) == [FIRST.strip()])  # noqa: B023
            gate.set()
            await quiet(slack, at)
    assert [call.arguments["channel"] for call in slack.calls_of("chat.startStream")] == [general.id, other.id]


async def test_in_a_direct_message(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    steps, [gate] = growing(FIRST, SECOND)
    direct = slack.dm(ana)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(direct, "between us")
        await slack.until(lambda: told(direct, ts, slack) == [FIRST.strip()])
        gate.set()
        await quiet(slack, at)
    assert told(direct, ts, slack) == [FIRST + SECOND.strip()]
    assert methods(slack)[0] == "startStream"


async def test_a_rewritten_answer_is_edited_from_then_on(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What stands in a stream can't be taken back; so it is ended, and its message says something else."""
    steps, [gate, end] = growing(FIRST, "", "")
    steps = [*steps[:2], Rewritten("Something else.\n"), end, Text("And more.")]
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "well?")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        gate.set()
        await slack.until(lambda: told(general, ts, slack) == ["Something else."])
        end.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Something else.\nAnd more."]
    assert methods(slack)[:3] == ["startStream", "stopStream", "update"]


async def test_a_stream_that_died_is_edited(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """After five minutes, however long we meant it to live."""
    steps, [second, third] = growing(FIRST, SECOND, THIRD)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "slowly")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        slack.clock.advance(301)
        second.set()
        await slack.until(lambda: told(general, ts, slack) == [(FIRST + SECOND).strip()])
        third.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == [FIRST + SECOND + THIRD]
    assert len(ours(general, ts, slack)) == 1


async def test_where_nothing_may_be_edited(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was streamed whole stays without buttons; what was not is said once more, whole."""
    slack.fail("chat.update", ApiError("edit_window_closed"), times=50)
    steps, [second, third] = growing(FIRST, SECOND, THIRD)
    other: list[Step] = [Text("Half an answer, and then\n"), third, Rewritten("Something else.")]
    async with house(slack, tmp_path, Scripts({"one": steps, "two": other})) as at:
        second.set()
        one, two = await ana.says(general, "one"), await ana.says(general, "two")
        await slack.until(lambda: told(general, one, slack) and told(general, two, slack))
        third.set()
        await quiet(slack, at)
    assert told(general, one, slack) == [FIRST + SECOND + THIRD]
    assert told(general, two, slack)[-1] == "Something else."
    assert len(told(general, two, slack)) == 2
    assert not [message for message in general.messages if message.streaming]


async def test_a_stream_is_ended_before_it_dies(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Its message is edited from then on."""
    steps, [second, third] = growing(FIRST, SECOND, THIRD)
    minute = 0.01  # and so a stream lives for 40 ms
    async with house(slack, tmp_path, FakeBackend(*steps), pauses=Pauses(0, minute, 0)) as at:
        ts = await ana.says(general, "slowly")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        await slack.clock.sleep(LIVES * minute)
        second.set()
        await slack.until(lambda: told(general, ts, slack) == [(FIRST + SECOND).strip()])
        third.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == [FIRST + SECOND + THIRD]
    assert methods(slack)[:3] == ["startStream", "stopStream", "update"]
    assert len(ours(general, ts, slack)) == 1


async def test_slacks_own_stop_stops_the_answer(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What came so far stays, and says so."""
    steps, [gate, _] = growing(FIRST, SECOND, "never comes")
    backend = FakeBackend(*steps)
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "a story")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        await ana.stops(ours(general, ts, slack)[0])
        gate.set()
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert (turn.answer, turn.stopped, backend.stopped) == (FIRST + SECOND, True, True)
    assert told(general, ts, slack) == [f"{FIRST}{SECOND}\n\n(stopped)"]


@pytest.mark.parametrize("fault", [Dropped(written=True), Dropped(written=False), Slow(written=True)])
async def test_a_start_whose_outcome_is_unknown_is_looked_up(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, fault: Fault
) -> None:
    """It has no metadata, and is known by its place; nothing is posted twice."""
    slack.fail("chat.startStream", fault)
    if isinstance(fault, Slow):
        fault.release()
    steps, [gate] = growing(FIRST, SECOND)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "how often?")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        gate.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == [FIRST + SECOND.strip()]


@pytest.mark.parametrize("written", [True, False])
async def test_a_piece_whose_outcome_is_unknown_does_not_come_twice(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, written: bool
) -> None:
    """From then on it is not known what stands there; so the whole is written."""
    steps, [second, third] = growing(FIRST, SECOND, THIRD)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "once")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        slack.fail("chat.appendStream", Dropped(written=written))
        second.set()
        await slack.until(lambda: told(general, ts, slack) == [(FIRST + SECOND).strip()])
        third.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == [FIRST + SECOND + THIRD]


async def test_a_pause_that_slack_asks_for_loses_nothing(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Of each call of a stream."""
    for method in ("startStream", "appendStream", "stopStream"):
        slack.fail(f"chat.{method}", RateLimited(0))
    steps, [second, third] = growing(FIRST, SECOND, THIRD)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "slowly")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        second.set()
        await slack.until(lambda: told(general, ts, slack) == [(FIRST + SECOND).strip()])
        third.set()
        await quiet(slack, at)
    [answer] = ours(general, ts, slack)
    assert "".join(streamed(answer)) == FIRST + SECOND + THIRD
    assert slack.calls_of("conversations.replies") == []


async def test_a_restart_ends_the_stream_that_an_earlier_run_began(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Slack edits nothing that it streams."""
    steps, _ = growing(FIRST, "never comes")
    async with house(slack, tmp_path, FakeBackend(*steps)):
        ts = await ana.says(general, "a long question")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
    async with house(slack, tmp_path, FakeBackend(Text(FIRST + SECOND))) as at:
        await quiet(slack, at)
    assert told(general, ts, slack) == [FIRST + SECOND.strip()]
    assert not ours(general, ts, slack)[0].streaming


async def test_a_crash_between_start_and_ledger_starts_once(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    slack.fail("chat.startStream", slow := Slow(written=True))
    steps, _ = growing(FIRST, "never comes")
    async with house(slack, tmp_path, FakeBackend(*steps)):
        ts = await ana.says(general, "how often?")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
    slow.release()
    async with house(slack, tmp_path, FakeBackend(Text("Once and for all."))) as at:
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Once and for all."]


async def test_what_is_said_besides_is_not_taken_for_the_answer(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It stays as it is, also when the stream that came after it has to be found again."""
    slack.fail("chat.startStream", slow := Slow(written=True))
    begin = asyncio.Event()
    async with house(slack, tmp_path, backend := FakeBackend(begin, Text(FIRST), asyncio.Event())) as at:
        ts = await ana.says(general, "how often?")
        await backend.began.wait()
        await at.platform.say(thread_of(slack, general, ts), "This goes on in <#C1> & elsewhere.")
        begin.set()
        await slack.until(lambda: FIRST.strip() in told(general, ts, slack))
    slow.release()
    async with house(slack, tmp_path, FakeBackend(Text("Once."))) as at:
        await quiet(slack, at)
    assert told(general, ts, slack) == ["This goes on in <#C1> & elsewhere.", "Once."]


async def test_a_streamed_message_that_somebody_deleted_is_written_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    steps, [gate] = growing(FIRST, SECOND)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "how much?")
        await slack.until(lambda: told(general, ts, slack) == [FIRST.strip()])
        await ana.deletes(ours(general, ts, slack)[0].ts)
        gate.set()
        await quiet(slack, at)
    assert told(general, ts, slack) == [FIRST + SECOND.strip()]


async def test_a_long_answer_rolls_over_from_stream_to_stream(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Each part is a message below Slack's 12,000, and nothing of it vanishes."""
    slack.habits.drops_overflow = True
    words = [LONG[start : start + 1_000] for start in range(0, len(LONG), 1_000)]
    steps, gates = growing(*words)
    async with house(slack, tmp_path, FakeBackend(*steps)) as at:
        ts = await ana.says(general, "tell me everything")
        for number, gate in enumerate(gates, 1):
            so_far = len("".join(words[:number])) - 200
            await slack.until(lambda: sum(map(len, told(general, ts, slack))) >= so_far)  # noqa: B023
            gate.set()
        await quiet(slack, at)
    assert "".join(told(general, ts, slack)) == LONG.rstrip("\n")
    assert len(ours(general, ts, slack)) == 3
    assert [message.stream.dropped for message in ours(general, ts, slack) if message.stream] == [""] * 3
    assert len(slack.calls_of("chat.startStream")) == 3


async def test_no_more_streams_are_open_than_can_be_ended_at_once(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Those that come later are posted and edited."""
    count = STREAMS + 3
    scripts = {f"{number}?": growing(f"This is number {number}.\n", "Done.") for number in range(count)}
    async with house(slack, tmp_path, Scripts({asked: steps for asked, (steps, _) in scripts.items()})) as at:
        asked = [await ana.says(general, question) for question in scripts]
        await slack.until(lambda: all(told(general, ts, slack) for ts in asked))
        assert len(slack.calls_of("chat.startStream")) <= STREAMS
        for _, [gate] in scripts.values():
            gate.set()
        await quiet(slack, at)
    assert {told(general, ts, slack)[0].split("\n")[1] for ts in asked} == {"Done."}
