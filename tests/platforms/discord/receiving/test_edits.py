"""Questions that are edited or deleted in Discord: what is offered, what takes the new words, what is taken out."""

from pathlib import Path

import discord

from bridge.events import Sent, Text
from bridge.types import Anchor
from platforms.discord.showing.buttons import custom_id
from tests.fakes import FakeBackend
from tests.platforms.discord.house import House, Server, answered, house
from tests.platforms.house import Scripts, growing


def asides(at: Server, asked: discord.Message) -> list[discord.Message]:
    """What was said in the thread of a question, besides answers."""
    return [one for one in at.ours(asked) if one.flags.suppress_notifications]


async def quiet(at: House) -> None:
    """Everybody was told what they are told, and every answer is at its end."""
    await at.platform.errands.idle()
    await at.bridge.idle()


async def test_an_edited_question_can_be_asked_again(at: Server, tmp_path: Path) -> None:
    """Offered below it; pressed twice it is one question, and the offer is gone."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why is the sky bleu?")
        await answered(at, inside, asked, "Because.")
        await at.ana.edit(asked, "why is the sky **blue**?")
        await at.until(lambda: asides(at, asked))
        [offer] = asides(at, asked)
        assert offer.content == "You edited your question after it was asked."
        pressed = await at.ana.click(offer, custom_id=custom_id("edit", asked.id))
        await quiet(inside)
    assert [(one.question.action, one.question.text) for one in backend.asked[1:]] == [
        ("edit", "why is the sky **blue**?")
    ]
    assert at.told(asked) == ["Because.", "Because."]
    assert [one.content for one in pressed.followups] == ["Asking again as edited."]
    assert all(one.ephemeral for one in pressed.followups)


async def test_what_is_no_edit_offers_nothing(at: Server, tmp_path: Path) -> None:
    """Pins, previews, the same words, our own edits; nor is an edit offered twice."""
    backend = FakeBackend(Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why?")
        await answered(at, inside, asked, "Because.")
        at.env.backend.set_pinned(at.general.id, asked.id, True, actor_id=at.guild.owner.id)
        await at.ana.edit(asked, "why?")
        await at.ana.edit(asked, f"<@{at.us}> why?")
        await at.ana.edit(asked, "")
        await at.ana.edit(asked, "!help")
        assert asides(at, asked) == []
        await at.ana.edit(asked, "why not?")
        await at.until(lambda: asides(at, asked))
        at.env.backend.set_pinned(at.general.id, asked.id, False, actor_id=at.guild.owner.id)
        last = await at.ana.send(at.general, "and now?")
        await answered(at, inside, last, "Because.")
        await quiet(inside)
    assert len(asides(at, asked)) == 1
    assert len(backend.asked) == 2


async def test_an_edit_in_a_direct_message(at: Server, tmp_path: Path) -> None:
    """The whole channel is one conversation; its last question is the one that counts."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        first = await at.ana.send_dm("one")
        await at.until(lambda: len(at.direct()) == 1)
        second = await at.ana.send_dm("two")
        await at.until(lambda: len(at.direct()) == 2)
        await quiet(inside)
        await at.ana.user.edit(first, "another one")
        await at.ana.user.edit(second, "another two")
        await at.until(lambda: len(at.direct()) == 3)
        await at.ana.user.click(at.direct()[-1], custom_id=custom_id("edit", second.id))
        await quiet(inside)
    assert [turn.question.text for turn in backend.asked] == ["one", "two", "another two"]


async def test_an_offer_outlives_a_restart(at: Server, tmp_path: Path) -> None:
    """All that it needs to know stands in its button."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one")
        await answered(at, inside, asked, "Because.")
        await at.ana.edit(asked, "another one")
        await at.until(lambda: asides(at, asked))
    async with house(at, tmp_path, backend) as inside:
        await at.ana.click(asides(at, asked)[0], custom_id=custom_id("edit", asked.id))
        await quiet(inside)
    assert [turn.question.text for turn in backend.asked] == ["one", "another one"]


async def test_an_offer_that_is_too_late_says_so(at: Server, tmp_path: Path) -> None:
    """To whoever pressed it, and it stays."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one")
        await answered(at, inside, asked, "Because.")
        await at.ana.edit(asked, "another one")
        await at.until(lambda: asides(at, asked))
        await at.ana.send(at.general.threads[0], "two")
        await quiet(inside)
        pressed = await at.ana.click(asides(at, asked)[0], custom_id=custom_id("edit", asked.id))
        await quiet(inside)
    assert [turn.question.text for turn in backend.asked] == ["one", "two"]
    assert [one.content[:27] for one in pressed.followups] == ["Only the thread's last ques"]
    assert len(asides(at, asked)) == 1


async def test_a_question_that_waits_takes_its_new_words(at: Server, tmp_path: Path) -> None:
    """And is taken out when it is deleted; the one that is being answered stays."""
    steps, [gate] = growing("First", " whole.")
    backend = Scripts({"one": steps, "2": [Text("Second.")]})
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one")
        await at.until(lambda: at.told(asked) == ["First"])
        [thread] = at.general.threads
        second, third = await at.ana.send(thread, "two"), await at.ana.send(thread, "three")
        await at.ana.edit(second, "2")
        await at.ana.delete(third)
        await at.until(lambda: len(asides(at, asked)) == 2)
        await at.ana.edit(asked, "1")
        gate.set()
        await quiet(inside)
    assert [turn.question.text for turn in backend.asked] == ["one", "2"]
    told = [one.content for one in asides(at, asked)]
    assert told[0].startswith("Your question was still waiting")
    assert told[1].startswith("You deleted your question before it was asked")


async def test_a_question_that_waits_in_these_words_already_stays_the_same(at: Server, tmp_path: Path) -> None:
    """Discord tells of it again when its thread is made; what was edited before we heard it was an edit then."""
    steps, [gate] = growing("First", " whole.")
    backend = Scripts({"one": steps, "two": [Text("Second.")]})
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one")
        await at.until(lambda: at.told(asked) == ["First"])
        second = await at.ana.send(at.general.threads[0], "two")
        await at.ana.edit(second, "two")
        await inside.platform.bot.heard()
        gate.set()
        await quiet(inside)
    assert [turn.question.message for turn in backend.asked] == [str(asked.id), str(second.id)]
    assert asides(at, asked) == []
