"""The app's own tab: what is suggested there, and what its threads are called."""

from pathlib import Path

import pytest

from bridge.events import Opened, Text, Titled
from bridge.types import ConversationId
from platforms.slack.receiving.agent import LONGEST_TITLE, first_words
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere
from tests.platforms.slack.house import Way, house, ours, quiet, told
from tests.standins.slack import ApiError, Channel, Person, StandInSlack


async def test_an_empty_tab_suggests_what_to_ask(
    slack: StandInSlack, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Without a thread: an agent's tab has none yet. In the language of the channel."""
    async with house(slack, tmp_path, FakeBackend(), way=way, rules=everywhere(language="ko")) as at:
        dm = await ana.opens_app()
        await quiet(slack, at)
    [prompts] = dm.prompts.values()
    assert len(prompts) == 4
    assert prompts[0] == {"title": "무엇을 할 수 있나요?", "message": "!도움말"}
    assert all(0 < len(one["title"]) <= 75 for one in prompts)


@pytest.mark.parametrize("tab", ["home", "about"])
async def test_other_tabs_are_only_acknowledged(slack: StandInSlack, ana: Person, tmp_path: Path, tab: str) -> None:
    async with house(slack, tmp_path, FakeBackend()) as at:
        dm = await ana.opens_app(tab)
        await quiet(slack, at)
    assert dm.prompts == {}
    assert slack.lost == []


async def test_each_message_has_a_thread_with_a_title(
    slack: StandInSlack, ana: Person, tmp_path: Path, way: Way
) -> None:
    """The question's first words, then what the conversation is called; a follow-up changes nothing."""
    dm = slack.dm(ana)
    backend = FakeBackend(Opened(ConversationId("c1")), Titled("Blue skies"), Text("Because."))
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        ts = await ana.says(dm, "why is the sky\nblue?")
        await quiet(slack, at)
        assert dm.titles == {ts: "Blue skies"}
        await ana.says(dm, "and at dusk?", thread=ts)
        await quiet(slack, at)
    assert told(dm, ts, slack) == ["Because.", "Because."]
    titles = [call.arguments["title"] for call in slack.calls_of("assistant.threads.setTitle")]
    assert titles == ["why is the sky blue?", "Blue skies"]


async def test_a_title_that_is_changed_by_command_is_changed_in_slack(
    slack: StandInSlack, ana: Person, tmp_path: Path
) -> None:
    dm, backend = slack.dm(ana), Renaming(Opened(ConversationId("c1")), Titled("Blue skies"), Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(dm, "why?")
        await quiet(slack, at)
        await ana.says(dm, "!title Grey skies", thread=ts)
        await quiet(slack, at)
    assert dm.titles == {ts: "Grey skies"}


class Renaming(FakeBackend):
    """Its conversations can be renamed."""

    renames = False

    async def rename(self, conversation: ConversationId, title: str) -> None:
        pass


async def test_a_thread_in_a_channel_has_no_title(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(slack, tmp_path, FakeBackend(Text("Because."))) as at:
        await ana.says(general, "why?")
        await quiet(slack, at)
    assert slack.calls_of("assistant.threads.setTitle") == []


async def test_an_app_that_may_not_do_that_answers_all_the_same(
    slack: StandInSlack, ana: Person, tmp_path: Path
) -> None:
    for method in ("assistant.threads.setTitle", "assistant.threads.setSuggestedPrompts"):
        slack.fail(method, ApiError("missing_scope", {"needed": "assistant:write"}), times=9)
    async with house(slack, tmp_path, FakeBackend(Text("Because."))) as at:
        dm = await ana.opens_app()
        ts = await ana.says(dm, "why?")
        await quiet(slack, at)
    assert told(dm, ts, slack) == ["Because."]


async def test_a_command_in_a_new_thread_is_no_title(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    dm = slack.dm(ana)
    async with house(slack, tmp_path, FakeBackend()) as at:
        await ana.says(dm, "!help")
        await quiet(slack, at)
    assert dm.titles == {}
    assert [one.user for one in dm.ephemerals] == [ana.id]


async def test_group_messages_are_a_channel(slack: StandInSlack, ana: Person, tmp_path: Path, way: Way) -> None:
    """People talk to each other there: it takes a mention, unless the mode is "every"; a thread then needs none."""
    ben = slack.user("ben")
    group, backend = slack.dm(ana, ben), FakeBackend(Text("Pizza."))
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        await ana.says(group, "lunch?")
        await quiet(slack, at)
        assert backend.asked == []
        ts = await ben.says(group, "what is good for lunch?", mention=True)
        await quiet(slack, at)
        await ana.says(group, "and for dinner?", thread=ts)
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked] == ["what is good for lunch?", "and for dinner?"]
    assert len(ours(group, ts, slack)) == 2


async def test_a_private_channel(slack: StandInSlack, ana: Person, tmp_path: Path, way: Way) -> None:
    private, backend = slack.channel("private", private=True), FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        ts = await ana.says(private, "may I?", mention=True)
        await quiet(slack, at)
    assert told(private, ts, slack) == ["Yes."]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("short", "short"),
        (" two\n lines ", "two lines"),
        ("word " * 30, "word word word word word word word word word word word…"),
        ("가" * 100, "가" * (LONGEST_TITLE - 1) + "…"),
    ],
)
def test_first_words(text: str, title: str) -> None:
    assert first_words(text) == title
    assert len(title) <= LONGEST_TITLE
