"""Commands behind "/": in their language, answered to whoever gave them, and asked where all see it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from bridge.commands.words import WORDS
from bridge.events import Text
from bridge.protocols import Backend, Directory
from bridge.types import Channel, Language, Model, Rules, Thread
from platforms.discord.receiving.commands import WAYS
from platforms.discord.setup.offered import SLASHES
from tests.fakes import FakeBackend
from tests.platforms.discord.house import House, Place, Server, answered, house
from tests.platforms.house import everywhere, growing

SOL = Model("gpt-5.6-sol", "fake", "GPT-5.6 Sol", ("low", "high"))
MINI = Model("gpt-5-mini", "fake")


@asynccontextmanager
async def opened(
    at: Server, folder: Path, backend: Backend, *, rules: Directory | None = None, **lists: object
) -> AsyncIterator[House]:
    """With the commands there."""
    async with house(at, folder, backend, rules=rules, lists=lists) as inside:
        await at.until(lambda: at.env.backend.commands[None])
        yield inside


async def said(inside: House, shown: InteractionResult) -> str:
    """What its sender alone sees, once everything is done."""
    await inside.platform.errands.idle()
    assert shown.response is None or shown.response.ephemeral
    return shown.response.content if shown.response else ""


def put(at: Server, place: Place) -> discord.Message:
    """The question that was put there last."""
    kind = discord.MessageType.chat_input_command
    return [one for one in at.ours(place) if one.type is kind][-1]


def told(at: Server, place: Place) -> list[str]:
    """What is said there besides."""
    return [one.content for one in at.ours(place) if one.type is discord.MessageType.default]


def seen(at: Server, place: Place) -> list[str]:
    """What of ours all see there."""
    system = discord.MessageType.thread_created
    return [one.content for one in at.ours(place) if not one.flags.ephemeral and one.type is not system]


async def test_a_question_is_put_where_all_see_it_and_answered_below(at: Server, tmp_path: Path) -> None:
    """Asked once, in its asker's name; Discord says above it who that is."""
    backend = FakeBackend(Text("Because."))
    async with opened(at, tmp_path, backend) as inside:
        shown = await at.ana.slash(at.general, "ask", question="  why @everyone? ")
        assert shown.response
        assert not shown.response.ephemeral
        await at.until(lambda: told(at, put(at, at.general)) == ["Because."])
        await inside.bridge.idle()
        message = put(at, at.general)
    assert message.content == ">>> why @everyone?"
    assert not message.mention_everyone
    [turn] = backend.asked
    assert (turn.question.text, turn.question.author) == ("why @everyone?", str(at.ana.id))
    assert turn.thread == at.thread(message)
    assert at.general.threads[0].name == "why @everyone?"


async def test_a_question_for_another_model_says_so(at: Server, tmp_path: Path) -> None:
    backend = FakeBackend(Text("Because."), offers=[SOL, MINI])
    async with opened(at, tmp_path, backend) as inside:
        await at.ana.slash(at.general, "ask", question="why?", model="gpt-5-mini")
        await at.until(lambda: told(at, put(at, at.general)) == ["Because."])
        await inside.bridge.idle()
    assert put(at, at.general).content == "-# /model gpt-5-mini\n>>> why?"
    assert [(turn.question.text, turn.question.model) for turn in backend.asked] == [("why?", "gpt-5-mini")]


async def test_in_a_thread_it_is_asked_there(at: Server, tmp_path: Path) -> None:
    """As one of its questions, whether or not there were any before."""
    backend = FakeBackend(Text("Yes."))
    async with opened(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        message = await at.ana.send(at.general, "let us talk")
        thread = at.thread_by_hand(message, "talk")
        await at.ana.slash(thread, "ask", question="here?")
        await at.until(lambda: told(at, thread) == ["Yes."])
        await at.ana.slash(thread, "ask", question="and again?")
        await at.until(lambda: told(at, thread) == ["Yes.", "Yes."])
        await inside.bridge.idle()
    assert [turn.thread for turn in backend.asked] == [at.thread(message)] * 2


async def test_in_a_direct_message_it_is_asked_there(at: Server, tmp_path: Path) -> None:
    backend = FakeBackend(Text("Yes."))
    async with opened(at, tmp_path, backend) as inside:
        await at.ana.user.slash("ask", question="only us?")
        await at.until(lambda: at.direct()[-1].content == "Yes.")
        await inside.bridge.idle()
    [turn] = backend.asked
    assert (turn.thread.workspace, turn.question.author) == ("", str(at.ana.id))


async def test_what_was_put_before_a_crash_is_asked_after_it(at: Server, tmp_path: Path) -> None:
    """It stands there as a message, and is heard as one: told again, it is asked once."""
    backend = FakeBackend(Text("Yes."))
    async with opened(at, tmp_path, backend) as inside:
        await at.ana.slash(at.general, "ask", question="once?")
        await at.until(lambda: told(at, put(at, at.general)) == ["Yes."])
        at.redeliver(put(at, at.general))
        other = await at.ana.send(at.general, "and this?")
        await answered(at, inside, other, "Yes.")
    assert [turn.question.text for turn in backend.asked] == ["once?", "and this?"]


async def test_new_begins_a_conversation_with_its_question(at: Server, tmp_path: Path) -> None:
    """In a thread its own; in a channel it is a question like all others."""
    backend = FakeBackend(Text("Yes."))
    async with opened(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one?")
        await at.until(lambda: at.told(asked) == ["Yes."])
        [thread] = at.general.threads
        await at.ana.slash(thread, "new", question="two?")
        await at.until(lambda: told(at, thread) == ["Yes.", "Yes."])
        await inside.bridge.idle()
        await at.ana.slash(at.general, "new", question="three?")
        await at.until(lambda: told(at, put(at, at.general)) == ["Yes."])
        await inside.bridge.idle()
    first, second, _ = backend.asked
    assert (first.thread, second.conversation) == (second.thread, None)
    assert [turn.question.text for turn in backend.asked] == ["one?", "two?", "three?"]
    assert put(at, at.general).content == ">>> three?"


async def test_edit_asks_the_last_question_in_other_words(at: Server, tmp_path: Path) -> None:
    backend = FakeBackend(Text("Yes."))
    async with opened(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "hwy?")
        await at.until(lambda: at.told(asked) == ["Yes."])
        [thread] = at.general.threads
        await at.ana.slash(thread, "edit", question="why?")
        await at.until(lambda: told(at, thread) == ["Yes.", "Yes."])
        await inside.bridge.idle()
    assert (backend.asked[-1].question.action, backend.asked[-1].question.text) == ("edit", "why?")


async def test_where_nothing_was_asked_there_is_nothing_to_edit(at: Server, tmp_path: Path) -> None:
    """Said to whoever tried, and to nobody else."""
    async with opened(at, tmp_path, FakeBackend(), rules=everywhere("mention")) as inside:
        thread = at.thread_by_hand(await at.ana.send(at.general, "let us talk"), "talk")
        refused = await said(inside, await at.ana.slash(thread, "edit", question="why?"))
        assert refused.startswith("Nothing was asked in this thread yet")
        assert told(at, thread) == []


async def test_what_is_about_one_conversation_belongs_in_its_thread(at: Server, tmp_path: Path) -> None:
    """Nothing is asked, and nobody else sees it."""
    texts = {"adopt": {"link": "https://chatgpt.com/c/1"}, "edit": {"question": "why?"}, "model": {"model": "sol"}}
    async with opened(at, tmp_path, FakeBackend()) as inside:
        for name in ("stop", "retry", "new", "export", "forget", "adopt", "edit", "model"):
            shown = await at.ana.slash(at.general, name, **texts.get(name, {}))
            assert await said(inside, shown) == (
                f"This is about one conversation, so give the command in its thread: /{name}"
            )
    assert seen(at, at.general) == []


async def test_an_answer_is_stopped_and_asked_for_again(at: Server, tmp_path: Path) -> None:
    """Said to whoever wanted it; what is answered in the thread leaves nothing behind."""
    steps, _ = growing("Half ", "never comes")
    backend = FakeBackend(*steps)
    async with opened(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "how much?")
        await at.until(lambda: at.told(asked) == ["Half "])
        [thread] = at.general.threads
        assert await said(inside, await at.ana.slash(thread, "stop")) == "Stopping the answer."
        await inside.bridge.idle()
        shown = await at.ana.slash(thread, "retry")
        await at.until(lambda: len(backend.asked) == 2)
        assert await said(inside, shown) == ""
        assert await said(inside, await at.ana.slash(thread, "stop")) == "Stopping the answer."
        await inside.bridge.idle()
    assert backend.asked[-1].question.action == "again"


async def test_a_thread_is_exported_and_forgotten(at: Server, tmp_path: Path) -> None:
    """The file is seen by whoever wanted it; forgetting is asked back."""
    async with opened(at, tmp_path, FakeBackend(Text("Yes."))) as inside:
        asked = await at.ana.send(at.general, "sure?")
        await answered(at, inside, asked, "Yes.")
        [thread] = at.general.threads
        shown = await at.ana.slash(thread, "export")
        assert "(1)" in await said(inside, shown)
        assert shown.response
        [file] = shown.response.attachments
        assert file.filename.endswith(".md")
        shown = await at.ana.slash(thread, "forget")
        assert "!forget yes" in await said(inside, shown)
        assert shown.response
        [row] = shown.response.components
        assert row["components"][0]["custom_id"] == "tb:forget:yes"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "fake can be asked."), ("ko", "fake에 질문할 수 있습니다.")]
)
async def test_the_answer_is_in_the_channels_language(
    at: Server, tmp_path: Path, language: Language, expected: str
) -> None:
    async with opened(at, tmp_path, FakeBackend(), rules=everywhere(language=language)) as inside:
        assert await said(inside, await at.ana.slash(at.general, "status")) == expected


async def test_what_was_asked_is_found(at: Server, tmp_path: Path) -> None:
    """With a link, for whoever looked."""
    async with opened(at, tmp_path, FakeBackend(Text("Mangoes."))) as inside:
        asked = await at.ana.send(at.general, "what grows here?")
        await answered(at, inside, asked, "Mangoes.")
        found = await said(inside, await at.ana.slash(at.general, "find", words="mangoes"))
    assert f"https://discord.com/channels/{at.guild.id}/{at.general.id}/{asked.id}" in found


async def test_a_model_is_offered_chosen_and_taken_back(at: Server, tmp_path: Path) -> None:
    """By its name as people say it, too."""
    backend = FakeBackend(Text("Yes."), offers=[SOL, MINI])
    async with opened(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one?")
        await answered(at, inside, asked, "Yes.")
        [thread] = at.general.threads
        listed = await at.ana.slash(thread, "model")
        assert "/model NAME" in (await said(inside, listed)).replace("\\", "")
        assert listed.response
        assert listed.response.components[0]["components"][0]["custom_id"] == "tb:model:"
        shown = await at.ana.slash(thread, "model", model="GPT-5.6 Sol")
        assert await said(inside, shown) == "This thread asks gpt-5.6-sol from now on."
        await at.ana.slash(thread, "model", model="default")
        await inside.platform.errands.idle()
        assert await inside.store.chosen(at.thread(asked)) == ""


async def test_where_there_is_no_thread_there_is_no_menu_to_choose_for_it(at: Server, tmp_path: Path) -> None:
    """What there is can be read all the same."""
    async with opened(at, tmp_path, FakeBackend(offers=[SOL, MINI])) as inside:
        listed = await at.ana.slash(at.general, "model")
        assert "gpt-5.6-sol" in (await said(inside, listed)).replace("\\", "")
    assert listed.response
    assert not listed.response.components


async def test_whoever_asks_behind_another_question_hears_of_it(at: Server, tmp_path: Path) -> None:
    """Nobody else does, and it is asked by itself."""
    steps, [gate] = growing("Half ", "and whole.")
    backend = FakeBackend(*steps)
    async with opened(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one?")
        await at.until(lambda: at.told(asked) == ["Half "])
        [thread] = at.general.threads
        shown = await at.ana.slash(thread, "ask", question="two?")
        await inside.platform.errands.idle()
        [whisper] = shown.followups
        assert whisper.ephemeral
        assert "number 1 in line" in whisper.content
        gate.set()
        await at.until(lambda: told(at, thread) == ["Half and whole."] * 2)
        await inside.bridge.idle()
    assert [turn.question.text for turn in backend.asked] == ["one?", "two?"]


async def test_models_are_offered_while_one_types(at: Server, tmp_path: Path) -> None:
    """What fits of them, and how long each can think; behind /model also the channel's own."""
    async with opened(at, tmp_path, FakeBackend(offers=[SOL, MINI])):
        everything = await at.ana.autocomplete(at.general, "model", "model", "")
        some = await at.ana.autocomplete(at.general, "ask", "model", "sol", question="why?")
    assert [one["value"] for one in everything] == [
        "default",
        "gpt-5.6-sol",
        "gpt-5-mini",
        "gpt-5.6-sol/low",
        "gpt-5.6-sol/high",
    ]
    assert [one["name"] for one in some] == ["GPT-5.6 Sol", "GPT-5.6 Sol · low", "GPT-5.6 Sol · high"]


async def test_a_model_is_offered_to_nobody_who_may_not_ask(at: Server, tmp_path: Path) -> None:
    """Typing is no message: it never looks like a loop."""
    async with opened(at, tmp_path, FakeBackend(offers=[MINI]), blocked_people=(str(at.ana.id),)):
        offered = [await at.ana.autocomplete(at.general, "ask", "model", "g", question="why?") for _ in range(25)]
    assert offered == [[]] * 25


async def test_who_may_not_ask_is_told_before_anything_is_put_there(at: Server, tmp_path: Path) -> None:
    """By the same lists as for messages; a role may stand in them."""
    role = at.guild.create_role("askers")
    ben: MemberActor = at.guild.add_member(at.env.create_user("ben"), roles=[role])
    backend = FakeBackend(Text("Yes."))
    async with opened(at, tmp_path, backend, allowed_people=(str(role.id),)) as inside:
        refused = await said(inside, await at.ana.slash(at.general, "ask", question="may I?"))
        assert refused.startswith("You have no leave to ask here.")
        refused = await said(inside, await at.ana.slash(at.general, "find", words="secrets"))
        assert refused.startswith("You have no leave to ask here.")
        await ben.slash(at.general, "ask", question="and I?")
        await at.until(lambda: told(at, put(at, at.general)) == ["Yes."])
        await inside.bridge.idle()
    assert [turn.question.text for turn in backend.asked] == ["and I?"]


async def test_a_question_behind_a_command_counts_once_by_the_minute(at: Server, tmp_path: Path) -> None:
    """Not once more as the message that it becomes."""
    backend = FakeBackend(Text("Yes."))
    async with opened(at, tmp_path, backend, questions_per_minute=2) as inside:
        for number in range(2):
            await at.ana.slash(at.general, "ask", question=f"number {number}?")
            await at.until(lambda: told(at, put(at, at.general)) == ["Yes."])
        refused = await said(inside, await at.ana.slash(at.general, "ask", question="number 3?"))
    assert refused.startswith("One person's questions are limited to 2 a minute here.")
    assert len(backend.asked) == 2


async def test_where_it_is_off_nothing_is_asked(at: Server, tmp_path: Path) -> None:
    """Neither what is typed nor what would ask again."""
    rules = {"off": everywhere("off"), "every": everywhere()}
    mode = "every"

    def now(place: Channel) -> Rules:
        return rules[mode](place)

    async with opened(at, tmp_path, FakeBackend(Text("Yes.")), rules=now) as inside:
        asked = await at.ana.send(at.general, "one?")
        await answered(at, inside, asked, "Yes.")
        [thread] = at.general.threads
        mode = "off"
        for place, name, typed in ((at.general, "ask", {"question": "two?"}), (thread, "retry", {})):
            refused = await said(inside, await at.ana.slash(place, name, **typed))
            assert refused.startswith("I don't answer in this channel.")
    assert seen(at, at.general) == []


async def test_where_no_thread_can_be_nothing_is_put(at: Server, tmp_path: Path) -> None:
    """Beside a voice channel, and without the permission, which is named."""
    voice, everyone = at.guild.create_voice_channel("talk"), at.guild.default_role
    without = discord.PermissionOverwrite(create_public_threads=False)
    quiet = at.guild.create_text_channel("quiet", overwrites={everyone: without})
    async with opened(at, tmp_path, FakeBackend()) as inside:
        refused = await said(inside, await at.ana.slash(voice, "ask", question="here?"))
        assert refused.startswith("There are no threads beside a voice channel")
        refused = await said(inside, await at.ana.slash(quiet, "ask", question="here?"))
    assert 'I lack the permission "Create Public Threads".' in refused
    assert seen(at, quiet) == []


async def test_help_lists_every_command(at: Server, tmp_path: Path) -> None:
    """As Discord shows them."""
    async with opened(at, tmp_path, FakeBackend()) as inside:
        helped = (await said(inside, await at.ana.slash(at.general, "help"))).replace("\\", "")
    assert [line.split()[0] for line in helped.splitlines()[:-1]] == [f"/{one.name}" for one in SLASHES]


async def test_a_command_that_is_none_of_ours_gets_help(at: Server, tmp_path: Path) -> None:
    """Somebody else gave it to the application; it stays there."""
    at.env.backend.register_commands(None, [{"name": "dance", "description": "Dance"}])
    async with opened(at, tmp_path, FakeBackend()) as inside:
        await at.until(lambda: len(at.env.backend.commands[None]) > 1)
        helped = (await said(inside, await at.ana.slash(at.general, "dance"))).replace("\\", "")
    assert helped.startswith('There is no command "dance".')


def test_every_command_is_one_of_the_words_or_asks() -> None:
    """The same as those of messages."""
    assert all(one.name in WORDS or one.name in WAYS for one in SLASHES)


async def test_what_goes_wrong_is_said_to_whoever_gave_the_command(at: Server, tmp_path: Path) -> None:
    """In the place of "is thinking"."""
    async with opened(at, tmp_path, FakeBackend()) as inside:
        message = await at.ana.send(at.general, "a thread")
        thread = at.thread_by_hand(message, "there")
        await inside.bridge.idle()
        shown = await at.ana.slash(thread, "title", title="New")
        assert await said(inside, shown)
        assert not shown.followups


async def test_a_conversation_goes_on_in_another_place(at: Server, tmp_path: Path) -> None:
    """In a thread of a word that all see; in a thread that has none yet, there. A code that is good for nothing
    makes no thread."""
    backend = FakeBackend(Text("Yes."))
    async with opened(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one?")
        await answered(at, inside, asked, "Yes.")
        [thread] = at.general.threads
        refused = await said(inside, await at.ana.slash(at.general, "continue", code="01234-56789"))
        assert refused.startswith("This code is not known")
        given = await said(inside, await at.ana.slash(thread, "continue"))
        [code] = re.findall(r"!continue (\S+)", given.replace("\\", ""))
        other = at.guild.create_text_channel("other")
        shown = await at.ana.slash(other, "continue", code=code)
        await inside.platform.errands.idle()
        assert shown.response
        assert shown.response.content == f"<@{at.ana.id}> goes on with a conversation from another thread."
        [there] = other.threads
        assert await inside.store.knows(Thread("discord", str(at.guild.id), str(other.id), str(there.id)))
        assert there.last_message
        assert str(asked.id) in there.last_message.content
        await at.ana.send(there, "two?")
        await at.until(lambda: told(at, there)[-1:] == ["Yes."])
        await inside.bridge.idle()
    assert [turn.question.text for turn in backend.asked] == ["one?", "two?"]
    assert seen(at, at.general) == []
