"""Questions that are edited or deleted in Discord, over real sockets."""

from pathlib import Path

import pytest

from bridge.events import Sent, Text
from bridge.types import Anchor
from tests.fakes import FakeBackend
from tests.platforms.discord.receiving.doing import ours, pressable
from tests.platforms.discord.sockets import House, answered, house, quiet, thread_of, told
from tests.platforms.house import Scripts, growing
from tests.standins.discord import Channel, Person, ServerError, StandInDiscord


async def test_an_edited_question_is_offered_once_and_asked_again(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Previews and pins are no edits; the offer is gone when it was taken."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "why is https://example.com bleu?")
        await answered(discord, at, asked, "Because.")
        discord.preview(asked, "https://example.com")
        await ana.pins(asked)
        await quiet(discord, at)
        assert len(ours(asked.thread, discord)) == 1
        await ana.edits(asked, "why is https://example.com blue?")
        offer = await discord.until(lambda: asked.thread.by(discord.bot)[1])
        discord.preview(asked, "https://example.com")
        await quiet(discord, at)
        taken = await ana.clicks(offer, pressable(offer, "edit"))
        await answered(discord, at, asked, "Because.", "Because.")
    assert [turn.question.text for turn in backend.asked][1:] == ["why is https://example.com blue?"]
    assert taken.texts == ["Asking again as edited."]
    assert offer.deleted


async def test_what_waits_takes_new_words_and_is_taken_out(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Also when a moderator deletes several at once."""
    steps, [gate] = growing("First", " whole.")
    backend = Scripts({"one": steps, "2": [Text("Second.")]})
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "one")
        await discord.until(lambda: told(asked, discord) == ["First"])
        second, third, fourth = [await ana.says(asked.thread, text) for text in ("two", "three", "four")]
        await ana.edits(second, "2")
        discord.preview(second, "https://example.com")
        await ana.deletes(third, fourth)
        await discord.until(lambda: len(told(asked, discord)) == 4)
        gate.set()
        await quiet(discord, at)
    assert [turn.question.text for turn in backend.asked] == ["one", "2"]
    asides = told(asked, discord)[1:4]
    assert [text[:20] for text in asides] == [
        "Your question was st",
        "You deleted your que",
        "You deleted your que",
    ]


@pytest.mark.parametrize("direct", [True, False])
async def test_what_is_deleted_while_discord_stumbles_is_taken_out(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, direct: bool
) -> None:
    """Where that was has to be asked: of a thread in the archive discord.py knows nothing."""
    steps, [gate] = growing("First", " whole.")
    backend = Scripts({"one": steps, "two": [Text("Second.")]})
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(discord.dm(ana) if direct else general, "one")
        await discord.until(lambda: direct or asked.has_thread)
        where = asked.channel if direct else asked.thread
        await discord.until(lambda: told(where, discord) == ["First"])
        second = await ana.says(where, "two")
        await quiet_but_answering(discord, at)
        if not direct:
            await ana.archives(where)
            await discord.settled()
        discord.fail("GET /channels/*", ServerError(503))
        await ana.deletes(second)
        await quiet_but_answering(discord, at)
        gate.set()
        await quiet(discord, at)
    assert ([turn.question.text for turn in backend.asked], discord.unmet) == (
        ["one"],
        [] if not direct else ["GET /channels/*"],
    )


async def quiet_but_answering(discord: StandInDiscord, at: House) -> None:
    """Everything was heard, and seen to."""
    await discord.settled()
    await at.platform.bot.heard()


async def test_an_edit_that_was_asked_is_not_offered_again_after_a_restart(
    discord: StandInDiscord, ana: Person, tmp_path: Path
) -> None:
    """A post's title belongs to its question, and may have been changed since."""
    forum, backend = discord.forum("help"), FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(discord, tmp_path, backend) as at:
        post = await ana.posts(forum, "the sky", "why is it bleu?")
        await answered(discord, at, post, "Because.")
        await ana.edits(post.messages[0], "why is it blue?")
        offer = await discord.until(lambda: post.by(discord.bot)[1])
        await ana.clicks(offer, pressable(offer, "edit"))
        await answered(discord, at, post, "Because.", "Because.")
    await ana.renames(post, "the blue sky")
    async with house(discord, tmp_path, backend) as at:
        discord.preview(post.messages[0], "https://example.com")
        await quiet(discord, at)
    assert told(post, discord) == ["Because.", "Because."]
    assert [turn.question.text for turn in backend.asked] == [
        "the sky\n\nwhy is it bleu?",
        "the sky\n\nwhy is it blue?",
    ]


async def test_nothing_is_said_in_a_channel_about_what_was_deleted_there(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Nobody could tell what it is about."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        bare = await ana.says(general, mention=True)
        await ana.deletes(bare)
        kept = await ana.says(general, mention=True)
        await discord.until(lambda: told(general, discord))
        await quiet(discord, at)
    [said] = ours(general, discord)
    assert (said.content[:12], said.reference and said.reference["message_id"]) == ("The question", str(kept.id))


async def test_a_thread_outlives_the_message_that_began_it(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was asked stays, the conversation goes on, and its buttons work."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "why?")
        await answered(discord, at, asked, "Because.")
        thread = asked.thread
        await ana.deletes(asked)
        await ana.says(thread, "and now?")
        await answered(discord, at, thread, "Because.", "Because.")
        newest = ours(thread, discord)[1]
        await ana.clicks(newest, pressable(newest, "again"))
        await answered(discord, at, thread, "Because.", "Because.", "Because.")
    assert {turn.thread for turn in backend.asked} == {thread_of(asked)}
