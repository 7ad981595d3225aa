"""Buttons and menus below Discord's messages: what they do, once, and to whom it is said."""

import asyncio
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.results import InteractionResult

from bridge.events import Sent, Text
from bridge.types import Anchor, Model
from platforms.discord.showing.buttons import custom_id
from tests.fakes import FakeBackend
from tests.platforms.discord.house import House, Server, answered, house
from tests.platforms.house import everywhere, growing

MODELS = [Model("sol", "fake", "Sol"), Model("luna", "fake", "Luna")]


def dressed(at: Server, message: discord.Message, what: str, value: object) -> discord.Message:
    """The message with this button, which it had at another time."""
    button: dict[str, Any] = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id(what, value)}
    stored = at.env.backend.get_message(message.channel.id, message.id)
    stored.components = [{"type": 1, "components": [button]}]
    return message


async def presses(at: Server, message: discord.Message, what: str, value: object = 1) -> InteractionResult:
    """Ana presses a button that the message has or had."""
    return await at.ana.click(dressed(at, message, what, value), custom_id=custom_id(what, value))


def whispered(pressed: InteractionResult) -> list[str]:
    """What only whoever pressed it sees."""
    assert all(one.ephemeral for one in pressed.followups)
    first = pressed.response  # where the click was only acknowledged, what it was pressed below
    return [one.content for one in (first, *pressed.followups) if one and one.ephemeral]


async def quiet(at: House) -> None:
    """Everybody was told what they are told, and every answer is at its end."""
    await at.platform.errands.idle()
    await at.bridge.idle()


async def test_again_is_asked_as_such_and_answered_in_the_same_thread(at: Server, tmp_path: Path) -> None:
    """Two quick clicks are one question; acknowledged without a word."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why?")
        await answered(at, inside, asked, "Because.")
        [answer] = at.ours(asked)
        pressed = [await presses(at, answer, "again") for _ in range(2)]
        await quiet(inside)
    assert [turn.question.action for turn in backend.asked] == ["ask", "again"]
    assert {turn.thread for turn in backend.asked} == {at.thread(asked)}
    assert at.told(asked) == ["Because.", "Because."]
    assert [whispered(one) for one in pressed] == [[], []]


async def test_another_answer_whose_post_got_lost_is_found_again(at: Server, tmp_path: Path) -> None:
    """A click is no message, so the look begins at the answer that it stood under."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why?")
        await answered(at, inside, asked, "Because.")
        at.env.inject_error("POST", f"/channels/{asked.id}/messages", status=500, code=0)
        await presses(at, at.ours(asked)[0], "again")
        await quiet(inside)
    assert at.told(asked) == ["Because.", "Because."]


async def test_an_older_answer_has_nothing_to_repeat(at: Server, tmp_path: Path) -> None:
    """Whoever pressed it hears why; nothing is asked."""
    backend = FakeBackend(Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why?")
        await answered(at, inside, asked, "Because.")
        await at.ana.send(at.general.threads[0], "and why that?")
        await answered(at, inside, asked, "Because.", "Because.")
        pressed = await presses(at, at.ours(asked)[0], "again")
        await quiet(inside)
    assert len(backend.asked) == 2
    assert [text[:27] for text in whispered(pressed)] == ["That is not the last answer"]


async def test_stop_ends_the_answer_under_which_it_stands(at: Server, tmp_path: Path) -> None:
    """Also where Discord takes no acknowledgement of the click."""
    steps, _ = growing("The beginning", "never comes")
    backend = FakeBackend(*steps)
    at.env.inject_error("POST", "*/callback", status=404, code=10062)
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "a long question")
        await at.until(lambda: at.told(asked))
        [turn] = await inside.store.history(at.thread(asked))
        await presses(at, at.ours(asked)[0], "stop", turn.id)
        await quiet(inside)
        [turn] = await inside.store.history(at.thread(asked))
    assert (turn.stopped, turn.answer) == (True, "The beginning")


async def test_the_menu_chooses_for_the_thread(at: Server, tmp_path: Path) -> None:
    """Said to whoever chose; the thread's next questions go there."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."), offers=MODELS)
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why?")
        await answered(at, inside, asked, "Because.")
        thread = at.general.threads[0]
        await at.ana.send(thread, "!models")
        await at.until(lambda: len(at.ours(asked)) == 2)
        listed = at.ours(asked)[1]
        pressed = await at.ana.select(listed, ["luna"], custom_id=custom_id("model"))
        await quiet(inside)
        await at.ana.send(thread, "and then?")
        await at.until(lambda: len(backend.asked) == 2)
        await quiet(inside)
    assert whispered(pressed) == ["This thread asks luna from now on."]
    assert [turn.question.model for turn in backend.asked] == ["", "luna"]


async def test_forget_wants_to_be_confirmed(at: Server, tmp_path: Path) -> None:
    """By somebody who asked there; for others the question stays."""
    backend, ben = FakeBackend(Text("Because.")), at.guild.add_member(at.env.create_user("ben"))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why?")
        await answered(at, inside, asked, "Because.")
        await at.ana.send(at.general.threads[0], "!forget")
        await at.until(lambda: len(at.ours(asked)) == 2)
        sure = at.ours(asked)[1]
        refused = await ben.click(sure, custom_id=custom_id("forget", "yes"))
        await quiet(inside)
        assert len(at.ours(asked)) == 2
        pressed = await at.ana.click(sure, custom_id=custom_id("forget", "yes"))
        await quiet(inside)
        assert not await inside.store.knows(at.thread(asked))
    assert [text[:31] for text in whispered(refused)] == ["Only somebody who asked in this"]
    assert len(whispered(pressed)) == 1
    assert at.told(asked) == ["Because."]


@pytest.mark.parametrize("what", ["stop", "again", "model"])
async def test_who_may_not_ask_may_not_press(at: Server, tmp_path: Path, what: str) -> None:
    """By a role, too: they hear that, and nothing else happens."""
    role, gate = at.guild.create_role("guests"), asyncio.Event()
    ben = at.guild.add_member(at.env.create_user("ben"), roles=[role])
    backend = FakeBackend(Text("The beginning"), gate, offers=MODELS)
    async with house(at, tmp_path, backend, lists={"blocked_people": (str(role.id),)}) as inside:
        asked = await at.ana.send(at.general, "why?")
        await at.until(lambda: at.told(asked))
        message = dressed(at, at.ours(asked)[0], what, 1)
        pressed = await ben.click(message, custom_id=custom_id(what, 1))
        await inside.platform.errands.idle()
        gate.set()
        await quiet(inside)
        [turn] = await inside.store.history(at.thread(asked))
        assert await inside.store.chosen(turn.thread) == ""
    assert (turn.stopped, len(backend.asked), len(whispered(pressed))) == (False, 1, 1)


@pytest.mark.parametrize("what", ["again", "forget"])
async def test_old_buttons_do_nothing_where_we_are_off_by_now(at: Server, tmp_path: Path, what: str) -> None:
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why?")
        await answered(at, inside, asked, "Because.")
    async with house(at, tmp_path, backend, rules=everywhere("off")) as inside:
        pressed = await presses(at, at.ours(asked)[0], what)
        await quiet(inside)
        assert await inside.store.knows(at.thread(asked))
    assert whispered(pressed) == ["I don't answer in this channel. Ask me in another one."]


async def test_what_we_do_not_know_is_only_acknowledged(at: Server, tmp_path: Path) -> None:
    """A button of another version of ours; one that is not ours is left alone."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "why?")
        await answered(at, inside, asked, "Because.")
        pressed = await presses(at, at.ours(asked)[0], "something_new")
        await quiet(inside)
    assert (len(backend.asked), whispered(pressed)) == (1, [])
    assert len(at.calls("POST", "*/callback")) == 1
