"""What was asked while nobody was there to hear it: read from Slack's history, and answered once."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bridge.errors import StorageError
from bridge.events import Text
from bridge.protocols import Backend
from bridge.types import Mode
from platforms.showing.reply import Pauses
from platforms.slack.put import put
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere
from tests.platforms.slack.house import House, Way, house, quiet, thread_of, told
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

HOUR = 3600.0
TOO_LATE = (
    "This was asked while Threadbridge was away, more than 24 hours ago, so it was not passed on. "
    "Ask again if you still want to know."
)


def asked(backend: FakeBackend) -> Sequence[str]:
    return [turn.question.text for turn in backend.asked]


@asynccontextmanager
async def here(
    slack: StandInSlack,
    folder: Path,
    backend: Backend | None = None,
    *,
    way: Way = "socket",
    mode: Mode = "every",
) -> AsyncIterator[House]:
    """Running, with everything heard that was missed before."""
    async with house(slack, folder, backend or FakeBackend(Text("Yes.")), way=way, rules=everywhere(mode)) as at:
        await done(slack, at)
        yield at
        await done(slack, at)


async def done(slack: StandInSlack, at: House) -> None:
    """What was missed is heard, and every turn is at its end."""
    await at.platform.apps["slack"].caught_up()
    await quiet(slack, at)


async def test_asked_while_down(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """In a channel, a known thread, a direct message, a private channel, a group: each is answered, and once."""
    private, ben = slack.channel("private", private=True), slack.user("ben")
    dm, group = slack.dm(ana), slack.dm(ana, ben)
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend, way=way, mode="mention"):
        known = await ana.says(general, "before?", mention=True)
    with slack.unheard():
        await ana.says(general, "not for us")
        asked_there = [
            (general, await ana.says(general, "in the channel?", mention=True)),
            (dm, await ana.says(dm, "directly?")),
            (private, await ana.says(private, "privately?", mention=True)),
            (group, await ben.says(group, "in a group?", mention=True)),
        ]
        await ana.says(general, "in the thread?", thread=known)
    for _ in range(2):
        async with here(slack, tmp_path, backend, way=way, mode="mention"):
            pass
    assert asked(backend) == [
        "before?",
        "in the channel?",
        "directly?",
        "privately?",
        "in a group?",
        "in the thread?",
    ]
    assert [told(channel, ts, slack) for channel, ts in asked_there] == [["Yes."]] * 4
    assert told(general, known, slack) == ["Yes.", "Yes."]


async def test_what_a_command_had_put_there_before_a_crash_is_asked(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """In its asker's name, and once, however often it is read."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend):
        await ana.says(general, "before?")
    with slack.unheard():
        ours = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        await ours.chat_postMessage(channel=general.id, text=put("after?", "{who} asks:", ana.id))
    for _ in range(2):
        async with here(slack, tmp_path, backend):
            pass
    assert asked(backend) == ["before?", "after?"]
    assert backend.asked[-1].question.author == ana.id


async def test_who_was_never_there_has_missed_nothing(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """What was said before the first start is not read; what is said after it is."""
    backend = FakeBackend(Text("Yes."))
    with slack.unheard():
        await ana.says(general, "long before?")
    slack.clock.advance(1)
    async with here(slack, tmp_path, backend, way=way):
        pass
    assert slack.calls_of("conversations.history") == []
    with slack.unheard():
        slack.clock.advance(1)
        await ana.says(general, "after?")
    async with here(slack, tmp_path, backend, way=way):
        pass
    assert asked(backend) == ["after?"]


async def test_a_channel_that_we_were_invited_to_meanwhile(
    slack: StandInSlack, ana: Person, tmp_path: Path
) -> None:
    """It has no mark of its own: it is read from where we were last seen. So is a first direct message."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend):
        pass
    with slack.unheard():
        slack.clock.advance(1)
        new = slack.channel("new", bot=False)
        slack.bot_joins(new)
        await ana.says(new, "welcome?")
        await ana.says(slack.dm(ana), "and here?")
    async with here(slack, tmp_path, backend):
        pass
    assert asked(backend) == ["welcome?", "and here?"]


async def test_a_mention_in_an_old_thread_that_was_not_ours(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Its parent shows the newer reply. What was said in it before we were asked stays theirs, also a run later."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend, mode="mention"):
        theirs = await ana.says(general, "lunch?")
    with slack.unheard():
        await ana.says(general, "pizza", thread=theirs)
        await ana.says(general, "what is in a pizza?", thread=theirs, mention=True)
        await ana.says(general, "and in a calzone?", thread=theirs)
    slack.fail("conversations.history", ApiError("fatal_error"))
    for _ in range(2):
        async with here(slack, tmp_path, backend, mode="mention") as at:
            at.platform.apps["slack"]._gap()
            at.platform.apps["slack"]._catch_up()
    assert asked(backend) == ["what is in a pizza?", "and in a calzone?"]


async def test_a_known_thread_far_up_in_its_channel(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Its parent is on none of the pages that are read; that something was asked there is enough."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend, mode="mention"):
        ts = await ana.says(general, "one?", mention=True)
    with slack.unheard():
        for number in range(210):
            await ana.says(general, f"not for us {number}")
    async with here(slack, tmp_path, backend, mode="mention"):
        pass
    slack.clock.advance(1)
    with slack.unheard():
        await ana.says(general, "two?", thread=ts)
    async with here(slack, tmp_path, backend, mode="mention"):
        pass
    assert asked(backend) == ["one?", "two?"]


async def test_the_ledger_was_away_longer_than_slack_tries(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The event is lost, and the question is not: it is read when Slack has given up."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend, way="http") as at:
        [desk] = at.platform.apps["slack"]._desks.values()
        with slack.unheard():
            ts = await ana.says(general, "lost?")
        with pytest.raises(StorageError), desk._heard({"type": "message", "channel": general.id, "ts": ts}):
            raise StorageError(what="The disk is full.")
        await slack.until(lambda: told(general, ts, slack) == ["Yes."])


async def test_oldest_first_over_all_channels(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    """300 messages in five channels, of which a bot's, a join and commands are none for us."""
    slack.habits.limits = False  # 60 answers in a channel would take a minute
    channels = [slack.channel(f"channel-{number}") for number in range(5)]
    bot, backend = slack.other_bot("deploybot"), FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend):
        pass
    questions = [f"question {number}?" for number in range(300)]
    with slack.unheard():
        for number, question in enumerate(questions):
            await ana.says(channels[number % 5], question)
        await bot.says(channels[0], "deployed")
        await slack.user("ben").joins(channels[1])
        slack.clock.advance(61)
        await ana.says(channels[2], "!status")
        slack.clock.advance(61)
    async with here(slack, tmp_path, backend):
        pass
    assert [turn.question.text for turn in sorted(backend.asked, key=lambda turn: turn.id)] == questions
    assert channels[2].ephemerals == []


async def test_too_old(slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way) -> None:
    """Older than a day: said in its place, once, however often we start; older by another week: nothing is said."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend, way=way, mode="mention"):
        pass
    with slack.unheard():
        ancient = await ana.says(general, "ancient?", mention=True)
        slack.clock.advance(7 * 24 * HOUR)
        old = await ana.says(general, "old?", mention=True)
        theirs = await ana.says(general, "old and not for us")
        slack.clock.advance(25 * HOUR)
        fresh = await ana.says(general, "fresh?", mention=True)
    for _ in range(3):
        async with here(slack, tmp_path, backend, way=way, mode="mention") as at:
            [turn] = await at.store.history(thread_of(slack, general, old))
    assert told(general, old, slack) == [TOO_LATE]
    assert turn.reason == TOO_LATE
    assert told(general, fresh, slack) == ["Yes."]
    assert told(general, ancient, slack) == told(general, theirs, slack) == []
    assert asked(backend) == ["fresh?"]


async def test_switched_off(slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path) -> None:
    """With 0 hours nothing is made up for, nor is it when it is switched on again."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend):
        pass
    with slack.unheard():
        slack.clock.advance(1)
        await ana.says(general, "missed?")
        slack.clock.advance(1)
    async with house(slack, tmp_path, backend, lists={"catch_up": 0}) as at:
        await done(slack, at)
    async with here(slack, tmp_path, backend):
        pass
    assert asked(backend) == []


async def test_edited_and_deleted_while_down(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The question is its last text; what was deleted was never asked."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend):
        pass
    with slack.unheard():
        edited = await ana.says(general, "what is teh time?")
        await ana.edits(edited, "what is the time?")
        await ana.deletes(await ana.says(general, "never mind?"))
    async with here(slack, tmp_path, backend):
        pass
    assert asked(backend) == ["what is the time?"]


async def test_a_gap_in_the_connection(slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path) -> None:
    """What is said while the line is down is heard when it is up again, besides what comes live."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend) as at:
        with slack.unheard():
            await ana.says(general, "in the gap?")
        await slack.refresh_sockets()
        await slack.until(lambda: slack.sockets.opened == 2)
        await ana.says(general, "live?")
        await slack.until(lambda: len(backend.asked) == 2)
        await done(slack, at)
    assert sorted(asked(backend)) == ["in the gap?", "live?"]


async def test_killed_in_the_middle_of_catching_up(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """While a channel is being read a live message comes in, and then everything ends: nothing is left out."""
    other, backend = slack.channel("other"), FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend):
        pass
    with slack.unheard():
        await ana.says(general, "one?")
        await ana.says(other, "two?")
    slack.fail("conversations.history", slow := Slow())
    async with house(slack, tmp_path, backend) as at:
        await ana.says(general, "live?")
        await slack.until(lambda: len(backend.asked) == 1)
        await slack.settled()  # what is not acknowledged Slack sends again, a minute later
        await at.bridge.idle()
    slow.release()
    async with here(slack, tmp_path, backend):
        pass
    assert asked(backend) == ["live?", "one?", "two?"]


@pytest.mark.parametrize("fault", [RateLimited(0), ServerError(503), Dropped(), ApiError("internal_error")])
async def test_trouble_with_reading_passes(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, fault: Fault
) -> None:
    """It is read when that is over, however often it happens."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend):
        pass
    with slack.unheard():
        await ana.says(general, "one?")
    for method in ("users.conversations", "conversations.history"):
        slack.fail(method, fault, times=7)
    async with here(slack, tmp_path, backend):
        pass
    assert asked(backend) == ["one?"]


async def test_a_kind_of_channel_without_its_scope(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The others are read; and it is itself once the scope is there."""
    private, backend = slack.channel("private", private=True), FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend):
        pass
    with slack.unheard():
        await ana.says(private, "privately?")
        await ana.says(general, "openly?")
    missing = ApiError("missing_scope", {"needed": "groups:read"})
    slack.fail("users.conversations", missing)
    slack.fail("conversations.history", ApiError("missing_scope", {"needed": "channels:history"}))
    async with here(slack, tmp_path, backend):
        await ana.says(general, "live?")
    assert asked(backend) == ["privately?", "live?"]
    async with here(slack, tmp_path, backend):
        pass
    assert asked(backend) == ["privately?", "live?", "openly?"]


async def test_what_was_found_is_said(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In one line of the log."""
    async with here(slack, tmp_path):
        pass
    with slack.unheard():
        for text in ("!status", "one?", "two?"):
            slack.clock.advance(61)
            await ana.says(general, text)
    with caplog.at_level(logging.INFO, "platforms.receiving.catchup"):
        async with here(slack, tmp_path):
            pass
    [line] = [record.getMessage() for record in caplog.records if record.name == "platforms.receiving.catchup"]
    assert line == "caught up in 1 channels: 3 messages, 2 asked, 0 too old, 1 nothing new for us"


async def test_slacks_rates_are_kept_while_answers_are_written(tmp_path: Path) -> None:
    """Eighty channels under Slack's real limits, on a quick clock: what is asked live meanwhile does not wait."""
    speed = 60
    pauses = Pauses(message=1.2 / speed, minute=60 / speed, trouble=1 / speed)
    async with StandInSlack(limits=True, speed=speed) as slack:
        channels, ana = [slack.channel(f"channel-{number}") for number in range(80)], slack.user("ana")
        backend = FakeBackend(Text("Yes."))
        async with house(slack, tmp_path, backend, pauses=pauses) as at:
            await done(slack, at)
        with slack.unheard():
            for channel in channels:
                await ana.says(channel, "missed?")
        slack.fail("conversations.history", slow := Slow())
        async with house(slack, tmp_path, backend, pauses=pauses) as at:
            await slack.until(lambda: slack.calls_of("conversations.history"))
            ts = await ana.says(channels[0], "live?")
            await slack.until(lambda: told(channels[0], ts, slack) == ["Yes."])
            assert len(backend.asked) == 1
            slow.release()
            await done(slack, at)
    assert len(backend.asked) == 81
    refused = [call for call in slack.calls_of("conversations.history") if call.http_status != 200]
    assert len(refused) <= 2  # a busy machine may bring two calls closer together
