"""A question that waits for the answer before it has a clock, until its turn comes."""

import asyncio
from pathlib import Path

from bridge.events import Text
from platforms.discord.receiving.waiting import CLOCK
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, quiet, told
from tests.platforms.house import Scripts
from tests.standins.discord import Channel, Message, Person, StandInDiscord

PUT, TAKE = "PUT /channels/*/messages/*/reactions/*/@me", "DELETE /channels/*/messages/*/reactions/*/@me"


def clocks(discord: StandInDiscord, *messages: Message) -> list[bool]:
    """Whether each has ours."""
    return [discord.bot.id in message.reactions.get(CLOCK, ()) for message in messages]


async def test_a_clock_while_it_waits(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Nothing is written about it; the first question of a thread has nothing before it."""
    gate = asyncio.Event()
    backend = Scripts({"one?": [gate, Text("One.")], "two?": [Text("Two.")]})
    async with house(discord, tmp_path, backend) as at:
        one = await ana.says(general, "one?")
        await discord.until(lambda: one.thread)
        two = await ana.says(one.thread, "two?")
        await discord.until(lambda: clocks(discord, two) == [True])
        gate.set()
        await answered(discord, at, one, "One.", "Two.")
        assert clocks(discord, one, two) == [False, False]
    assert (len(discord.calls_of(PUT)), len(discord.calls_of(TAKE))) == (1, 1)


async def test_a_clock_at_a_question_that_took_new_words(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It goes when these are asked."""
    gate = asyncio.Event()
    backend = Scripts({"one?": [gate, Text("One.")], "2?": [Text("Two.")]})
    async with house(discord, tmp_path, backend) as at:
        one = await ana.says(general, "one?")
        await discord.until(lambda: one.thread)
        two = await ana.says(one.thread, "two?")
        await discord.until(lambda: clocks(discord, two) == [True])
        await ana.edits(two, "2?")
        await discord.until(lambda: len(told(one, discord)) == 1)
        gate.set()
        await quiet(discord, at)
    assert [turn.question.text for turn in backend.asked] == ["one?", "2?"]
    assert clocks(discord, two) == [False]


async def test_a_clock_does_not_outlive_a_restart(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What an earlier run left there is taken away when its turn comes."""
    async with house(discord, tmp_path, FakeBackend(asyncio.Event(), Text("Yes."))):
        one = await ana.says(general, "one?")
        await discord.until(lambda: one.thread)
        two = await ana.says(one.thread, "two?")
        await discord.until(lambda: clocks(discord, two) == [True])
    discord.clock.advance(1)
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await answered(discord, at, one, "Yes.", "Yes.")
    assert clocks(discord, two) == [False]


async def test_where_it_may_not_react_nothing_is_tried(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """And nobody is told: it is a courtesy."""
    discord.deny(general, "add_reactions")
    gate = asyncio.Event()
    backend = Scripts({"one?": [gate, Text("One.")], "two?": [Text("Two.")]})
    async with house(discord, tmp_path, backend) as at:
        one = await ana.says(general, "one?")
        await discord.until(lambda: one.thread)
        await ana.says(one.thread, "two?")
        await discord.settled()
        await at.platform.bot.heard()
        await at.platform.errands.idle()
        gate.set()
        await answered(discord, at, one, "One.", "Two.")
        await quiet(discord, at)
    assert told(one, discord) == ["One.", "Two."]
    assert discord.calls_of(PUT) == []
