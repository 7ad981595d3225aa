"""The platform over real sockets: what a person sees from the question to the answer, and after a broken line."""

from pathlib import Path

from bridge.events import Text
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, told
from tests.platforms.house import growing
from tests.standins.discord import Channel, Dropped, Person, StandInDiscord


async def test_a_question_opens_a_thread(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The answer grows in it by edits, and a follow-up needs no mention."""
    steps, [gate] = growing("Because ", "of Rayleigh.")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "why is the sky blue?")
        await discord.until(lambda: told(asked, discord) == ["Because"])
        gate.set()
        await answered(discord, at, asked, "Because of Rayleigh.")
        await ana.says(asked.thread, "and at dusk?")
        await answered(discord, at, asked, "Because of Rayleigh.", "Because of Rayleigh.")
    assert asked.thread.name == "why is the sky blue?"
    assert [message.pinged for message in asked.thread.by(discord.bot)] == [frozenset(), frozenset()]


async def test_a_direct_message_is_answered_there(discord: StandInDiscord, ana: Person, tmp_path: Path) -> None:
    direct = discord.dm(ana)
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await ana.says(direct, "are you there?")
        await answered(discord, at, direct, "Yes.")


async def test_what_was_said_while_the_line_was_cut_is_heard_after_a_resume(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Discord replays it."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        discord.gateway.cut()
        await discord.until(lambda: not discord.gateway.connected)
        asked = await ana.says(general, "can you hear me?")
        await answered(discord, at, asked, "Yes.")
    assert len(discord.gateway.identified) == len(discord.gateway.resumed) == 1


async def test_a_post_whose_answer_was_lost_is_not_made_twice(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It is looked for in the thread before anything is posted again."""
    discord.fail("POST /channels/*/messages", Dropped())
    async with house(discord, tmp_path, FakeBackend(Text("Once."))) as at:
        asked = await ana.says(general, "how often?")
        await answered(discord, at, asked, "Once.")
    assert len(discord.calls_of("POST /channels/*/messages")) == 1
