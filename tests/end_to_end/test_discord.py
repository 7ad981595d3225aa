"""A Discord thread is a ChatGPT conversation: stand-in Discord, the real command, real Chromium, practice site."""

from pathlib import Path

import pytest

from scraper.practice import PracticeSite, Rules
from tests.end_to_end.conftest import command
from tests.standins.discord import Channel, Message, Person, Slow, StandInDiscord

LONG = 60.0  # seconds at most; the page is a real one


@pytest.fixture
def general(discord: StandInDiscord) -> Channel:
    return discord.channel("general")


@pytest.fixture
def ana(discord: StandInDiscord) -> Person:
    return discord.user("ana")


def answers(asked: Message, discord: StandInDiscord) -> list[str]:
    """What the bot has said in the thread."""
    return [message.content for message in asked.thread.by(discord.bot)]


async def test_killed_in_the_middle_of_an_answer(
    with_discord: Path, discord: StandInDiscord, site: PracticeSite, rules: Rules, general: Channel, ana: Person
) -> None:
    """kill -9, then started again: asked once, answered once, and the thread goes on."""
    rules.gate.clear()
    async with command(with_discord) as first:
        await discord.until(lambda: discord.gateway.connected, LONG)
        asked = await ana.says(general, "long 600")
        await discord.until(lambda: answers(asked, discord)[0], LONG)
        first.kill()
        await first.wait()
    await discord.until(lambda: not discord.gateway.lines, LONG)
    rules.gate.set()
    async with command(with_discord):
        await discord.until(lambda: len(answers(asked, discord)[0]) == 600, LONG)
        await ana.says(asked.thread, "say: and this")
        await discord.until(lambda: answers(asked, discord)[1] == "and this", LONG)
    assert [len(text) for text in answers(asked, discord)] == [600, len("and this")]
    assert [post.text for post in site.posts] == ["long 600", "say: and this"]


async def test_killed_between_a_post_and_its_record(
    with_discord: Path, discord: StandInDiscord, site: PracticeSite, general: Channel, ana: Person
) -> None:
    """Discord has the message and the ledger has not: it is found, and not posted again."""
    slow = Slow(written=True)
    async with command(with_discord) as first:
        await discord.until(lambda: discord.gateway.connected, LONG)
        discord.fail("POST /channels/*/messages", slow)
        asked = await ana.says(general, "say: once")
        await discord.until(lambda: asked.thread.by(discord.bot), LONG)
        first.kill()
        await first.wait()
    slow.release()
    async with command(with_discord):
        await discord.until(lambda: discord.calls_of("GET /channels/*/messages"), LONG)
        await ana.says(asked.thread, "say: and this")
        await discord.until(lambda: len(answers(asked, discord)) == 2, LONG)
    assert answers(asked, discord) == ["once", "and this"]
    assert [post.text for post in site.posts] == ["say: once", "say: and this"]


async def test_killed_while_asked_and_while_catching_up(
    with_discord: Path, discord: StandInDiscord, site: PracticeSite, general: Channel, ana: Person
) -> None:
    """Asked and killed at once, asked while nobody is there, killed again while that is read."""
    words = ["one", "two", "three", "four"]
    async with command(with_discord) as first:
        await discord.until(lambda: discord.gateway.connected, LONG)
        zero = await ana.says(general, "say: zero")
        await discord.until(lambda: answers(zero, discord) == ["zero"], LONG)
        asked = [await ana.says(general, f"say: {word}") for word in words[:2]]
        first.kill()
        await first.wait()
    await discord.until(lambda: not discord.gateway.lines, LONG)
    asked.append(await ana.says(general, "say: three"))
    history = f"GET /channels/{general.id}/messages"
    discord.fail(history, slow := Slow())
    async with command(with_discord) as second:
        await discord.until(lambda: discord.calls_of(history), LONG)
        asked.append(await ana.says(general, "say: four"))
        second.kill()
        await second.wait()
    slow.release()
    async with command(with_discord):
        await discord.until(lambda: all(answers(one, discord) for one in asked), LONG)
        await discord.until(lambda: [answers(one, discord) for one in asked] == [[word] for word in words], LONG)
    assert sorted(post.text for post in site.posts) == sorted(f"say: {word}" for word in ("zero", *words))
