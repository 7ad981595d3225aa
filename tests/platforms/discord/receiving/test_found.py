"""What was found on Discord: by whom, what it looks like, and what somebody may try who should not find it."""

from dataclasses import replace
from pathlib import Path

import discord as discord_py

from bridge.commands.words import Answered, Hit, Page
from bridge.events import Text
from bridge.types import Found, Piece, State, Turn, TurnId
from platforms.discord.found import LONGEST, markdown
from platforms.discord.receiving.pressable import pressable
from platforms.discord.text import size
from tests.bridge.world import question
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import House, house, quiet
from tests.standins.discord import Channel, Person, StandInDiscord

EVIL = "<@1> @everyone **bold** [here](https://evil.example) `code` <#1>"


def hit(text: str = EVIL, around: str = "") -> Hit:
    asked = Turn(TurnId(7), question(text), "fake", State.DELIVERED, accepted_at=8e8)
    snippet = (Piece("<@&2> ", False), Piece(around or text, True))
    links = "https://x.example/1", "https://c.example/2"
    return Hit(Found(asked, snippet=snippet), text, "general", *links, "12", goes_on=True)


def test_it_shows_words_to_the_letter() -> None:
    """Only the title and ChatGPT's name lead anywhere, and only whoever asked is a name; hits are bold."""
    shown = markdown(Page("fruit", 0, (hit(),), False, "With <@1>:", "More."), "en").split("\n")
    literal = r"\<@1> @everyone \*\*bold\*\* \[here](evil.example) \`code\` \<#1>"
    assert shown[0] == r"With \<@1>:"
    assert shown[2] == rf"1\. [**{literal}**](<https://x.example/1>)"
    assert shown[3].endswith(" · #general · <@12> · [ChatGPT](<https://c.example/2>)")
    assert shown[4].startswith(r"\<@&2> **\<@1> @everyone \*\*bold\*\*")
    assert shown[-1] == "More."
    elsewhere = replace(hit(), author="", asker=EVIL)
    assert (
        r"\<@1> @everyone \*\*bold\*\* \[here]"
        in markdown(Page("fruit", 0, (elsewhere,), False, "With:"), "en").split("\n")[3]
    )


def test_a_page_is_one_message() -> None:
    """With less around the words, where there is much; and a button holds no more than Discord gives back."""
    five = (hit("a title of eighty letters " * 3, "words around it " * 12),) * 5
    whole = markdown(Page("fruit", 0, five, False, "With:"), "en")
    assert size(whole) <= LONGEST
    assert "words around" in whole
    for words, buttons in (("fruit", 2), ("fruit " * 20, 0)):
        view = pressable(Answered("", page=Page(words, 5, five[:1], True, "With:")), "en")
        assert view
        assert len([one for one in view.children if isinstance(one, discord_py.ui.Button)]) == buttons


async def looks(discord: StandInDiscord, at: House, who: Person, where: Channel, words: str) -> str:
    """What it says to them, in one message or more."""
    done = await who.command(where, "find", words=words)
    await discord.until(lambda: done.answers)
    await quiet(discord, at)
    assert all(one.only_for == who.id for one in done.answers)
    return "\n".join(one.content for one in done.answers)


async def test_people_find_what_they_can_read(discord: StandInDiscord, general: Channel, tmp_path: Path) -> None:
    """By their roles, in private threads they are in, and in direct messages; owners find everything."""
    staff = discord.role("staff")
    ana, ben, boss = discord.user("ana", staff), discord.user("ben"), discord.user("boss")
    secret = discord.channel("secret")
    discord.deny(secret, "view_channel", whom=discord.guild.everyone)
    discord.allow(secret, "view_channel", whom=staff)
    discord.allow(secret, "view_channel")
    backend = FakeBackend(Text("Yes."))
    async with house(discord, tmp_path, backend, owners=(str(boss.id),)) as at:
        await discord.until(lambda: ana.commands(general))
        await ana.says(general, "mango in general")
        await ana.says(secret, "mango in secret")
        await ana.says(discord.dm(ana), "mango in direct")
        await ana.says(await ana.opens_thread(general, "aside", private=True), "mango aside", mention=True)
        await discord.until(lambda: len(backend.asked) == 4)
        await quiet(discord, at)
        words = ("in general", "in secret", "in direct", "mango aside")
        found = await looks(discord, at, ana, general, "mango")
        assert [word for word in words if word in found] == list(words)
        tries = ("mango", f"in:{secret.id} mango", "in:#secret mango", f"from:<@{ana.id}> mango", '"aside" mango')
        for tried in tries:
            said = await looks(discord, at, ben, general, tried)
            assert [word for word in words[1:] if word in said] == [], tried
        assert "mango in secret" in await looks(discord, at, boss, general, "secret")
        assert "mango in direct" in await looks(discord, at, ana, discord.dm(ana), "mango")
        assert "mango in general" in await looks(discord, at, ana, discord.dm(ana), "mango")


async def test_who_is_in_the_server_no_more_finds_nothing_of_it(
    discord: StandInDiscord, general: Channel, tmp_path: Path
) -> None:
    """In our direct messages, which are all that is left to them."""
    ana, backend = discord.user("ana"), FakeBackend(Text("Yes."))
    async with house(discord, tmp_path, backend) as at:
        await discord.until(lambda: ana.commands(general))
        await ana.says(general, "mango in general")
        await ana.says(discord.dm(ana), "mango in direct")
        await discord.until(lambda: len(backend.asked) == 2)
        await quiet(discord, at)
        del discord.guild.members[ana.id]
        said = await looks(discord, at, ana, discord.dm(ana), "mango")
    assert "mango in direct" in said
    assert "mango in general" not in said
