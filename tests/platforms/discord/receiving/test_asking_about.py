"""The menu of a message in Discord, over real sockets: 'Ask about this', 'Summarise this thread'."""

from pathlib import Path

import pytest

from bridge.events import Text
from platforms.discord.setup.offered import ABOUT, SUMMARY
from tests.fakes import FakeBackend
from tests.platforms.discord.receiving.doing import about
from tests.platforms.discord.sockets import answered, house, quiet, thread_of, told
from tests.platforms.house import everywhere
from tests.standins.discord import ApiError, Channel, Dropped, Kind, Person, StandInDiscord

pytestmark = pytest.mark.usefixtures("menus")


async def test_a_message_is_asked_about(
    discord: StandInDiscord, general: Channel, ana: Person, ben: Person, tmp_path: Path
) -> None:
    """In a thread that is made from it; again in the same one."""
    backend = FakeBackend(Text("At six."))
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        said = await ben.says(general, f"till EOD, {ana.mention}")
        done = [await about(ana, said, discord, at, words) for words in ("when?", "")]
    first, second = (turn.question.text for turn in backend.asked)
    assert (first.startswith("when?"), second.startswith("Please explain")) == (True, True)
    assert all(text.endswith("till EOD, @Ana") for text in (first, second))
    assert [one.texts for one in done] == [["I answer in the thread of that message."]] * 2
    assert told(said, discord) == ["At six.", "At six."]
    assert said.thread.name == "when?"


async def test_a_bots_message_with_a_file_is_asked_about(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """A person asks; the file comes along."""
    backend = FakeBackend(Text("It broke."))
    async with house(discord, tmp_path, backend) as at:
        bot = discord.other_bot("deploybot")
        said = await bot.says(general, "exit code 137", files=[("log.txt", b"boom", "text/plain")])
        await about(ana, said, discord, at)
    [turn] = backend.asked
    assert "exit code 137\n[log.txt]" in turn.question.text
    assert [(file.name, file.content) for file in turn.question.files] == [("log.txt", b"boom")]


@pytest.mark.parametrize("denied", ["send_messages_in_threads", "create_public_threads", "view_channel"])
async def test_where_we_may_not_write_the_answer_is_in_our_direct_messages(
    discord: StandInDiscord, general: Channel, ana: Person, ben: Person, tmp_path: Path, denied: str
) -> None:
    """Below a link back; its words came with what was chosen, whatever we may read."""
    backend = FakeBackend(Text("It means that …"))
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        discord.deny(general, denied)
        said = await ben.says(general, "EOD")
        done = await about(ana, said, discord, at)
    root, answer = told(discord.dm(ana), discord)
    assert root.endswith(f"{said.id}>")
    assert answer == "It means that …"
    assert done.texts[0].startswith("I answer in our direct messages")


async def test_a_thread_is_summarised_in_private(
    discord: StandInDiscord, general: Channel, ana: Person, ben: Person, tmp_path: Path
) -> None:
    """Whole, with its first message; nobody there sees anything of it."""
    backend = FakeBackend(Text("Pizza on Friday."))
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        root = await ben.says(general, "lunch on Friday?")
        thread = await ben.opens_thread(root, "lunch")
        await ana.says(thread, "pizza!")
        last = await ben.says(thread, "ok, noon")
        done = await ana.uses_menu(last, SUMMARY)
        await discord.until(lambda: len(told(discord.dm(ana), discord)) == 2)
        await quiet(discord, at)
    text = backend.asked[0].question.text
    assert text.index("lunch on Friday?") < text.index("pizza!") < text.index("ok, noon")
    assert told(discord.dm(ana), discord)[1] == "Pizza on Friday."
    assert (told(thread, discord), done.thinks) == ([], False)


async def test_a_dialog_whose_opening_was_not_confirmed_is_asked_once(
    discord: StandInDiscord, general: Channel, ana: Person, ben: Person, tmp_path: Path
) -> None:
    """It is open, so nothing is explained unasked."""
    backend = FakeBackend(Text("At six."))
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        said = await ben.says(general, "till EOD")
        discord.fail("POST /interactions/*/*/callback", Dropped())
        await about(ana, said, discord, at, "when?")
    assert [turn.question.text.partition("\n")[0] for turn in backend.asked] == ["when?"]


async def test_where_no_dialog_can_be_opened_nothing_is_asked(
    discord: StandInDiscord, general: Channel, ana: Person, ben: Person, tmp_path: Path
) -> None:
    """Discord says that it failed, and whoever wanted it tries again."""
    backend = FakeBackend(Text("At six."))
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        said = await ben.says(general, "till EOD")
        discord.fail("POST /interactions/*/*/callback", ApiError(10062))
        shown = await ana.uses_menu(said, ABOUT)
        await quiet(discord, at)
        await about(ana, said, discord, at, "when?")
    assert (shown.acknowledged, len(backend.asked)) == (False, 1)


async def test_in_a_direct_message_it_is_answered_there(
    discord: StandInDiscord, ana: Person, tmp_path: Path
) -> None:
    """Its whole channel is one conversation, and what is summarised."""
    direct = discord.dm(ana)
    backend = FakeBackend(Text("Yes."))
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(direct, "are you there?")
        await answered(discord, at, direct, "Yes.")
        await about(ana, asked, discord, at, "who was meant?")
        assert told(direct, discord) == ["Yes.", "Yes."]
        await ana.uses_menu(asked, SUMMARY)
        await discord.until(lambda: len(backend.asked) == 3)
        await quiet(discord, at)
    assert backend.asked[2].question.text.count("are you there?") == 1
    assert {turn.thread for turn in backend.asked} == {thread_of(asked)}


async def test_beside_a_voice_channel_the_answer_is_in_our_direct_messages(
    discord: StandInDiscord, ana: Person, ben: Person, tmp_path: Path
) -> None:
    """There are no threads; the files of the message come along."""
    voice, backend = discord.channel("voice", Kind.VOICE), FakeBackend(Text("At six."))
    async with house(discord, tmp_path, backend) as at:
        said = await ben.says(voice, "till EOD", files=[("plan.txt", b"six", "text/plain")])
        await about(ana, said, discord, at, "when?")
    assert told(discord.dm(ana), discord)[1] == "At six."
    assert [file.content for file in backend.asked[0].question.files] == [b"six"]


async def test_a_summary_is_refused_where_nobody_takes_direct_messages(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Said to whoever wanted it; there is no other place where only they would see it."""
    backend = FakeBackend(Text("never"))
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        said = await ana.says(general, "lunch?")
        discord.fail("POST /channels/*/messages", ApiError(50007))
        done = await ana.uses_menu(said, SUMMARY)
        await discord.until(lambda: done.answers)
        await quiet(discord, at)
    assert backend.asked == []
    assert done.texts[0].startswith("I would answer in our direct messages, but I can't write to you there.")
    assert "50007" in done.texts[0]
