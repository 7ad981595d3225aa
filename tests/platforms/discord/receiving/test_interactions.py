"""How a command, a click or a choice is answered, so that only its sender sees it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from simcord.results import InteractionResult

from bridge.commands.words import Answered
from bridge.errors import Undeliverable
from bridge.types import File, Model, Thread
from platforms.discord.connection.client import INTENTS
from platforms.discord.receiving.aside import Interaction
from platforms.discord.receiving.interactions import Met, kind_of, met
from platforms.discord.showing.buttons import custom_id, pressed
from tests.platforms.discord.house import Server

COMMANDS: list[dict[str, Any]] = [{"name": "do", "description": "Something"}, {"name": "Look", "type": 3}]


class Bot(discord.Client):
    """Hears what people do."""

    def __init__(self) -> None:
        super().__init__(intents=INTENTS)
        self.came: asyncio.Queue[Interaction] = asyncio.Queue()

    async def on_interaction(self, interaction: Interaction) -> None:
        self.came.put_nowait(interaction)

    async def next(self) -> Met:
        one = met(await self.came.get(), lambda thread: "en")
        assert one is not None
        return one


@pytest.fixture
async def bot(at: Server) -> AsyncIterator[Bot]:
    client = Bot()
    await at.env.restart_bot(client)
    at.env.backend.register_commands(None, COMMANDS)
    yield client
    await at.env.restart_bot(discord.Client(intents=INTENTS))


@asynccontextmanager
async def done(at: Server, bot: Bot) -> AsyncIterator[tuple[Met, InteractionResult]]:
    """Ana gives the command /do in #general."""
    shown = await at.ana.slash(at.general, "do")
    yield await bot.next(), shown


async def test_a_command_is_held_and_then_answered_in_its_place(at: Server, bot: Bot) -> None:
    """Ephemeral from its beginning, and without pinging anybody."""
    async with done(at, bot) as (one, shown):
        await one.aside.hold()
        assert (shown.deferred, shown.ephemeral) == (True, True)
        await one.sender.answer(Answered("Done, <@1>."))
    assert shown.response
    assert shown.response.ephemeral
    assert shown.response.content == "Done, \\<@1>."
    assert not shown.followups
    assert at.calls("PATCH", "*/messages/@original")[-1]["allowed_mentions"] == {"parse": []}


async def test_what_nobody_held_is_answered_at_once(at: Server, bot: Bot) -> None:
    async with done(at, bot) as (one, shown):
        await one.sender.answer(Answered("Done."))
        await one.sender.answer(Answered("And more."))
    assert shown.response
    assert shown.response.ephemeral
    assert [shown.response.content, *(one.content for one in shown.followups)] == ["Done.", "And more."]
    assert all(one.ephemeral for one in shown.followups)


async def test_a_long_answer_comes_in_pieces(at: Server, bot: Bot) -> None:
    """The file with the first, what can be pressed below the last."""
    text = "\n".join(f"line {number} of many" for number in range(200))
    models = (Model("gpt-a", "us", "A"), Model("gpt-b", "us"))
    async with done(at, bot) as (one, shown):
        await one.aside.hold()
        await one.sender.answer(Answered(text, file=File("all.md", b"# All"), models=models, model="gpt-b"))
    assert shown.response
    assert [file.filename for file in shown.response.attachments] == ["all.md"]
    whole = [shown.response, *shown.followups]
    assert "".join(one.content for one in whole).replace("\n", "") == text.replace("\n", "")
    assert not shown.response.components
    [row] = whole[-1].components
    assert row["components"][0]["custom_id"] == custom_id("model")
    assert [(one["value"], one["label"], one.get("default", False)) for one in row["components"][0]["options"]] == [
        ("gpt-b", "gpt-b", True),
        ("gpt-a", "A", False),
    ]


async def test_a_file_that_discord_does_not_take_is_named(at: Server, bot: Bot) -> None:
    """What there is to say is said all the same."""
    at.env.inject_error("PATCH", "*/messages/@original", status=413, code=40005)
    async with done(at, bot) as (one, shown):
        await one.aside.hold()
        await one.sender.answer(Answered("Here it is.", file=File("all.md", b"# All")))
    assert shown.response
    assert shown.response.content.startswith("Here it is.\n(all.md belongs to this answer")
    assert not shown.response.attachments


async def test_where_there_is_nothing_to_say_nothing_stays(at: Server, bot: Bot) -> None:
    """ "is thinking" is taken away; what was said stays."""
    async with done(at, bot) as (one, shown):
        await one.aside.hold()
        await one.aside.over()
        assert shown.response is None
    async with done(at, bot) as (one, shown):
        await one.aside.hold()
        await one.sender.answer(Answered("Done."))
        await one.aside.over()
        assert shown.response is not None


async def test_a_hold_whose_answer_was_lost_counts(at: Server, bot: Bot) -> None:
    """Discord says then that it was acknowledged before."""
    async with done(at, bot) as (one, shown):
        await one.aside.hold()
        again = met(one.interaction, lambda thread: "en")
        assert again is not None
        one.interaction.response._response_type = None  # as discord.py has it when the connection broke
        await again.aside.hold()
        await again.sender.answer(Answered("Done."))
    assert shown.response
    assert shown.response.content == "Done."


async def test_too_late_is_said_in_our_words(at: Server, bot: Bot) -> None:
    """After three seconds Discord knows nothing of it any more."""
    at.env.inject_error("POST", "*/callback", status=404, code=10062, times=None)
    async with done(at, bot) as (one, _):
        with pytest.raises(Undeliverable, match="10062"):
            await one.aside.hold()


async def test_what_only_they_saw_is_replaced_by_what_is_said_to_its_click(at: Server, bot: Bot) -> None:
    """So that it can't be pressed twice; a click below a message that all see is answered beside it."""
    async with done(at, bot) as (one, shown):
        await one.sender.answer(Answered("Sure?", confirm="forget"))
    assert shown.response
    clicked = await at.ana.click(shown.response.message, custom_id=custom_id("forget", "yes"))
    one = await bot.next()
    assert kind_of(one.interaction) == "click"
    assert pressed(one.data["custom_id"]) == ("forget", "yes")
    await one.aside.hold()
    await one.sender.answer(Answered("Forgotten."))
    assert (shown.response.content, shown.response.components) == ("Forgotten.", [])
    assert not clicked.followups


async def test_who_and_where(at: Server, bot: Bot) -> None:
    """In a channel, with roles; in a thread; in a direct message."""
    role = at.guild.create_role("askers")
    ben = at.guild.add_member(at.env.create_user("ben"), roles=[role])
    await ben.slash(at.general, "do")
    sender = (await bot.next()).sender
    assert (sender.person, sender.thread, sender.direct) == (
        str(ben.id),
        Thread("discord", str(at.guild.id), str(at.general.id), ""),
        False,
    )
    assert str(role.id) in sender.roles
    message = await at.ana.send(at.general, "a thread")
    thread = at.thread_by_hand(message, "there")
    await at.ana.slash(thread, "do")
    assert (await bot.next()).sender.thread == at.thread(message)
    await at.ana.user.slash("do")
    sender = (await bot.next()).sender
    assert sender.direct
    assert sender.thread.workspace == ""
    assert sender.thread.channel == sender.thread.thread


async def test_what_it_is(at: Server, bot: Bot) -> None:
    """A command, and a choice from a message's menu."""
    message = await at.ana.send(at.general, "look at this")
    await at.ana.slash(at.general, "do")
    await at.ana.context_menu(at.general, "Look", message)
    assert [kind_of((await bot.next()).interaction) for _ in range(2)] == ["command", "menu"]
