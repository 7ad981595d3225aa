"""A Slack thread is a ChatGPT conversation: stand-in Slack, unmodified slack-bolt, real Chromium, practice site."""

from html import unescape
from pathlib import Path

import pytest

from bridge.app import App
from scraper.practice import PracticeSite, Rules
from tests.end_to_end.conftest import Start, command
from tests.standins.slack import Channel, Message, Person, StandInSlack

LONG = 60.0  # seconds at most; the page is a real one


@pytest.fixture
def general(slack: StandInSlack) -> Channel:
    return slack.channel("general")


@pytest.fixture
def ana(slack: StandInSlack) -> Person:
    return slack.user("ana")


def answers(channel: Channel, root: str) -> list[str]:
    """What the bot has said in the thread."""
    return [said(message) for message in channel.thread(root) if message.bot_id]


def said(message: Message) -> str:
    """As a person sees it: Slack takes & < > escaped, and our zero-width spaces show nothing."""
    blocks = "\n\n".join(block["text"] for block in message.blocks if block["type"] == "markdown")
    return unescape(blocks or message.markdown_text or message.text).replace("\u200b", "")


async def test_question_growing_answer_and_follow_up(
    program: App, slack: StandInSlack, site: PracticeSite, rules: Rules, general: Channel, ana: Person
) -> None:
    """One message grows while it is written; the reply needs no mention and goes on in the same conversation."""
    rules.gate.clear()
    root = await ana.says(general, "long 600")
    half = await slack.until(lambda: answers(general, root)[0], LONG)
    rules.gate.set()
    await slack.until(lambda: len(answers(general, root)[0]) == 600, LONG)
    [answer] = answers(general, root)
    assert answer.startswith(half.rstrip("`\n "))
    assert 0 < len(half) < 600

    await ana.says(general, "say: and this", thread=root)
    await slack.until(lambda: answers(general, root)[1] == "and this", LONG)
    assert len(site.conversations) == 1
    assert [post.text for post in site.posts] == ["long 600", "say: and this"]


async def test_two_threads_at_once_are_two_conversations(
    program: App, slack: StandInSlack, site: PracticeSite, general: Channel, ana: Person
) -> None:
    """Each remembers its own."""
    one = await ana.says(general, "내가 제일 좋아하는 과일은 망고야.")
    two = await ana.says(general, "내가 제일 좋아하는 과일은 포도야.")
    await slack.until(lambda: answers(general, one) and answers(general, two), LONG)
    for root in (one, two):
        await ana.says(general, "내가 제일 좋아하는 과일이 뭘까?", thread=root)
    await slack.until(lambda: "망고" in answers(general, one)[1] and "포도" in answers(general, two)[1], LONG)
    assert len(site.conversations) == 2


async def test_redelivery_is_no_news(
    program: App, slack: StandInSlack, site: PracticeSite, general: Channel, ana: Person
) -> None:
    """The twins of a mention, the same event again, and under new ids: one question, one answer."""
    root = await ana.says(general, "say: once", mention=True)
    await slack.redeliver(root, "same", times=2)
    await slack.redeliver(root, "new", times=5)
    await slack.until(lambda: answers(general, root), LONG)
    await slack.redeliver(root, "new", times=5)
    await slack.settled()
    await program.bridge.idle()
    assert answers(general, root) == ["once"]
    assert [post.text for post in site.posts] == ["say: once"]


async def test_a_question_in_the_middle_of_an_answer(
    program: App, slack: StandInSlack, site: PracticeSite, rules: Rules, general: Channel, ana: Person
) -> None:
    """It waits for its turn."""
    rules.gate.clear()
    root = await ana.says(general, "say: the first answer")
    await slack.until(lambda: site.posts, LONG)
    await ana.says(general, "say: the second answer", thread=root)
    await slack.settled()
    rules.gate.set()
    await slack.until(lambda: answers(general, root) == ["the first answer", "the second answer"], LONG)
    assert [post.text for post in site.posts] == ["say: the first answer", "say: the second answer"]


async def test_a_restart_in_the_middle_of_an_answer(
    start: Start, slack: StandInSlack, site: PracticeSite, rules: Rules, general: Channel, ana: Person
) -> None:
    """Ended in order and started again: the same message grows to its end, ChatGPT was asked once."""
    rules.gate.clear()
    async with start():
        root = await ana.says(general, "long 600")
        await slack.until(lambda: answers(general, root)[0], LONG)
    assert site.stops == []
    rules.gate.set()
    async with start():
        await slack.until(lambda: len(answers(general, root)[0]) == 600, LONG)
    assert len(answers(general, root)) == 1
    assert len(site.posts) == 1


async def test_killed_in_the_middle_of_an_answer(
    config: Path, slack: StandInSlack, site: PracticeSite, rules: Rules, general: Channel, ana: Person
) -> None:
    """kill -9 of the real command, then started again: asked once, answered once, and the question in line too."""
    rules.gate.clear()
    async with command(config) as first:
        await slack.until(lambda: slack.sockets.open, LONG)
        root = await ana.says(general, "long 600")
        await slack.until(lambda: answers(general, root)[0], LONG)
        await ana.says(general, "say: and this", thread=root)
        await slack.settled()
        first.kill()
        await first.wait()
    rules.gate.set()
    async with command(config):
        await slack.until(lambda: answers(general, root)[1] == "and this", LONG)
    assert len(answers(general, root)[0]) == 600
    assert len(answers(general, root)) == 2
    assert [post.text for post in site.posts] == ["long 600", "say: and this"]


async def test_a_question_waits_at_a_wall_and_goes_on(
    start: Start, slack: StandInSlack, site: PracticeSite, general: Channel, ana: Person
) -> None:
    """Signed out: its asker sees that it waits; signed in again, it is answered without being asked anew."""
    site.signed_in = False
    async with start():
        root = await ana.says(general, "say: 망고")
        await slack.until(lambda: "1번째로 기다리고" in answers(general, root)[0], LONG)
        site.signed_in = True
        await slack.until(lambda: answers(general, root) == ["망고"], LONG)
    assert [post.text for post in site.posts] == ["say: 망고"]
