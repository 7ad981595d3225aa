"""What Discord holds in the end is the answer, whatever has happened to thread and messages meanwhile."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bridge.events import Text
from bridge.texts import say
from bridge.types import File
from tests.fakes import FakeBackend
from tests.platforms.discord.house import Server
from tests.platforms.discord.house import answered as answered_in_process
from tests.platforms.discord.house import house as house_in_process
from tests.platforms.discord.sockets import answered, house, quiet, thread_of, told
from tests.platforms.house import growing
from tests.standins.discord import ApiError, Channel, Dropped, Person, StandInDiscord


async def test_a_thread_that_is_archived_meanwhile_is_taken_up_again(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Nothing can be edited in an archived one."""
    steps, [gate] = growing("Half ", "and whole.")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "how much?")
        await discord.until(lambda: told(asked, discord) == ["Half"])
        await ana.archives(asked.thread)
        gate.set()
        await answered(discord, at, asked, "Half and whole.")
    assert not asked.thread.archived
    assert len(discord.calls_of("POST /channels/*/messages")) == 1


async def test_a_message_too_old_to_be_edited_is_posted_anew(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The old one goes, so that the answer stands there once."""
    steps, [gate] = growing("Half ", "and whole.")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "how much?")
        await discord.until(lambda: told(asked, discord) == ["Half"])
        discord.fail("PATCH /channels/*/messages/*", ApiError(30046))
        gate.set()
        await answered(discord, at, asked, "Half and whole.")


async def test_a_text_that_discord_holds_otherwise_is_written_again(at: Server, tmp_path: Path) -> None:
    """Once: what Discord tells of an edit is compared with what was meant."""

    def mangled(event: str, payload: Mapping[str, Any]) -> None:
        if event == "MESSAGE_UPDATE" and payload["content"] == "The whole answer.":
            at.env.backend.subscribers.remove(mangled)
            at.env.backend.get_message(int(payload["channel_id"]), int(payload["id"])).content = "The who"

    steps, [gate] = growing("The ", "whole answer.")
    async with house_in_process(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "all of it?")
        await at.until(lambda: at.told(asked) == ["The "])
        at.env.backend.subscribers.insert(0, mangled)
        gate.set()
        await answered_in_process(at, inside, asked, "The whole answer.")
    assert mangled not in at.env.backend.subscribers
    assert [one["content"] for one in at.edits][:2] == ["The whole answer."] * 2


async def test_a_text_that_discord_changes_by_a_rule_is_written_again_once(at: Server, tmp_path: Path) -> None:
    """It does not help, so it is left at that for the rest of the answer."""

    def changed(event: str, payload: Mapping[str, Any]) -> None:
        if event == "MESSAGE_UPDATE":
            at.env.backend.get_message(int(payload["channel_id"]), int(payload["id"])).content += "!"

    at.env.backend.subscribers.insert(0, changed)
    steps, gates = growing("One ", "two ", "three.")
    async with house_in_process(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "count")
        for number, gate in enumerate(gates, 1):
            await at.until(lambda: len({one["content"] for one in (*at.posts, *at.edits)}) == number)  # noqa: B023
            gate.set()
        await inside.bridge.idle()
        await at.until(lambda: at.told(asked) == ["One two three.!"])
    assert [one["content"] for one in at.edits] == ["One two "] * 2 + ["One two three."] * 2


async def test_a_file_whose_upload_was_not_acknowledged_stands_there_once(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Nobody heard that it was: its message is below the question, of its size, and in the ledger of no turn."""
    steps, [gate] = growing("Here", ".")
    backend = FakeBackend(*steps, File("a b.csv", b"1,2,3"))
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "a file?")
        await discord.until(lambda: told(asked, discord) == ["Here"])
        discord.fail("POST /channels/*/messages", Dropped())
        gate.set()
        await discord.until(lambda: len(told(asked, discord)) == 2)
        await quiet(discord, at)
    assert [len(one.attachments) for one in asked.thread.by(discord.bot)] == [0, 1]


async def test_what_we_say_besides_is_no_part_of_an_answer(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It stands between the question and an answer whose first post was lost, and stays as it is."""
    gate = asyncio.Event()
    async with house(discord, tmp_path, FakeBackend(gate, Text("Once."))) as at:
        asked = await ana.says(general, "how often?")
        await discord.until(lambda: discord.typing(asked.thread))
        await at.platform.say(thread_of(asked), "It goes on elsewhere.")
        discord.fail("POST /channels/*/messages", Dropped())
        gate.set()
        await answered(discord, at, asked, "It goes on elsewhere.", "Once.")


async def test_a_text_that_is_too_long_after_all_comes_in_shorter_parts(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Discord may count otherwise than we do."""
    text = "A sentence of seven words stands here. " * 40
    too_long = {"errors": {"content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Too long."}]}}}
    discord.fail("POST /channels/*/messages", ApiError(50035, more=too_long))
    async with house(discord, tmp_path, FakeBackend(Text(text))) as at:
        asked = await ana.says(general, "how long?")
        await discord.until(lambda: len(told(asked, discord)) == 2)
        await quiet(discord, at)
    assert " ".join(told(asked, discord)) == text.strip()


async def test_a_file_that_discord_does_not_take_is_said(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Too large for it, or empty; the answer stands there all the same."""
    discord.habits.file_size = 4
    files = File("large.csv", b"1,2,3"), File("empty.csv", b"")
    async with house(discord, tmp_path, FakeBackend(Text("Here."), *files)) as at:
        asked = await ana.says(general, "files?")
        said = [say("not_uploaded", "en", name=file.name) for file in files]
        await discord.until(lambda: len(told(asked, discord)) == 3)
        await quiet(discord, at)
    assert [text.replace("\\", "") for text in told(asked, discord)] == ["Here.", *said]
