"""Who may what on the stand-in: roles, what a channel adds and takes away, and how discord.py is refused."""

from collections.abc import Awaitable, Callable
from io import BytesIO

import discord as dpy
import pytest

from tests.standins.discord import Channel, Permission, Person, StandInDiscord
from tests.standins.dpy import Echo, at, connected, refusal

Attempt = Callable[[dpy.PartialMessageable, int], Awaitable[object]]

ATTEMPTS: dict[str, Attempt] = {
    "send_messages": lambda here, asked: here.send("x"),
    "attach_files": lambda here, asked: here.send(file=dpy.File(BytesIO(b"x"), "x")),
    "embed_links": lambda here, asked: here.send(embed=dpy.Embed(title="x")),
    "create_public_threads": lambda here, asked: here.get_partial_message(asked).create_thread(name="x"),
    "add_reactions": lambda here, asked: here.get_partial_message(asked).add_reaction("👀"),
    "manage_messages": lambda here, asked: here.get_partial_message(asked).delete(),
    "read_message_history": lambda here, asked: here.get_partial_message(asked).fetch(),
}


@pytest.mark.parametrize("name", ATTEMPTS)
@pytest.mark.parametrize("where", ["here", "everywhere"])
async def test_what_may_not_be_done_without(
    discord: StandInDiscord, lobby: Channel, bea: Person, name: str, where: str
) -> None:
    """In this channel or in the whole server; once it is granted it goes."""
    asked = await bea.says(lobby, "why?")
    if where == "here":
        discord.deny(lobby, name)
    else:
        discord.revoke(name)
    async with connected(discord, Echo(answers=False)) as client:
        here = at(client, lobby)
        assert await refusal(ATTEMPTS[name](here, asked.id)) == (403, 50013)
        discord.allow(lobby, name)
        await ATTEMPTS[name](here, asked.id)


async def test_in_threads_sending_is_a_permission_of_its_own(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    """That of the channel has no effect there; everything else is the channel's."""
    thread = await bea.opens_thread(await bea.says(lobby, "why?"), "why?")
    async with connected(discord, Echo(answers=False)) as client:
        channel, there = at(client, lobby), at(client, thread)
        discord.deny(lobby, "send_messages")
        await there.send("because")
        assert await refusal(channel.send("because")) == (403, 50013)
        discord.allow(lobby, "send_messages")
        discord.deny(lobby, "send_messages_in_threads")
        assert await refusal(there.send("because")) == (403, 50013)


async def test_what_is_not_seen_is_neither_heard_nor_reached(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    """50001 for all of it, and for its threads."""
    discord.deny(lobby, "view_channel")
    async with connected(discord, Echo()) as client:
        asked = await bea.says(lobby, "psst")
        thread = await bea.opens_thread(asked, "psst")
        await bea.says(thread, "psst")
        await discord.settled()
        assert client.heard == []
        assert list(client.guilds[0].threads) == []
        assert await refusal(at(client, lobby).send("hello")) == (403, 50001)
        assert await refusal(at(client, thread).send("hello")) == (403, 50001)
        assert await refusal(client.fetch_channel(lobby.id)) == (403, 50001)


async def test_what_is_seen_from_now_on_comes_with_its_threads(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    discord.deny(lobby, "view_channel")
    thread = await bea.opens_thread(await bea.says(lobby, "why?"), "why?")
    async with connected(discord, Echo(answers=False)) as client:
        discord.allow(lobby, "view_channel")
        await discord.settled()
        assert [one.id for one in client.guilds[0].threads] == [thread.id]
        await bea.says(thread, "hello")
        await discord.settled()
    assert [message.content for message in client.heard] == ["hello"]


async def test_without_history_there_is_none(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """An empty page, no error; and no reply can be made."""
    asked = await bea.says(lobby, "why?")
    discord.deny(lobby, "read_message_history")
    async with connected(discord, Echo(answers=False)) as client:
        here = at(client, lobby)
        assert [one async for one in here.history()] == []
        assert await refusal(here.get_partial_message(asked.id).reply("so")) == (400, 160002)


async def test_a_members_own_overwrite_comes_last(discord: StandInDiscord, lobby: Channel) -> None:
    """Above that of its roles, which is above everybody's; an administrator needs none."""
    everybody = discord.guild.everyone
    async with connected(discord, Echo(answers=False)) as client:
        here = at(client, lobby)
        discord.deny(lobby, "send_messages", whom=everybody)
        assert await refusal(here.send("x")) == (403, 50013)
        discord.allow(lobby, "send_messages")
        await here.send("x")
        discord.deny(lobby, "send_messages", whom=discord.bot)
        assert await refusal(here.send("x")) == (403, 50013)
        await discord.settled()
        [channel] = client.guilds[0].text_channels
        assert not channel.permissions_for(client.guilds[0].me).send_messages
        discord.grant("administrator")
        await here.send("x")
        await discord.settled()
        assert channel.permissions_for(client.guilds[0].me).send_messages


async def test_another_server_may_have_granted_less(discord: StandInDiscord) -> None:
    """What its owner unticked when the bot was invited."""
    granted = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
    strict = discord.another_guild("strict", everyone=Permission.NONE, invited=granted)
    channel = discord.channel("general", guild=strict)
    async with connected(discord, Echo()) as client:
        await at(client, channel).send("x")
        assert await refusal(at(client, channel).send(embed=dpy.Embed(title="x"))) == (403, 50013)
        assert sorted(guild.name for guild in client.guilds) == ["home", "strict"]
        discord.leave(strict)
        await discord.settled()
        assert [guild.name for guild in client.guilds] == ["home"]
        assert await refusal(client.fetch_guild(strict.id)) == (404, 10004)


async def test_roles_are_told_with_what_a_person_says(discord: StandInDiscord, lobby: Channel) -> None:
    staff = discord.role("staff", "manage_messages")
    cem = discord.user("cem", staff)
    async with connected(discord, Echo(answers=False)) as client:
        await cem.says(lobby, "hello")
        await discord.settled()
    [message] = client.heard
    assert isinstance(message.author, dpy.Member)
    assert [role.name for role in message.author.roles] == ["@everyone", "staff"]
    assert message.author.guild_permissions.manage_messages
