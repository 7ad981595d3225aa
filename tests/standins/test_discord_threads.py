"""Threads and forum posts of the stand-in, by unmodified discord.py."""

import discord as dpy

from tests.standins.discord import Channel, Kind, Person, StandInDiscord
from tests.standins.dpy import Echo, at, connected, refusal


async def test_a_message_has_one_thread(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Under its own id; a second one is refused with the code that says so."""
    asked = await bea.says(lobby, "why?")
    async with connected(discord, Echo(answers=False)) as client:
        message = at(client, lobby).get_partial_message(asked.id)
        thread = await message.create_thread(name="why?", auto_archive_duration=60)
        assert (thread.id, thread.parent_id, thread.auto_archive_duration) == (asked.id, lobby.id, 60)
        assert await refusal(message.create_thread(name="again")) == (400, 160004)
        await discord.settled()
        assert client.events[-3:] == ["THREAD_CREATE", "MESSAGE_UPDATE", "MESSAGE_CREATE"]
        assert client.heard[-1].type is dpy.MessageType.thread_starter_message
        assert (await message.fetch()).thread is not None
    assert asked.thread.owner_id == discord.bot.id


async def test_what_a_thread_may_be_made_of(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """A name of 1 to 100 characters; a person's message, that is still there, of a channel for text."""
    asked, joined = await bea.says(lobby, "why?"), await bea.joins(lobby)
    voice = discord.channel("voice", Kind.VOICE)
    beside = await bea.says(voice, "hello?")
    async with connected(discord, Echo(answers=False)) as client:
        here = at(client, lobby)
        message = here.get_partial_message(asked.id)
        assert await refusal(message.create_thread(name="x" * 101)) == (400, 50035)
        assert await refusal(message.create_thread(name="")) == (400, 50035)
        assert await refusal(here.get_partial_message(joined.id).create_thread(name="x")) == (403, 50021)
        there = at(client, voice).get_partial_message(beside.id)
        assert await refusal(there.create_thread(name="x")) == (403, 50024)
        await bea.deletes(asked)
        assert await refusal(message.create_thread(name="x")) == (404, 10008)
    assert discord.guild.threads == []


async def test_a_server_has_room_for_so_many_threads(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Archived ones don't count."""
    discord.habits.active_threads = 1
    old = await bea.opens_thread(lobby, "old")
    asked = await bea.says(lobby, "why?")
    async with connected(discord, Echo(answers=False)) as client:
        message = at(client, lobby).get_partial_message(asked.id)
        assert await refusal(message.create_thread(name="why?")) == (400, 160006)
        await bea.archives(old)
        await message.create_thread(name="why?")


async def test_an_archived_thread_takes_a_new_message_only(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    """Which takes the thread up again; edits, reactions and typing are refused until then."""
    asked = await bea.says(lobby, "why?")
    async with connected(discord, Echo(answers=False)) as client:
        thread = await at(client, lobby).get_partial_message(asked.id).create_thread(name="why?")
        sent = await thread.send("because")
        await bea.archives(asked.thread)
        await discord.settled()
        assert list(client.guilds[0].threads) == []
        assert await refusal(sent.edit(content="so")) == (400, 50083)
        assert await refusal(sent.delete()) == (400, 50083)
        assert await refusal(sent.add_reaction("👀")) == (400, 50083)
        assert await refusal(client.http.send_typing(thread.id)) == (400, 50083)
        await thread.send("and so")
        await discord.settled()
        assert [one.id for one in client.guilds[0].threads] == [asked.id]
        await sent.edit(content="so")
    assert not asked.thread.archived


async def test_a_person_wakes_an_archived_thread(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Discord tells the thread first, then what was said."""
    thread = await bea.opens_thread(await bea.says(lobby, "why?"), "why?")
    await bea.archives(thread)
    async with connected(discord, Echo(answers=False)) as client:
        assert list(client.guilds[0].threads) == []
        await bea.says(thread, "once more")
        await discord.settled()
    assert client.events[-2:] == ["THREAD_UPDATE", "MESSAGE_CREATE"]
    assert isinstance(client.heard[-1].channel, dpy.Thread)


async def test_a_thread_in_which_nothing_is_said_goes_to_the_archive(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    """After a day, unless something else was wanted; what is said next takes it up again."""
    asked = await bea.says(lobby, "why?")
    async with connected(discord, Echo(answers=False)) as client:
        thread = await at(client, lobby).get_partial_message(asked.id).create_thread(name="why?")
        discord.clock.advance(23 * 3600)
        sent = await thread.send("because")
        discord.clock.advance(23 * 3600)
        await sent.edit(content="so")
        discord.clock.advance(3600)
        assert await refusal(sent.edit(content="and so")) == (400, 50083)
        assert asked.thread.archived
        await thread.send("and so")
    assert not asked.thread.archived


async def test_a_locked_thread_is_for_moderators(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    thread = await bea.opens_thread(await bea.says(lobby, "why?"), "why?")
    async with connected(discord, Echo(answers=False)) as client:
        here = at(client, thread)
        sent = await here.send("because")
        await bea.locks(thread)
        assert await refusal(here.send("because")) == (403, 160005)
        assert await refusal(sent.edit(content="so")) == (403, 160005)
        await sent.add_reaction("👀")
        await bea.archives(thread, locked=True)
        assert await refusal(here.send("because")) == (400, 50083)
        discord.grant("manage_threads")
        await here.send("because")
    assert (thread.archived, thread.locked) == (False, True)


async def test_a_forum_post_is_a_thread(discord: StandInDiscord, bea: Person) -> None:
    """Its first message has its id; the forum itself takes no messages."""
    forum = discord.forum("questions")
    async with connected(discord, Echo()) as client:
        post = await bea.posts(forum, "The sky", "Why is it blue?")
        [answer] = await discord.until(lambda: post.by(discord.bot))
        assert answer.content == "echo: Why is it blue?"
        await discord.settled()
        [first, _] = client.heard
        assert isinstance(first.channel, dpy.Thread)
        assert (first.id, first.channel.id, first.channel.name) == (post.id, post.id, "The sky")
        assert isinstance(first.channel.parent, dpy.ForumChannel)
        assert await refusal(at(client, forum).send("no")) == (400, 50008)
        made = await first.channel.parent.create_thread(name="Ours", content="Text")
        assert (made.thread.id, made.message.content) == (made.message.id, "Text")


async def test_a_rename_is_said_in_the_thread(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """By its owner, or a moderator."""
    asked, theirs = await bea.says(lobby, "why?"), await bea.opens_thread(lobby, "theirs")
    async with connected(discord, Echo(answers=False)) as client:
        thread = await at(client, lobby).get_partial_message(asked.id).create_thread(name="why?")
        await thread.edit(name="The colour of the sky")
        await discord.settled()
        assert client.heard[-1].type is dpy.MessageType.channel_name_change
        assert client.guilds[0].threads[-1].name == "The colour of the sky"
        there = client.guilds[0].get_thread(theirs.id)
        assert there is not None
        assert await refusal(there.edit(name="ours")) == (403, 50013)
    assert asked.thread.names == ["why?"]


async def test_a_private_thread_is_for_its_members(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """The bot neither hears nor sees it until it is one."""
    thread = await bea.opens_thread(lobby, "secret", private=True)
    async with connected(discord, Echo(answers=False)) as client:
        await bea.says(thread, "not for bots")
        await discord.settled()
        assert client.heard == []
        assert await refusal(client.fetch_channel(thread.id)) == (403, 50001)
        await bea.says(thread, "hello bot", mention=True)
        await discord.settled()
        assert client.events[-2:] == ["THREAD_CREATE", "MESSAGE_CREATE"]
    assert [message.content for message in client.heard] == [f"{discord.bot.mention} hello bot"]


async def test_threads_are_listed(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """The active ones of a server, and the archived ones of a channel page by page, newest first."""
    threads = [await bea.opens_thread(await bea.says(lobby, str(number)), str(number)) for number in range(4)]
    for thread in threads[:3]:
        discord.clock.advance(1)
        await bea.archives(thread)
    async with connected(discord, Echo(answers=False)) as client:
        [guild] = client.guilds
        assert [one.id for one in await guild.active_threads()] == [threads[3].id]
        [channel] = guild.text_channels
        found = [one.id async for one in channel.archived_threads(limit=None)]
        page = await client.http.get_public_archived_threads(lobby.id, limit=2)
    assert found == [thread.id for thread in reversed(threads[:3])]
    assert ([int(one["id"]) for one in page["threads"]], page["has_more"]) == (found[:2], True)


async def test_a_thread_that_is_deleted_is_gone(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """The message from which it was made stays."""
    asked = await bea.says(lobby, "why?")
    thread = await bea.opens_thread(asked, "why?")
    async with connected(discord, Echo(answers=False)) as client:
        discord.delete_channel(thread)
        await discord.settled()
        assert list(client.guilds[0].threads) == []
        assert await refusal(at(client, thread).send("hello?")) == (404, 10003)
    assert (asked.has_thread, lobby.find(asked.id)) == (False, asked)
