"""Who may ask in Slack: refusals are seen by their author alone, and nothing of them is kept."""

import logging
from pathlib import Path

import pytest

from bridge.events import Text
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere
from tests.platforms.slack.house import Way, house, quiet, thread_of, told
from tests.standins.slack import Channel, Person, StandInSlack

LOOP = 20


async def test_a_blocked_person_is_told_and_nothing_is_kept(
    slack: StandInSlack,
    general: Channel,
    ana: Person,
    tmp_path: Path,
    way: Way,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Once for each message, however often it is delivered; the others are answered."""
    caplog.set_level(logging.INFO)
    backend, ben = FakeBackend(Text("Yes.")), slack.user("ben")
    rules = everywhere("mention", "ko")
    async with house(slack, tmp_path, backend, way=way, rules=rules, lists={"blocked_people": [ben.id]}) as at:
        refused = await ben.says(general, "my secret question", mention=True)
        await slack.redeliver(refused, "new", times=3)
        asked = await ana.says(general, "may I?", mention=True)
        await quiet(slack, at)
        assert not await at.store.knows(thread_of(slack, general, refused))
    assert [(one.user, one.text) for one in general.ephemerals] == [
        (ben.id, "여기서 질문할 권한이 없습니다. 이 Threadbridge의 소유자에게 요청해 주세요.")
    ]
    assert told(general, asked, slack) == ["Yes."]
    assert "my secret question" not in caplog.text
    assert b"my secret question" not in b"".join(file.read_bytes() for file in tmp_path.glob("house.db*"))


async def test_what_is_not_meant_for_us_is_not_refused_either(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Blocked people may talk to each other in peace."""
    lists = {"blocked_people": [ana.id]}
    async with house(slack, tmp_path, FakeBackend(), rules=everywhere("mention"), lists=lists) as at:
        await ana.says(general, "lunch?")
        await quiet(slack, at)
    assert general.ephemerals == []


async def test_allowed_channels(slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path) -> None:
    """The channel on the list and, where it says so, direct messages; commands are refused elsewhere, too."""
    other, dm, backend = slack.channel("other"), slack.dm(ana), FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend, lists={"allowed_channels": [general.id, "direct"]}) as at:
        await ana.says(general, "here")
        await ana.says(dm, "in private")
        await ana.says(other, "there")
        await ana.says(other, "!status")
        await quiet(slack, at)
    assert {turn.question.text for turn in backend.asked} == {"here", "in private"}
    assert [one.text for one in other.ephemerals] == ["I don't answer in this channel. Ask me in another one."] * 2


async def test_a_person_who_asks_too_often_is_told_once(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """A minute later it goes on."""
    backend = FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend, lists={"questions_per_minute": 2}) as at:
        for number in range(5):
            await ana.says(general, f"question {number}")
        await quiet(slack, at)
        slack.clock.advance(61)
        await ana.says(general, "later")
        await quiet(slack, at)
    assert {turn.question.text for turn in backend.asked} == {"question 0", "question 1", "later"}
    assert [one.text[:44] for one in general.ephemerals] == ["One person's questions are limited to 2 a mi"]


async def test_a_program_that_answers_our_answers_is_stopped(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Through a person's token, so that nothing but its tirelessness gives it away; the owner hears of it once."""
    backend, boss = FakeBackend(Text("Interesting.")), slack.user("boss")
    slack.habits.limits = False  # it is about who is quick, not about how quick Slack is
    dm = slack.dm(boss)
    async with house(slack, tmp_path, backend, owners=(boss.id,)) as at:
        root = await ana.says(general, "hello")
        await quiet(slack, at)
        for _ in range(LOOP + 5):
            await ana.says(general, "Thank you!", thread=root)
        await quiet(slack, at)
        await at.bridge.owner.reached()
    assert len(backend.asked) == LOOP - 1
    assert len([one for one in general.ephemerals if one.text.startswith("So many")]) == 1
    assert [message.text for message in dm.messages] == [
        f"In {thread_of(slack, general, root)} the messages of {ana.id} come as quickly as if a program answered "
        "every answer. Threadbridge does not answer them there for a minute at a time; `blocked_people` keeps them "
        "out for good."
    ]
