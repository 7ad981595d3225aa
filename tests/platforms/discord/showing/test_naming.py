"""What a thread is called: first by its question, then by its conversation's title."""

from dataclasses import replace
from pathlib import Path

from bridge.events import Opened, Text, Titled
from bridge.types import ConversationId
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, quiet, thread_of
from tests.platforms.house import AT_ONCE, growing
from tests.standins.discord import ApiError, Channel, Person, Slow, StandInDiscord

RENAMED = "PATCH /channels/*"
SKIES = (Opened(ConversationId("c1")), Titled("Blue skies"), Text("Because."))


async def test_a_thread_is_called_what_its_conversation_is_called(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Once; a follow-up changes nothing."""
    async with house(discord, tmp_path, FakeBackend(*SKIES)) as at:
        asked = await ana.says(general, "why is the sky\nblue?")
        await answered(discord, at, asked, "Because.")
        await discord.until(lambda: asked.thread.name == "Blue skies")
        assert asked.thread.names == ["why is the sky"]
        await ana.says(asked.thread, "and at dusk?")
        await answered(discord, at, asked, "Because.", "Because.")
    assert len(discord.calls_of(RENAMED)) == 1


async def test_a_name_that_somebody_gave_stays(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The title comes when the thread has another name already."""
    steps, [gate] = growing("Because ", "of it.")
    backend = FakeBackend(*SKIES[:2], *steps)
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "why?")
        await discord.until(lambda: asked.thread.by(discord.bot))
        await ana.renames(asked.thread, "Mine")
        gate.set()
        await answered(discord, at, asked, "Because of it.")
    assert asked.thread.name == "Mine"


async def test_a_thread_of_somebody_else_keeps_its_name(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(discord, tmp_path, FakeBackend(*SKIES)) as at:
        first = await ana.says(general, "!help")
        thread = await ana.opens_thread(first, "why?")
        await ana.says(thread, "why?")
        await quiet(discord, at)
    assert thread.name == "why?"
    assert discord.calls_of(RENAMED) == []


async def test_a_direct_message_has_no_name(discord: StandInDiscord, ana: Person, tmp_path: Path) -> None:
    async with house(discord, tmp_path, FakeBackend(*SKIES)) as at:
        await ana.says(discord.dm(ana), "why?")
        await quiet(discord, at)
    assert discord.calls_of(RENAMED) == []


async def test_a_title_that_comes_while_another_is_written(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The last one counts then, too."""
    discord.fail(RENAMED, slow := Slow())
    async with house(discord, tmp_path, FakeBackend(*SKIES)) as at:
        asked = await ana.says(general, "why?")
        await discord.until(lambda: discord.calls_of(RENAMED))
        await at.platform.titled(thread_of(asked), "Red skies")
        slow.release()
        await quiet(discord, at)
    assert asked.thread.name == "Red skies"


async def test_two_names_within_ten_minutes(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Of titles that come together the last one counts; the third name waits, for Discord would refuse it."""
    discord.habits.limits = True
    async with house(discord, tmp_path, FakeBackend(*SKIES), pauses=replace(AT_ONCE, minute=60.0)) as at:
        asked = await ana.says(general, "why?")
        await answered(discord, at, asked, "Because.")
        for title in ("one", "two"):
            await at.platform.titled(thread_of(asked), title)
        await at.platform.errands.idle()
        calls = len(discord.calls)
        await at.platform.titled(thread_of(asked), "three")
        await discord.settled()
        assert discord.calls[calls:] == []
    assert asked.thread.names == ["why?", "Blue skies"]
    assert asked.thread.name == "two"
    assert discord.refused == []


async def test_a_thread_that_can_not_be_renamed_keeps_its_name(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The answer stands there all the same."""
    discord.fail(RENAMED, ApiError(50013))
    async with house(discord, tmp_path, FakeBackend(*SKIES)) as at:
        asked = await ana.says(general, "why?")
        await answered(discord, at, asked, "Because.")
    assert asked.thread.name == "why?"
