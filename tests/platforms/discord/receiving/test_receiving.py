"""Which messages become questions, and how often."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

import discord
import pytest

from bridge.errors import StorageError
from bridge.events import Text
from bridge.types import Channel, Rules, Turn
from tests.fakes import FakeBackend
from tests.platforms.discord.house import Server, answered, house
from tests.platforms.house import everywhere


def asked_of(backend: FakeBackend) -> Sequence[str]:
    return [turn.question.text for turn in backend.asked]


async def test_mode_mention_needs_one_in_the_channel_and_none_in_a_known_thread(at: Server, tmp_path: Path) -> None:
    """A thread in which nobody asked us stays theirs; one mention in it makes it ours."""
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        lunch = await at.ana.send(at.general, "lunch?")
        theirs = at.thread_by_hand(lunch, "lunch")
        await at.ana.send(theirs, "pizza")
        await at.ana.send(theirs, f"<@!{at.us}> what is in a pizza?")
        await answered(at, inside, theirs, "Yes.")
        await at.ana.send(theirs, "and in a calzone?")
        await answered(at, inside, theirs, "Yes.", "Yes.")
    assert asked_of(backend) == ["what is in a pizza?", "and in a calzone?"]
    assert {turn.thread for turn in backend.asked} == {at.thread(lunch)}
    assert at.calls("POST", "*/threads") == []


async def test_a_follow_up_right_behind_the_question_is_heard(at: Server, tmp_path: Path) -> None:
    """In their order, so that the thread is known by then."""
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        theirs = at.thread_by_hand(await at.ana.send(at.general, "lunch?"), "lunch")
        at.says(theirs, f"<@{at.us}> one?")
        at.says(theirs, "two?")
        await answered(at, inside, theirs, "Yes.", "Yes.")
    assert asked_of(backend) == ["one?", "two?"]


async def test_off_is_off(at: Server, tmp_path: Path) -> None:
    """In a channel, in a direct message, with a mention or without; the channel next door is not concerned."""
    other, backend = at.guild.create_text_channel("other"), FakeBackend(Text("Yes."))

    def rules(place: Channel) -> Rules:
        return Rules("every" if place.channel == str(other.id) else "off", "fake", "", "", "en")

    async with house(at, tmp_path, backend, rules=rules) as inside:
        await at.ana.send(at.general, f"<@{at.us}> in the channel")
        await at.ana.send_dm("in a direct message")
        asked = await at.ana.send(other, "next door")
        await answered(at, inside, asked, "Yes.")
    assert asked_of(backend) == ["next door"]


async def test_what_is_no_question_is_left(at: Server, tmp_path: Path) -> None:
    """Bots, webhooks, joins, pins, edits, voice channels; and never what we said ourselves."""
    backend = FakeBackend(Text("Yes."))
    deploybot = at.guild.add_member(at.env.create_user("deploybot", bot=True))
    hook, voice = at.guild.create_webhook(at.general), at.guild.create_voice_channel("voice")
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "a question")
        await answered(at, inside, asked, "Yes.")
        await deploybot.send(at.general, f"<@{at.us}> deployed")
        await hook.send("posted by an integration")
        await at.ana.edit(asked, "another question")
        await at.ana.send(voice, "beside the voice")
        last = await at.ana.send(at.general, "the last question")
        await answered(at, inside, last, "Yes.")
    assert asked_of(backend) == ["a question", "the last question"]


async def test_a_reply_is_a_question_of_its_own(at: Server, tmp_path: Path) -> None:
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend) as inside:
        first = await at.ana.send(at.general, "one?")
        await answered(at, inside, first, "Yes.")
        second = await at.ana.send(at.general, "two?", reply_to=first)
        await answered(at, inside, second, "Yes.")
    assert [turn.thread for turn in backend.asked] == [at.thread(first), at.thread(second)]


async def test_the_question_is_what_was_typed(at: Server, tmp_path: Path) -> None:
    """Code, links and others' mentions; only our mention is taken out."""
    text = f"why?\n```\nif a < b && c > d:\n    print('&amp;')\n```\nsee <https://example.com> <@{at.ana.id}>"
    backend = FakeBackend(Text("Because."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        asked = await at.ana.send(at.general, f"<@{at.us}> {text}")
        await answered(at, inside, asked, "Because.")
    assert asked_of(backend) == [text]


async def test_the_same_message_again_is_one_turn(at: Server, tmp_path: Path) -> None:
    """As a resumed connection may bring it, before and after a restart: one answer."""
    backend = FakeBackend(Text("Once."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "how often?")
        at.redeliver(asked)
        await answered(at, inside, asked, "Once.")
        at.redeliver(asked)
    async with house(at, tmp_path, backend) as inside:
        at.redeliver(asked)
        last = await at.ana.send(at.general, "and now?")
        await answered(at, inside, last, "Once.")
        [turn] = await inside.store.history(at.thread(asked))
    assert asked_of(backend) == ["how often?", "and now?"]
    assert at.told(asked) == ["Once."]
    assert turn.answer == "Once."


async def test_a_thread_that_discord_py_does_not_know_is_looked_up(at: Server, tmp_path: Path) -> None:
    """As after an archived thread was woken up."""
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one?")
        await answered(at, inside, asked, "Yes.")
        guild = inside.platform.bot.client.get_guild(at.guild.id)
        assert guild is not None
        guild._remove_thread(guild.threads[0])
        await at.ana.send(at.general.threads[0], "two?")
        await answered(at, inside, asked, "Yes.", "Yes.")
    assert {turn.thread for turn in backend.asked} == {at.thread(asked)}
    assert len(at.calls("GET", f"/channels/{asked.id}")) == 1


async def test_a_bare_mention_gets_a_word_in_reply(at: Server, tmp_path: Path) -> None:
    """Once, though it comes twice; nothing is asked, and the next question is answered in its thread."""
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        bare = await at.ana.send(at.general, f"<@{at.us}>")
        at.redeliver(bare)
        asked = await at.ana.send(at.general, f"<@{at.us}> now?")
        await answered(at, inside, asked, "Yes.")
    [told] = [one for one in at.ours(at.general) if one.type is discord.MessageType.reply]
    assert told.reference is not None
    assert (told.content, told.reference.message_id) == (
        "The question is empty. Write something to ask.",
        bare.id,
    )
    assert asked_of(backend) == ["now?"]


async def test_a_bare_mention_in_a_channel_that_is_gone_is_no_trouble(at: Server, tmp_path: Path) -> None:
    at.env.inject_error("POST", f"/channels/{at.general.id}/messages", status=404, code=10003)
    async with house(at, tmp_path, FakeBackend(Text("Yes."))) as inside:
        await at.ana.send(at.general, f"<@{at.us}>")
        asked = await at.ana.send(at.general, "a question")
        await answered(at, inside, asked, "Yes.")


async def test_a_question_waits_for_the_ledger(
    at: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord tells it once; while the ledger is away it is held, and those after it wait."""
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend) as inside:
        inside.bridge.accepting.store = AwayOnce(inside.store)  # type: ignore[assignment]
        with caplog.at_level(logging.ERROR):
            first = await at.ana.send(at.general, "one?")
            second = await at.ana.send(at.general, "two?")
            await answered(at, inside, first, "Yes.")
            await answered(at, inside, second, "Yes.")
    assert asked_of(backend) == ["one?", "two?"]
    assert "The disk is full." in caplog.text


class AwayOnce:
    """A ledger that can't be written the first time."""

    def __init__(self, store: object) -> None:
        self._store = store
        self.failed = asyncio.Event()

    async def accept(self, *asked: object, **how: object) -> Turn | None:
        if not self.failed.is_set():
            self.failed.set()
            raise StorageError(what="The disk is full.")
        turn: Turn | None = await self._store.accept(*asked, **how)  # type: ignore[attr-defined]
        return turn

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


async def test_closing_leaves_nothing_behind(at: Server, tmp_path: Path) -> None:
    """No task of ours or of discord.py's."""
    before = asyncio.all_tasks()
    async with house(at, tmp_path, FakeBackend(Text("Yes."))) as inside:
        asked = await at.ana.send(at.general, "there?")
        await answered(at, inside, asked, "Yes.")
    assert asyncio.all_tasks() == before


async def test_what_others_may_not_have_seen_is_told_in_private(at: Server, tmp_path: Path) -> None:
    """Found in another channel, it is no business of this one; with a link to where it was asked."""
    async with house(at, tmp_path, FakeBackend(Text("A burrito."))) as inside:
        asked = await at.ana.send(at.general, "What is a monad?")
        await answered(at, inside, asked, "A burrito.")
        await at.ana.send(at.general, "!find burrito")
        await at.until(lambda: len(at.direct()) == 1)
        await inside.platform.errands.idle()
    [told] = at.direct()
    assert "What is a monad?" in told.content
    assert f"https://discord.com/channels/{at.guild.id}/{at.general.id}/{asked.id}" in told.content
    assert not any("burrito" in text for text in at.told(at.general))


async def test_a_thread_comes_as_a_file(at: Server, tmp_path: Path) -> None:
    """Below the word that asked for it."""
    async with house(at, tmp_path, FakeBackend(Text("A burrito."))) as inside:
        asked = await at.ana.send(at.general, "What is a monad?")
        await answered(at, inside, asked, "A burrito.")
        await at.ana.send(at.general.threads[0], "!export")
        await at.until(lambda: len(at.ours(asked)) == 2)
        await inside.platform.errands.idle()
    [file] = at.ours(asked)[1].attachments
    assert file.filename.startswith("threadbridge-")
