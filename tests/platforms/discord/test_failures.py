"""What Discord refuses: nothing is lost or hammered, and the one who can mend it hears of it once, privately."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from bridge.errors import ShutOut, Undeliverable
from bridge.events import Text
from bridge.types import Thread
from platforms.discord.barred import MINUTE, Barred
from platforms.discord.connection.client import Client
from platforms.discord.setup.permissions import IN_THREADS
from platforms.discord.web import Web
from platforms.showing.reply import Pauses
from platforms.trouble import NotNow
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import House, answered, house, quiet, settings, thread_of, told
from tests.platforms.house import growing
from tests.standins.discord import ApiError, Channel, Person, RateLimited, StandInDiscord

SOON = Pauses(message=0, minute=0, trouble=0, looking=0.02)
"""Looks again at once whether Discord lets us in."""


@pytest.fixture
def owner(discord: StandInDiscord) -> Person:
    """Who is told what an owner has to mend."""
    return discord.user("owner")


def to(discord: StandInDiscord, person: Person) -> Sequence[str]:
    """What we have said to somebody in direct messages."""
    return [message.content for message in discord.dm(person).by(discord.bot)]


def hears(discord: StandInDiscord, person: Person, times: int) -> bool:
    return len(to(discord, person)) == times


def shut(at: House) -> asyncio.Event:
    """Set when the door is shut."""
    event, door = asyncio.Event(), at.platform.bot.client.door
    told = door.changed

    def changed(why: ShutOut | None) -> None:
        told(why)
        event.set()

    door.changed = changed
    return event


async def all_told(discord: StandInDiscord, at: House) -> None:
    await quiet(discord, at)
    await at.bridge.owner.reached()


async def test_a_token_that_is_refused_while_we_run(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Nothing more is called but a look, nothing fails; when Discord takes it again all goes on."""
    steps, [gate] = growing("The beginning ", "and the end.")
    async with house(discord, tmp_path, FakeBackend(*steps), pauses=SOON) as at:
        asked = await ana.says(general, "one?")
        await discord.until(lambda: told(asked, discord) == ["The beginning"])
        token = discord.token
        discord.app.reset()
        gate.set()
        await discord.until(lambda: len([one for one in discord.refused if one.fits("GET /users/@me")]) >= 3)
        others = [one for one in discord.refused if not one.fits("GET /users/@me")]
        [turn] = await at.store.history(thread_of(asked))
        assert turn.reason == ""
        discord.app.token = token
        await answered(discord, at, asked, "The beginning and the end.")
    assert len(others) < 5, "what was under way, and not a call more"


async def test_the_gateway_refuses_the_token_while_we_run(
    discord: StandInDiscord, general: Channel, ana: Person, owner: Person, tmp_path: Path
) -> None:
    """It is connected again when the token is taken again, and the owner hears of both ends once."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes.")), pauses=SOON, owners=(str(owner.id),)) as at:
        token = discord.token
        discord.app.reset()
        discord.gateway.close(4004)
        await discord.until(lambda: len(discord.refused) >= 2)
        discord.app.token = token
        await discord.joined()
        asked = await ana.says(general, "are you back?")
        await answered(discord, at, asked, "Yes.")
        await all_told(discord, at)
    assert to(discord, owner)[-1] == "\\[discord] works again. Waiting answers are shown now."


async def test_an_intent_that_is_switched_off_while_we_run(
    discord: StandInDiscord, general: Channel, ana: Person, owner: Person, tmp_path: Path
) -> None:
    """Told once; it goes on when it is switched on again."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes.")), pauses=SOON, owners=(str(owner.id),)) as at:
        discord.app.message_content = False
        discord.gateway.close(4014)
        await discord.until(lambda: len(discord.calls_of("GET /oauth2/applications/@me")) >= 3)
        discord.app.message_content = True
        await discord.joined()
        asked = await ana.says(general, "can you read again?")
        await answered(discord, at, asked, "Yes.")


async def test_a_ban_is_waited_for(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Cloudflare's 429 shuts the door for as long as it says: an hour, in which nothing is called."""
    async with house(discord, tmp_path, FakeBackend(Text("Yes.")), pauses=SOON) as at:
        discord.fail("POST /channels/*/messages", RateLimited(via=False))
        closed = shut(at)
        await ana.says(general, "one?")
        await closed.wait()
        calls = len(discord.calls)
        await ana.says(general, "two?")
        await discord.settled()
        assert len(discord.calls) == calls
        assert "this computer's address" in str(at.platform.bot.client.door.why)


async def test_what_is_said_while_we_are_shut_out_is_heard_later(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """In a thread that we would have to ask Discord about, too."""
    thread = await ana.opens_thread(general, "an old one")
    async with house(discord, tmp_path, FakeBackend(Text("Yes.")), pauses=SOON) as at:
        closed = shut(at)
        for guild in at.platform.bot.client.guilds:
            guild._threads.clear()  # as after a THREAD_CREATE that was lost
        discord.fail("GET /channels/*", ApiError(50014, 401))
        await ana.says(thread, "still there?")
        await closed.wait()
        await answered(discord, at, thread, "Yes.")


async def test_a_ban_at_the_start_is_no_mistake_in_the_configuration(discord: StandInDiscord) -> None:
    """It is waited for, too, as long as Cloudflare says."""
    discord.fail("GET /users/@me", RateLimited(via=False))
    client = Client(settings(discord), lambda told: None, lambda interaction: None)
    try:
        with pytest.raises(NotNow, match="this computer's address") as caught:
            await Web(client).log_in(discord.token)
        assert caught.value.seconds == 3600
        await Web(client).log_in(discord.token)
    finally:
        await client.close()
        await client.door.close()


async def test_too_many_refusals_are_no_ban_yet(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Long before Discord's proxy shuts us out we pause by ourselves; nothing is said yet, so typing is shown."""
    async with house(discord, tmp_path, FakeBackend(asyncio.Event()), pauses=SOON) as at:
        at.platform.bot.client.rest.refused._most = 3
        discord.fail("POST /channels/*/messages/*/threads", ApiError(50013, 403), times=3)
        closed = shut(at)
        for number in range(3):
            await ana.says(general, f"question {number}?")
        await closed.wait()
    assert "Discord has refused 3 calls within ten minutes" in str(at.platform.bot.client.door.why)


@pytest.mark.parametrize(
    ("permission", "shown"),
    [
        ("create_public_threads", "Create Public Threads"),
        ("send_messages_in_threads", "Send Messages in Threads"),
    ],
)
async def test_a_permission_that_is_missing(
    discord: StandInDiscord,
    general: Channel,
    ana: Person,
    owner: Person,
    tmp_path: Path,
    permission: str,
    shown: str,
) -> None:
    """Its asker hears which, each time; the owner once, and again when something else was granted."""
    discord.revoke(permission)
    where = "Grant it under Server Settings, Roles, threadbridge."
    owners = (str(owner.id),)
    for times in (1, 2):
        async with house(discord, tmp_path, FakeBackend(Text("An answer.")), owners=owners) as at:
            asked = await ana.says(general, "a question that is " + "long " * 40)
            await discord.until(partial(hears, discord, ana, times))
            await all_told(discord, at)
            [turn] = await at.store.history(thread_of(asked))
    first, second = to(discord, ana)
    assert first == second
    assert first.startswith("What there is to say to your question “a question that is long long")
    assert f'can\'t be shown in #general. The bot lacks the permission "{shown}". {where}' in first
    assert turn.answer == "An answer."
    [said] = to(discord, owner)
    assert said.startswith("\\[discord] What the bot did in #general (home) is not allowed. The bot lacks")
    assert f'"{shown}". {where}' in said


async def test_a_channel_that_takes_a_permission_away(
    discord: StandInDiscord, general: Channel, ana: Person, owner: Person, tmp_path: Path
) -> None:
    """Where to allow it is another place, and both are told so; what else is missing there is the owner's alone."""
    discord.deny(general, "create_public_threads", "read_message_history")
    async with house(discord, tmp_path, FakeBackend(Text("Yes.")), owners=(str(owner.id),)) as at:
        await ana.says(general, "one?")
        await discord.until(partial(hears, discord, ana, 1))
        await all_told(discord, at)
    cure = "there. Allow it in the settings of #general, Permissions, for the role threadbridge."
    assert f'"Create Public Threads" {cure}' in to(discord, ana)[0]
    told = sorted(to(discord, owner))
    assert [cure in said for said in told] == [True, True]
    assert "Read Message History" in told[1]


async def test_where_we_are_refused_we_do_not_hammer(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """However many ask: each hears why, and Discord is not asked again; what is granted then counts at once."""
    discord.revoke("create_public_threads")
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await ana.says(general, "the first?")
        await discord.until(partial(hears, discord, ana, 1))
        refused = len(discord.refused)
        for number in range(3):
            asked = await ana.says(general, f"question {number}?")
            await discord.until(partial(hears, discord, ana, 2 + number))
        await quiet(discord, at)
        assert len(discord.refused) == refused
        [turn] = await at.store.history(thread_of(asked))
        assert turn.answer == "Yes."
        discord.grant("create_public_threads")
        await discord.settled()
        asked = await ana.says(general, "and now?")
        await answered(discord, at, asked, "Yes.")


async def test_what_we_know_of_permissions_may_be_wrong(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """After a minute Discord is asked once more."""
    now = 0.0
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        barred = Barred(at.platform.bot.client, lambda: now)
        place = Thread("discord", str(discord.guild.id), str(general.id), "1")
        why = Undeliverable(what="no")
        why.code, why.needs = "50013", IN_THREADS
        barred.note(place, why)
        barred.hold_back(place)  # for as far as we know it is granted
        discord.revoke(IN_THREADS)
        await discord.settled()
        barred.note(place, why)
        with pytest.raises(Undeliverable, match="no"):
            barred.hold_back(place)
        now = MINUTE
        barred.hold_back(place)
        barred.hold_back(place)


async def test_a_missing_permission_is_told_again_when_others_were_granted(
    discord: StandInDiscord, general: Channel, ana: Person, owner: Person, tmp_path: Path
) -> None:
    """Somebody has tried to mend it, and not with this one."""
    discord.revoke("send_messages_in_threads")
    async with house(discord, tmp_path, FakeBackend(Text("Yes.")), owners=(str(owner.id),)) as at:
        for times, granted in ((1, "pin_messages"), (2, "manage_messages")):
            for number in range(2):
                await ana.says(general, "one?")
                await discord.until(partial(hears, discord, ana, 2 * times - 1 + number))
            await all_told(discord, at)
            assert len(to(discord, owner)) == times
            discord.grant(granted)
            await discord.settled()


async def test_where_the_asker_can_not_be_told_either(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Then it stays with the log and the ledger, and the next question is answered."""
    discord.fail("POST /channels/*/messages", ApiError(200000), times=1)
    discord.fail("POST /users/@me/channels", ApiError(50007, 403))
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await ana.says(general, "one?")
        await quiet(discord, at)
        asked = await ana.says(general, "two?")
        await answered(discord, at, asked, "Yes.")


async def test_a_server_that_takes_the_bot_in(discord: StandInDiscord, owner: Person, tmp_path: Path) -> None:
    """The owners hear of it, for whoever asks there asks with their account."""
    async with house(discord, tmp_path, FakeBackend(), owners=(str(owner.id),)) as at:
        client = at.platform.bot.client  # which takes all servers of its first seconds for those where it was
        client.dispatch("guild_join", client.get_guild(discord.guild.id))
        await discord.until(partial(hears, discord, owner, 1))
        await all_told(discord, at)
    [said] = to(discord, owner)
    assert said.startswith(f"The bot was taken into the Discord server home ({discord.guild.id});")


async def test_owners_are_led_nowhere_by_the_name_of_a_server(
    discord: StandInDiscord, owner: Person, tmp_path: Path
) -> None:
    """Whoever takes the bot in has called it so; and what is long comes in pieces."""
    async with house(discord, tmp_path, FakeBackend(), owners=(str(owner.id),)) as at:
        at.bridge.owner.taken_in("[Sign in again](https://evil.example)", "1")
        await at.bridge.owner.reached()
        at.bridge.owner.taken_in("x" * 3_000, "2")
        await at.bridge.owner.reached()
    first, *rest = to(discord, owner)
    assert "server \\[Sign in again](<https://evil.example>)" in first
    assert len(rest) == 2


async def test_all_owners_are_told_though_one_can_not(
    discord: StandInDiscord, owner: Person, tmp_path: Path
) -> None:
    """One of them shares no server with the bot any more, and one is written by name."""
    gone = discord.stranger("gone")
    async with house(discord, tmp_path, FakeBackend(), owners=("kim", str(gone.id), str(owner.id))) as at:
        at.bridge.owner.tell("Something is to do.")
        await at.bridge.owner.reached()
    assert to(discord, owner) == ["Something is to do."]
