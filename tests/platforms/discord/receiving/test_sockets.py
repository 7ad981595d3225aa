"""What people do besides writing, over real sockets: buttons, edits, deletions, the menu of a message."""

import asyncio
from pathlib import Path

import pytest

from bridge.events import Sent, Text
from bridge.types import Anchor, Model
from platforms.discord.setup.offered import ABOUT, SUMMARY
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import House, answered, house, quiet, thread_of, told
from tests.platforms.house import Scripts, everywhere, growing
from tests.standins.discord import (
    ApiError,
    Channel,
    Dropped,
    Interaction,
    Kind,
    Message,
    Person,
    StandInDiscord,
)


@pytest.fixture(autouse=True)
def menus(discord: StandInDiscord) -> None:
    for name in (ABOUT, SUMMARY):
        discord.world.commands.put(0, {"name": name, "type": 3})


@pytest.fixture
def ben(discord: StandInDiscord) -> Person:
    return discord.user("ben")


def pressable(message: Message, what: str) -> str:
    """The id of the button or menu below a message that does this; empty while there is none."""
    ids = (one.get("custom_id", "") for row in message.components for one in row["components"])
    return next((str(id) for id in ids if id.startswith(f"tb:{what}:")), "")


def ours(place: Channel, discord: StandInDiscord) -> list[Message]:
    return place.by(discord.bot)


async def test_a_button_below_the_newest_answer_works_after_a_restart(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Acknowledged without a word; the next answer has the buttons then."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "why?")
        await answered(discord, at, asked, "Because.")
    async with house(discord, tmp_path, backend) as at:
        [first] = ours(asked.thread, discord)
        pressed = await ana.clicks(first, pressable(first, "again"))
        await answered(discord, at, asked, "Because.", "Because.")
    assert [turn.question.action for turn in backend.asked] == ["ask", "again"]
    assert (pressed.acknowledged, pressed.answers) == (True, [])
    assert first.components == []
    assert pressable(ours(asked.thread, discord)[1], "again")


async def test_the_menu_below_an_answer_chooses_for_the_thread(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Said to whoever chose; another answer and the thread's next questions go there."""
    models = [Model("sol", "fake", "Sol"), Model("luna", "fake", "Luna")]
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."), offers=models)
    async with house(discord, tmp_path, backend) as at:
        await at.bridge.controls.models("fake")
        asked = await ana.says(general, "why?")
        await answered(discord, at, asked, "Because.")
        [answer] = ours(asked.thread, discord)
        chosen = await ana.chooses(answer, pressable(answer, "model"), "luna")
        await quiet(discord, at)
        await ana.clicks(answer, pressable(answer, "again"))
        await answered(discord, at, asked, "Because.", "Because.")
    assert chosen.texts == ["This thread asks luna from now on."]
    assert [turn.question.model for turn in backend.asked] == ["", "luna"]


async def test_stop_is_pressed_while_it_is_written(
    discord: StandInDiscord, general: Channel, ana: Person, ben: Person, tmp_path: Path
) -> None:
    """By whoever sees it."""
    steps, _ = growing("The beginning", "never comes")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "a long question")
        button = await discord.until(lambda: pressable(asked.thread.by(discord.bot)[0], "stop"))
        await ben.clicks(ours(asked.thread, discord)[0], button)
        await discord.until(lambda: not pressable(ours(asked.thread, discord)[0], "stop"))
        await quiet(discord, at)
        [turn] = await at.store.history(thread_of(asked))
    assert (turn.stopped, turn.answer) == (True, "The beginning")


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


async def about(who: Person, message: Message, discord: StandInDiscord, at: House, words: str = "") -> Interaction:
    """Somebody asks about a message, in the dialog that opens."""
    shown = await who.uses_menu(message, ABOUT)
    await discord.until(lambda: shown.dialog)
    done = await who.submits(shown, words=words)
    await quiet(discord, at)
    return done


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


async def test_another_answer_survives_a_restart(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was pressed is in the ledger, and answered once."""
    gate = asyncio.Event()
    gate.set()
    backend = FakeBackend(Sent(Anchor("a")), gate, Text("Because."))
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "why?")
        await answered(discord, at, asked, "Because.")
        gate.clear()
        backend.began.clear()
        [first] = ours(asked.thread, discord)
        await ana.clicks(first, pressable(first, "again"))
        await backend.began.wait()
    gate.set()
    async with house(discord, tmp_path, backend) as at:
        await answered(discord, at, asked, "Because.", "Because.")
        turns = await at.store.history(thread_of(asked))
    assert [turn.reason for turn in turns] == ["", ""]


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


async def test_who_may_only_read_a_channel_changes_nothing_in_it(
    discord: StandInDiscord, general: Channel, ana: Person, ben: Person, tmp_path: Path
) -> None:
    """Discord lets them use buttons, commands and menus; what only tells something is theirs, too."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(discord, tmp_path, backend, rules=everywhere("mention")) as at:
        asked = await ana.says(general, "why?", mention=True)
        await answered(discord, at, asked, "Because.")
        discord.deny(general, "send_messages", "send_messages_in_threads", whom=ben.user)
        [answer] = ours(asked.thread, discord)
        await discord.until(lambda: len(discord.world.commands.of()) > 2)
        refused = [
            await ben.clicks(answer, pressable(answer, "again")),
            await ben.command(general, "ask", question="why not?"),
            await ben.command(asked.thread, "new"),
        ]
        await quiet(discord, at)
        told_only = await ben.command(asked.thread, "status")
        await quiet(discord, at)
        elsewhere = await about(ben, asked, discord, at, "why is it asked?")
    assert [one.texts[0][:24] for one in refused] == ["You may not write here, "] * 3
    assert "can be asked" in told_only.texts[0]
    assert elsewhere.texts[0].startswith("I answer in our direct messages")
    assert [turn.thread.workspace for turn in backend.asked] == [str(discord.guild.id), ""]
