"""The stand-in Discord and unmodified discord.py: logging in, hearing, answering."""

import discord as dpy
import pytest

from tests.standins.discord import Channel, Person, StandInDiscord
from tests.standins.dpy import Echo, connected


async def test_a_bot_logs_in_and_sees_its_server(discord: StandInDiscord, lobby: Channel) -> None:
    """Over a compressed gateway: READY, then the server with its channels and the bot as a member."""
    async with connected(discord, Echo()) as client:
        [guild] = client.guilds
        assert client.user is not None
        assert (client.user.id, client.application_id) == (discord.bot.id, discord.app.id)
        assert (guild.id, guild.name) == (discord.guild.id, "home")
        assert [channel.name for channel in guild.text_channels] == ["general"]
        assert guild.me.guild_permissions.send_messages_in_threads
        assert not guild.me.guild_permissions.manage_messages
    assert not discord.gateway.lines


async def test_a_person_asks_and_the_bot_answers(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """The bot hears its own words too, as on the real Discord."""
    async with connected(discord, Echo()) as client:
        await bea.says(lobby, "why is the sky blue?")
        [answer] = await discord.until(lambda: lobby.by(discord.bot))
        await discord.settled()
    assert answer.content == "echo: why is the sky blue?"
    question, ours = client.heard
    assert (question.author.id, question.author.bot, ours.author.id) == (bea.id, False, discord.bot.id)
    assert isinstance(question.author, dpy.Member)
    [call] = discord.calls_of(f"POST /channels/{lobby.id}/messages")
    assert (call.body["content"], call.status) == (answer.content, 200)


async def test_a_direct_message(discord: StandInDiscord, bea: Person) -> None:
    async with connected(discord, Echo()) as client:
        await bea.says(discord.dm(bea), "psst")
        [answer] = await discord.until(lambda: discord.dm(bea).by(discord.bot))
    assert answer.content == "echo: psst"
    assert isinstance(client.heard[0].channel, dpy.DMChannel)


async def test_a_thread_of_a_message(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """It has the message's id, and what is said in it is heard there."""
    async with connected(discord, Echo()) as client:
        asked = await bea.says(lobby, "why?")
        thread = await bea.opens_thread(asked, "why?")
        await bea.says(thread, "and at dusk?")
        [answer] = await discord.until(lambda: asked.thread.by(discord.bot))
        assert answer.content == "echo: and at dusk?"
        [seen] = client.guilds[0].threads
        assert (seen.id, seen.parent_id, seen.name) == (asked.id, lobby.id, "why?")


async def test_the_token_is_no_secret_of_the_records(discord: StandInDiscord, lobby: Channel) -> None:
    """Neither calls nor what Identify said hold it."""
    async with connected(discord, Echo()):
        await discord.until(lambda: discord.gateway.identified)
    assert discord.token not in str(discord.calls) + str(discord.gateway.identified)


async def test_a_wrong_token_is_refused(discord: StandInDiscord) -> None:
    async with dpy.Client(intents=dpy.Intents.none()) as client:
        with pytest.raises(dpy.LoginFailure):
            await client.login("not.the.token")
