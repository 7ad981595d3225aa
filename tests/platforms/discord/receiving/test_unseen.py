"""What somebody may not see in Discord is not shown to them by us either."""

import time
from dataclasses import replace
from pathlib import Path

from bridge.digest.gathering import gathered
from bridge.events import Text
from bridge.texts import say
from bridge.types import Channel as Place
from bridge.types import Thread
from platforms.discord.places import Places
from platforms.discord.setup.offered import SUMMARY
from platforms.discord.text import plain
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, quiet, thread_of, told
from tests.platforms.house import everywhere
from tests.standins.discord import Channel, Kind, Person, Slow, StandInDiscord
from tests.standins.discord.interactions.made import Interaction

NOWHERE = Place("discord", "", "")

NOTHING = say("you_read_nothing_back")


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


async def test_no_digest_tells_of_a_private_thread(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Neither what it is about nor that there is one, for not all of the channel see it."""
    rules = replace(everywhere()(NOWHERE), digest="monday")
    async with house(discord, tmp_path, FakeBackend(Text("Mangoes."))) as at:
        secret = await ana.opens_thread(general, "secret", private=True)
        await ana.says(secret, "what grows here?", mention=True)
        await answered(discord, at, secret, "Mangoes.")
        asked = await ana.says(general, "what is open?")
        await answered(discord, at, asked, "Mangoes.")
        place = thread_of(asked).place
        assert len(await at.store.asked_in(place, 0.0, time.time() + 1)) == 2
        digest = await gathered(at.store, at.platform, place, rules, 0.0, time.time() + 1)
        await quiet(discord, at)
    assert digest is not None
    assert (digest.threads, digest.questions) == (1, 1)
    assert [one.text for one in digest.named] == ["what is open?"]


async def test_who_may_not_read_back_is_shown_nothing_that_was_said_before(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Not by a command in either way, and by no summary."""
    ben, backend = discord.user("ben"), FakeBackend(Text("Mangoes."))
    discord.deny(general, "read_message_history", whom=ben.user)
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "what grows here?")
        await answered(discord, at, asked, "Mangoes.")
        await discord.until(lambda: ana.commands(general))
        for name, typed in (("find", {"words": "mangoes"}), ("export", {})):
            assert await whispered(discord, await ben.command(asked.thread, name, **typed)) == plain(NOTHING)
        summary = await ben.uses_menu(asked.thread.by(discord.bot)[-1], SUMMARY)
        assert await whispered(discord, summary) == plain(NOTHING)
        await ben.says(asked.thread, "!find mangoes")
        await discord.until(lambda: told(asked, discord)[-1] == plain(NOTHING))
        await quiet(discord, at)
    assert len(backend.asked) == 1


async def test_a_summary_begins_at_its_message_though_that_is_gone(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It never reads a channel from its beginning."""
    backend = FakeBackend(Text("Pizza."))
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        await ana.says(general, "good morning")
        first = await ana.says(general, "lunch?")
        await ana.says(general, "pizza")
        await ana.deletes(first)
        await discord.until(lambda: ana.commands(general))
        await ana.uses_menu(first, SUMMARY)
        await discord.until(lambda: backend.asked)
        await quiet(discord, at)
    assert "pizza" in backend.asked[0].question.text
    assert "good morning" not in backend.asked[0].question.text


async def test_one_person_has_one_conversation_read_at_a_time(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """However often they press: each takes calls that everybody else's answers wait for."""
    backend, slow = FakeBackend(Text("Pizza.")), Slow()
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        said = await ana.says(general, "lunch?")
        await discord.until(lambda: ana.commands(general))
        discord.fail("GET /channels/*/messages", slow)
        await ana.uses_menu(said, SUMMARY)
        await discord.until(lambda: discord.calls_of("GET /channels/*/messages"))
        assert await whispered(discord, await ana.uses_menu(said, SUMMARY)) == say("reads_already")
        slow.release()
        await discord.until(lambda: backend.asked)
        await quiet(discord, at)
    assert len(backend.asked) == 1


async def test_a_dialog_leads_to_no_message_of_another_channel(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Its message comes back from the person's own program, which may say anything."""
    async with house(discord, tmp_path, FakeBackend()) as at:
        post = await discord.user("ben").posts(discord.channel("board", Kind.FORUM), "secret", "mangoes")
        said = await ana.says(general, "lunch?")
        await quiet(discord, at)
        places, server = Places(at.platform.bot.client), str(discord.guild.id)
        mine, others = (Thread("discord", server, str(general.id), str(one)) for one in (said.id, post.id))
        found = await places.message(mine, mine.thread)
        assert found is not None
        assert found.content == "lunch?"
        assert await places.message(others, others.thread) is None
