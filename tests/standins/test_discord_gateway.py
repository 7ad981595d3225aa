"""The stand-in's gateway and unmodified discord.py: heartbeats, resuming, and all the ways in which a line ends."""

import asyncio

import discord as dpy
import pytest

from tests.standins.discord import Channel, Person, StandInDiscord
from tests.standins.dpy import INTENTS, Echo, at, connected


async def test_what_was_said_while_the_line_was_cut_is_replayed(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    """In its order, and nothing of what was heard before."""
    async with connected(discord, Echo(answers=False)) as client:
        await bea.says(lobby, "one")
        await discord.settled()
        discord.gateway.cut()
        await discord.until(lambda: not discord.gateway.connected)
        await bea.says(lobby, "two")
        await bea.says(lobby, "three")
        await discord.joined()
    assert [message.content for message in client.heard] == ["one", "two", "three"]
    assert client.events[-1] == "RESUMED"
    assert len(discord.gateway.identified) == 1


@pytest.mark.parametrize("how", ["op 7", "op 9, resumable", "closed with 4000", "closed with 4009"])
async def test_a_session_goes_on_after(discord: StandInDiscord, lobby: Channel, bea: Person, how: str) -> None:
    """Discord asks for another connection; it is resumed."""
    async with connected(discord, Echo(answers=False)) as client:
        match how:
            case "op 7":
                discord.gateway.ask_for_reconnect()
            case "op 9, resumable":
                discord.gateway.invalidate(resumable=True)
            case _:
                discord.gateway.close(int(how[-4:]))
        await discord.until(lambda: discord.gateway.resumed)
        await bea.says(lobby, "still there?")
        await discord.joined()
    assert [message.content for message in client.heard] == ["still there?"]
    assert (len(discord.gateway.identified), len(discord.gateway.resumed)) == (1, 1)


async def test_after_op_9_what_was_missed_is_gone(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """It identifies anew, and nothing is replayed."""
    async with connected(discord, Echo(answers=False)) as client:
        discord.gateway.forget()
        await bea.says(lobby, "nobody hears this")
        discord.gateway.cut()
        await discord.until(lambda: len(discord.gateway.identified) == 2)
        await discord.joined()
        await bea.says(lobby, "and this?")
        await discord.settled()
    assert [message.content for message in client.heard] == ["and this?"]
    assert len(discord.gateway.resumed) == 1
    assert "MESSAGE_CREATE" in discord.gateway.lost


async def test_a_session_is_not_kept_for_ever(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Who comes back too late has missed what was said."""
    async with connected(discord, Echo(answers=False)) as client:
        discord.gateway.cut()
        await discord.until(lambda: not discord.gateway.connected)
        await bea.says(lobby, "too long ago")
        discord.clock.advance(discord.habits.session_lives + 1)
        await discord.until(lambda: len(discord.gateway.identified) == 2)
        await discord.joined()
    assert client.heard == []


async def test_what_goes_unheard_is_not_replayed_either(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    async with connected(discord, Echo(answers=False)) as client:
        with discord.unheard():
            await bea.says(lobby, "lost")
        discord.gateway.ask_for_reconnect()
        await discord.until(lambda: discord.gateway.resumed)
        await discord.joined()
    assert client.heard == []
    assert [message.content for message in lobby.messages] == ["lost"]


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        (4004, dpy.ConnectionClosed),
        (4013, dpy.ConnectionClosed),
        (4014, dpy.PrivilegedIntentsRequired),
        (4011, dpy.ConnectionClosed),
    ],
)
async def test_what_ends_a_client_for_good(
    discord: StandInDiscord, code: int, raised: type[dpy.DiscordException]
) -> None:
    discord.gateway.refusing.append(code)
    with pytest.raises(raised):
        async with connected(discord, Echo()):
            pass
    assert discord.gateway.closed == [code]


async def test_a_token_that_was_reset_is_refused_by_the_gateway(discord: StandInDiscord) -> None:
    """4004, also when it resumes."""
    async with dpy.Client(intents=INTENTS) as client:
        await client.login(discord.token)
        discord.app.reset()
        with pytest.raises(dpy.ConnectionClosed) as caught:
            await client.connect()
    assert caught.value.code == 4004


async def test_an_intent_that_is_not_switched_on_is_refused(discord: StandInDiscord) -> None:
    """The privileged ones, that is: 4014."""
    discord.app.message_content = False
    with pytest.raises(dpy.PrivilegedIntentsRequired):
        async with connected(discord, Echo()):
            pass


async def test_without_the_intent_what_people_write_is_empty(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    """But for what mentions the bot, what it wrote itself, and direct messages."""
    discord.app.message_content = False
    intents = dpy.Intents(guilds=True, guild_messages=True, dm_messages=True)
    async with connected(discord, Echo(intents, answers=False)) as client:
        await bea.says(lobby, "secret", files=[("a.txt", b"a", "text/plain")])
        await bea.says(lobby, "hello", mention=True)
        await bea.says(discord.dm(bea), "psst")
        await at(client, lobby).send("mine")
        await discord.settled()
        page = [message.content async for message in at(client, lobby).history(oldest_first=True)]
    told = [(message.content, len(message.attachments)) for message in client.heard]
    assert told == [("", 0), (f"{discord.bot.mention} hello", 0), ("psst", 0), ("mine", 0)]
    assert page == ["", f"{discord.bot.mention} hello", "mine"]


async def test_events_that_were_not_asked_for_do_not_come(
    discord: StandInDiscord, lobby: Channel, bea: Person
) -> None:
    async with connected(discord, Echo(dpy.Intents(guilds=True, dm_messages=True), answers=False)) as client:
        await bea.says(lobby, "not heard")
        asked = await bea.says(discord.dm(bea), "heard")
        await bea.reacts(asked, "👍")
        await bea.types(lobby)
        await discord.settled()
    assert client.events == ["READY", "GUILD_CREATE", "MESSAGE_CREATE"]


async def test_a_malformed_event_ends_the_clients_loop(discord: StandInDiscord) -> None:
    """As it does with discord.py 2.7; whoever runs it has to begin again."""
    async with Echo() as client:
        await client.login(discord.token)
        running = asyncio.create_task(client.connect(reconnect=True))
        await discord.joined()
        discord.gateway.dispatch("GUILD_CREATE", {"id": "what?"})
        with pytest.raises(ValueError, match="invalid literal"):
            await running


async def test_without_acknowledgements_the_client_connects_again(discord: StandInDiscord) -> None:
    """With a code that keeps its session, so it can resume."""
    discord.habits.heartbeat, discord.habits.acks = 0.02, False
    async with connected(discord, Echo(patience=0.1)):
        await discord.until(lambda: discord.gateway.closed)
        discord.habits.acks = True
        await discord.until(lambda: discord.gateway.resumed)
    assert discord.gateway.closed[0] not in (1000, 1001)


async def test_the_same_message_may_come_twice(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    async with connected(discord, Echo(answers=False)) as client:
        asked = await bea.says(lobby, "once")
        discord.redeliver(asked, times=2)
        await discord.settled()
    assert [message.id for message in client.heard] == [asked.id] * 3


async def test_a_client_that_talks_too_much_is_shown_the_door(discord: StandInDiscord) -> None:
    """120 payloads in a minute: 4008, from which one may resume."""
    async with connected(discord, Echo()) as client:
        for _ in range(121):
            await client.ws.socket.send_str('{"op": 1, "d": null}')
        await discord.until(lambda: discord.gateway.closed)
    assert discord.gateway.closed[0] == 4008


@pytest.mark.parametrize(
    ("said", "code"),
    [('{"op": 99}', 4001), ("no JSON", 4002), (f'{{"op": 3, "d": "{"x" * 4_096}"}}', 4002), ('{"op": 8}', 4003)],
)
async def test_what_the_gateway_does_not_understand(discord: StandInDiscord, said: str, code: int) -> None:
    async with discord.raw() as socket:
        await socket.receive()  # hello
        await socket.send_str(said)
        assert (await socket.receive()).data == code


async def test_more_identifies_than_a_day_allows_reset_the_token(discord: StandInDiscord) -> None:
    discord.habits.identifies_a_day = 1
    old = discord.token
    async with connected(discord, Echo()):
        discord.gateway.invalidate()
        await discord.until(lambda: discord.token != old)


async def test_a_server_may_be_out_for_a_while(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """What is said there meanwhile is never told."""
    async with connected(discord, Echo(answers=False)) as client:
        discord.outage(discord.guild)
        await bea.says(lobby, "nobody hears this")
        await discord.settled()
        assert unavailable(client)
        discord.back(discord.guild)
        await bea.says(lobby, "and this?")
        await discord.settled()
        assert not unavailable(client)
    assert [message.content for message in client.heard] == ["and this?"]


def unavailable(client: dpy.Client) -> bool:
    return client.guilds[0].unavailable


async def test_members_come_when_they_are_asked_for(discord: StandInDiscord, bea: Person) -> None:
    """In pieces; who is not asked for does not come."""
    async with connected(discord, Echo(answers=False)) as client:
        found = await client.guilds[0].query_members(user_ids=[bea.id])
    assert [member.name for member in found] == ["bea"]


class Sharded(dpy.AutoShardedClient):
    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Usually five seconds long."""


async def test_each_shard_has_its_servers(discord: StandInDiscord, bea: Person) -> None:
    """Direct messages come to the first; how many there should be is asked at /gateway/bot."""
    discord.habits.shards = 2
    other = discord.another_guild("other")
    while (other.id >> 22) % 2 == (discord.guild.id >> 22) % 2:
        discord.clock.advance(0.001)
        other = discord.another_guild("other")
    heard: list[tuple[str, int]] = []
    async with Sharded(intents=INTENTS) as client:

        @client.event
        async def on_message(message: dpy.Message) -> None:
            heard.append((message.content, message.guild.shard_id if message.guild else 0))

        running = asyncio.create_task(client.start(discord.token))
        await discord.until(lambda: len(discord.gateway.connected) == 2)
        for guild in (discord.guild, other):
            await bea.says(discord.channel("general", guild=guild), guild.name)
        await bea.says(discord.dm(bea), "direct")
        await discord.settled()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    shards = {guild.name: (guild.id >> 22) % 2 for guild in (discord.guild, other)}
    assert dict(heard) == {**shards, "direct": 0}
