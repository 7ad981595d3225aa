"""What is pressed below answers in Discord, over real sockets."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bridge.events import Sent, Text
from bridge.types import Anchor, Model
from tests.fakes import FakeBackend
from tests.platforms.discord.receiving.doing import about, ours, pressable
from tests.platforms.discord.sockets import answered, house, quiet, thread_of
from tests.platforms.house import everywhere, growing
from tests.standins.discord import Channel, Person, StandInDiscord

pytestmark = pytest.mark.usefixtures("menus")


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


async def test_what_a_click_asks_is_in_the_ledger_before_discord_hears_of_it(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Were we killed between the two, a click that Discord took for heard would be lost."""
    backend = FakeBackend(Sent(Anchor("a")), Text("Because."))
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "why?")
        await answered(discord, at, asked, "Because.")
        [answer] = ours(asked.thread, discord)
        pressed = await ana.clicks(answer, pressable(answer, "again"))
        await discord.until(lambda: pressed.acknowledged)
        with closing(sqlite3.connect(tmp_path / "house.db")) as ledger:
            assert ledger.execute("SELECT count(*) FROM turns WHERE action = 'again'").fetchone() == (1,)
        await answered(discord, at, asked, "Because.", "Because.")


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
