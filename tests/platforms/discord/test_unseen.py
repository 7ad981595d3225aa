"""What somebody may not see in Discord is not shown to them by us either."""

from pathlib import Path

from bridge.events import Text
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, quiet
from tests.standins.discord import Channel, Person, StandInDiscord
from tests.standins.discord.interactions.made import Interaction


async def whispered(discord: StandInDiscord, done: Interaction) -> str:
    """What was said to a command, once it was said."""
    await discord.until(lambda: done.answers)
    return "\n".join(one.content for one in done.answers if one.only_for)


async def test_a_private_thread_is_found_by_nobody_outside_of_it(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Not by those who see its channel; in the thread itself, and by whoever asked there, as ever."""
    ben = discord.user("ben")
    async with house(discord, tmp_path, FakeBackend(Text("Mangoes."))) as at:
        secret = await ana.opens_thread(general, "secret", private=True)
        await ana.says(secret, "what grows here?", mention=True)
        await answered(discord, at, secret, "Mangoes.")
        await discord.until(lambda: ana.commands(general))
        outside = await whispered(discord, await ben.command(general, "find", words="mangoes"))
        asker = await whispered(discord, await ana.command(general, "find", words="mangoes"))
        inside = await whispered(discord, await ana.command(secret, "find", words="mangoes"))
        await quiet(discord, at)
    assert "grows" not in outside
    assert "grows" in asker
    assert "grows" in inside
