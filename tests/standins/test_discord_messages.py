"""Messages of the stand-in, by unmodified discord.py: what is taken and refused, changed, found and pinged."""

from io import BytesIO

import discord as dpy
import pytest

from tests.standins.discord import Channel, Person, StandInDiscord
from tests.standins.dpy import Echo, at, connected, logged_in, refusal

HOUR = 3600.0


async def test_what_a_message_may_hold(discord: StandInDiscord, lobby: Channel) -> None:
    """2,000 characters, whatever they are made of; something; ten embeds; a nonce of 25."""
    async with logged_in(discord) as client:
        here = at(client, lobby)
        await here.send("🙂" * 2_000)
        assert await refusal(here.send("x" * 2_001)) == (400, 50035)
        assert await refusal(here.send(" \n")) == (400, 50006)
        assert await refusal(here.send("x", nonce="n" * 26)) == (400, 50035)
        assert await refusal(here.send(embeds=[dpy.Embed(description="x" * 4_000)] * 2)) == (400, 50035)
        await here.send(embed=dpy.Embed(title="a title"))
    assert len(lobby.messages) == 2


async def test_white_space_around_a_text_is_cut_off(discord: StandInDiscord, lobby: Channel) -> None:
    async with logged_in(discord) as client:
        sent = await at(client, lobby).send("\n  a\n\nb  \n")
    assert sent.content == lobby.messages[0].content == "a\n\nb"


async def test_the_same_nonce_is_the_same_message(discord: StandInDiscord, lobby: Channel) -> None:
    """For a few minutes, and with the text that it has by then; discord.py enforces every nonce."""
    async with logged_in(discord) as client:
        here = at(client, lobby)
        first = await here.send("one", nonce="part 1")
        await first.edit(content="one and more")
        again = await here.send("one", nonce="part 1")
        other = await here.send("two", nonce="part 2")
        discord.clock.advance(discord.habits.nonce_lives + 1)
        late = await here.send("one", nonce="part 1")
    assert (again.id, again.content) == (first.id, "one and more")
    assert [message.id for message in lobby.messages] == [first.id, other.id, late.id]


async def test_an_edit_shows_how_a_text_grew(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Only one's own messages can be edited, and only while they are there."""
    async with logged_in(discord) as client:
        here = at(client, lobby)
        ours, theirs = await here.send("a"), await bea.says(lobby, "b")
        await ours.edit(content="a b", allowed_mentions=dpy.AllowedMentions.none())
        assert await refusal(here.get_partial_message(theirs.id).edit(content="no")) == (403, 50005)
        assert await refusal(ours.edit(content="x" * 2_001)) == (400, 50035)
        assert await refusal(ours.edit(content="")) == (400, 50006)
        await ours.delete()
        assert await refusal(ours.edit(content="gone")) == (404, 10008)
    assert lobby.gone[0].texts == ["a", "a b"]
    assert lobby.by(discord.bot) == []


async def test_an_old_message_is_edited_only_so_often(discord: StandInDiscord, lobby: Channel) -> None:
    """As HTTP 429 with a time to wait; so discord.py waits, unless it is told not to wait that long."""
    discord.habits.old_edits = 2
    async with dpy.Client(intents=dpy.Intents.none(), max_ratelimit_timeout=30.0) as client:
        await client.login(discord.token)
        message = await at(client, lobby).send("a")
        discord.clock.advance(HOUR + 1)
        for text in ("b", "c"):
            await message.edit(content=text)
        with pytest.raises(dpy.RateLimited):
            await message.edit(content="d")
        assert discord.calls[-1].code == 30046
        discord.clock.advance(HOUR + 1)
        await message.edit(content="d")
    assert lobby.messages[0].content == "d"


async def test_whom_a_message_pings(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Everybody, unless it was said who may be; and an edit without saying so pings as well."""
    role = discord.role("staff")
    text = f"{bea.mention} {role.mention} @everyone"
    everybody = frozenset({str(bea.id), str(role.id), "everyone"})
    nobody = dpy.AllowedMentions.none()
    async with logged_in(discord) as client:
        here = at(client, lobby)
        await here.send(text)
        silent = await here.send(text, allowed_mentions=nobody)
        await silent.edit(content=text + "!", allowed_mentions=nobody)
        careless = await here.send(text, allowed_mentions=nobody)
        await careless.edit(content=text + "!")
        await here.send(text, allowed_mentions=dpy.AllowedMentions(users=True, roles=False, everyone=False))
    pinged = [message.pinged for message in lobby.messages]
    assert pinged == [everybody, frozenset(), everybody, frozenset({str(bea.id)})]


async def test_a_reply_pings_whom_it_answers(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Unless that is switched off; to a message that is gone it is no reply."""
    asked = await bea.says(lobby, "why?")
    async with connected(discord, Echo(answers=False)) as client:
        said = await at(client, lobby).fetch_message(asked.id)
        await said.reply("so")
        await said.reply("so", mention_author=False)
        await bea.deletes(asked)
        assert await refusal(said.reply("too late")) == (400, 50035)
        gone = dpy.MessageReference(message_id=asked.id, channel_id=lobby.id, fail_if_not_exists=False)
        await at(client, lobby).send("anyway", reference=gone)
        await discord.settled()
        answers = [message for message in client.heard if message.reference]
    assert [message.pinged for message in lobby.messages] == [{str(bea.id)}, frozenset(), frozenset()]
    assert [type(message.reference.resolved) for message in answers if message.reference] == [dpy.Message] * 2
    assert lobby.messages[-1].type.name == "DEFAULT"


async def test_files_go_up_and_come_down(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Their addresses need no token and live for a day; told again, a message has new ones."""
    async with connected(discord, Echo(answers=False)) as client:
        files = [dpy.File(BytesIO(b"# A"), "a.md", description="notes"), dpy.File(BytesIO(b"\x00\xff"), "b.bin")]
        sent = await at(client, lobby).send("two files", files=files)
        assert [await one.read() for one in sent.attachments] == [b"# A", b"\x00\xff"]
        asked = await bea.says(lobby, files=[("photo.png", b"PNG", "image/png")])
        await discord.settled()
        [photo] = client.heard[-1].attachments
        assert (photo.filename, photo.size, photo.content_type, await photo.read()) == (
            "photo.png",
            3,
            "image/png",
            b"PNG",
        )
        discord.clock.advance(25 * HOUR)
        with pytest.raises(dpy.NotFound):
            await photo.read()
        [again] = (await at(client, lobby).fetch_message(asked.id)).attachments
        assert await again.read() == b"PNG"
    assert [(one.name, one.description) for one in lobby.messages[0].attachments] == [
        ("a.md", "notes"),
        ("b.bin", None),
    ]


async def test_an_edit_may_take_files_away_and_add_some(discord: StandInDiscord, lobby: Channel) -> None:
    async with logged_in(discord) as client:
        here = at(client, lobby)
        sent = await here.send("files", files=[dpy.File(BytesIO(b"1"), "1"), dpy.File(BytesIO(b"2"), "2")])
        await sent.edit(attachments=[sent.attachments[1], dpy.File(BytesIO(b"3"), "3")])
        await sent.edit(content="the same files")
    assert [one.name for one in lobby.messages[0].attachments] == ["2", "3"]


async def test_a_file_may_be_too_large(discord: StandInDiscord, lobby: Channel) -> None:
    discord.habits.file_size = 10
    async with logged_in(discord) as client:
        too_large = dpy.File(BytesIO(b"x" * 11), "x")
        assert await refusal(at(client, lobby).send(file=too_large)) == (413, 40005)


async def test_history_comes_in_pages(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Of at most 100; forwards, backwards, and around a message."""
    discord.habits.limits = False
    said = [await bea.says(lobby, str(number)) for number in range(250)]
    async with logged_in(discord) as client:
        here = at(client, lobby)
        after = [one.id async for one in here.history(limit=None, after=dpy.Object(said[9].id))]
        before = [one.id async for one in here.history(limit=120, before=dpy.Object(said[200].id))]
        around = [one.id async for one in here.history(limit=5, around=dpy.Object(said[100].id))]
    ids = [message.id for message in said]
    assert after == ids[10:]
    assert before == ids[199:79:-1]
    assert sorted(around) == ids[98:103]
    assert len(discord.calls_of("GET /channels/*/messages")) == 3 + 2 + 1


async def test_edits_and_deletes_are_told(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """A preview and a pin are told as edits are; only an edit says when it was."""
    heard: list[tuple[str, object]] = []
    async with connected(discord, Echo(answers=False)) as client:

        @client.event
        async def on_raw_message_edit(event: dpy.RawMessageUpdateEvent) -> None:
            heard.append((event.message.content, event.message.edited_at is not None))

        @client.event
        async def on_raw_message_delete(event: dpy.RawMessageDeleteEvent) -> None:
            heard.append(("deleted", event.message_id))

        @client.event
        async def on_raw_bulk_message_delete(event: dpy.RawBulkMessageDeleteEvent) -> None:
            heard.append(("deleted", event.message_ids))

        one, two, three = [await bea.says(lobby, text) for text in ("one", "two", "three")]
        discord.preview(one, "https://example.com")
        discord.echo(one)
        await bea.pins(one)
        await bea.edits(two, "two!")
        await bea.deletes(one)
        await bea.deletes(two, three)
        await discord.settled()
    assert heard == [
        *[("one", False)] * 3,
        ("two!", True),
        ("deleted", one.id),
        ("deleted", {two.id, three.id}),
    ]
    assert [message.type.name for message in lobby.messages] == ["PINNED"]


async def test_links_are_looked_at(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Which is told as an update, unless it is switched off, or the link stands in <>."""
    async with connected(discord, Echo(answers=False)) as client:
        await bea.says(lobby, "see https://example.com/a?b=c.")
        await discord.settled()
        assert client.events[-2:] == ["MESSAGE_CREATE", "MESSAGE_UPDATE"]
        await at(client, lobby).send("see https://example.com", suppress_embeds=True)
        await at(client, lobby).send("see <https://example.com>")
        later = await at(client, lobby).send("see")
        await later.edit(content="see https://example.com")
    assert [len(message.embeds) for message in lobby.messages] == [1, 0, 0, 1]


async def test_reactions(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    asked = await bea.says(lobby, "why?")
    await bea.reacts(asked, "👀")
    async with connected(discord, Echo(answers=False)) as client:
        said = await at(client, lobby).fetch_message(asked.id)
        assert [(str(one.emoji), one.count, one.me) for one in said.reactions] == [("👀", 1, False)]
        await said.add_reaction("👀")
        await said.add_reaction("✅")
        await said.remove_reaction("👀", dpy.Object(discord.bot.id))
    assert asked.reactions == {"👀": [bea.id], "✅": [discord.bot.id]}


async def test_typing_is_shown_until_something_is_written(discord: StandInDiscord, lobby: Channel) -> None:
    """Or for ten seconds."""
    async with logged_in(discord) as client:
        here = at(client, lobby)
        await here.typing()
        assert discord.typing(lobby)
        await here.send("written")
        assert not discord.typing(lobby)
        await here.typing()
        discord.clock.advance(11)
        assert not discord.typing(lobby)


async def test_what_is_not_people_talking(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Bots, webhooks, joins: told as messages, and to be known by their type and author."""
    async with connected(discord, Echo(answers=False)) as client:
        await discord.other_bot("deploybot").says(lobby, "deployed")
        await bea.calls_in_webhook(lobby, "posted")
        await bea.joins(lobby)
        await discord.settled()
    told = [(one.type.name, one.author.bot, one.webhook_id is not None) for one in client.heard]
    assert told == [("default", True, False), ("default", True, True), ("new_member", False, False)]


async def test_who_takes_no_direct_messages(discord: StandInDiscord, bea: Person) -> None:
    bea.user.takes_messages = False
    async with logged_in(discord) as client:
        user = await client.fetch_user(bea.id)
        assert await refusal(user.send("psst")) == (403, 50007)
        stranger = await client.fetch_user(discord.stranger("dan").id)
        assert await refusal(stranger.send("psst")) == (403, 50278)
