"""What was asked while nobody was there to hear it: read from Discord's history, and answered once."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.events import Text
from bridge.protocols import Backend
from bridge.types import Mode
from platforms.showing.reply import Pauses
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import House, house, quiet, thread_of, told
from tests.platforms.house import everywhere
from tests.standins.discord import (
    ApiError,
    Channel,
    Dropped,
    Fault,
    Kind,
    Person,
    ServerError,
    Slow,
    StandInDiscord,
    objects,
)

HOUR = 3600.0
TOO_LATE = (
    "This was asked while Threadbridge was away, more than 24 hours ago, so it was not passed on. "
    "Ask again if you still want to know."
)
HISTORY = "GET /channels/*/messages"


def asked(backend: FakeBackend) -> Sequence[str]:
    return [turn.question.text for turn in backend.asked]


@asynccontextmanager
async def here(
    discord: StandInDiscord,
    folder: Path,
    backend: Backend | None = None,
    *,
    mode: Mode = "every",
    lists: Mapping[str, object] | None = None,
) -> AsyncIterator[House]:
    """Running, with everything heard that was missed before."""
    backend = backend or FakeBackend(Text("Yes."))
    async with house(discord, folder, backend, rules=everywhere(mode), lists=lists) as at:
        await done(discord, at)
        yield at
        await done(discord, at)


async def done(discord: StandInDiscord, at: House) -> None:
    """What was missed is heard, and every turn is at its end."""
    await quiet(discord, at)
    await at.platform.bot.caught_up()
    await quiet(discord, at)


async def test_asked_while_down(discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path) -> None:
    """In channels, a known thread, a forum's old and new post, a direct message: each is answered, and once."""
    news, forum, dm = discord.channel("news", Kind.ANNOUNCEMENT), discord.forum("questions"), discord.dm(ana)
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend, mode="mention"):
        known = await ana.says(general, "before?", mention=True)
        post = await ana.posts(forum, "Old", "in a post?", mention=True)
        await ana.says(dm, "directly, before?")
    with discord.unheard():
        await ana.says(general, "not for us")
        await ana.says(general, "in the channel?", mention=True)
        await ana.says(news, "in the news?", mention=True)
        await ana.says(dm, "directly?")
        await ana.says(known.thread, "in the thread?")
        await ana.says(post, "in the old post?")
        await ana.posts(forum, "New", "in a new post?", mention=True)
    for _ in range(2):
        async with here(discord, tmp_path, backend, mode="mention"):
            pass
    on_the_server = [
        "in the channel?",
        "in the news?",
        "in the thread?",
        "in the old post?",
        "New\n\nin a new post?",
    ]
    missed = ["directly?", *on_the_server]
    assert sorted(asked(backend)[3:]) == sorted(missed)
    assert [text for text in asked(backend) if text in missed[1:]] == missed[1:]  # oldest first on a server

    assert told(known, discord) == told(post, discord) == told(dm, discord) == ["Yes.", "Yes."]


async def test_nothing_new_costs_nothing(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Only channels and threads are read in which something was said since."""
    other = discord.channel("other")
    async with here(discord, tmp_path):
        await ana.says(general, "one?")
        await ana.says(other, "two?")
    with discord.unheard():
        await ana.says(other, "three?")
    discord.calls.clear()
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        await at.platform.bot.caught_up()
        read = [call.path for call in discord.calls_of(HISTORY)]
        assert read == [f"/channels/{other.id}/messages"]


async def test_who_was_never_there_has_missed_nothing(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was said before the first start is not read; what is said after it is."""
    backend = FakeBackend(Text("Yes."))
    with discord.unheard():
        await ana.says(general, "long before?")
    discord.clock.advance(1)
    async with here(discord, tmp_path, backend):
        pass
    with discord.unheard():
        discord.clock.advance(1)
        await ana.says(general, "after?")
    async with here(discord, tmp_path, backend):
        pass
    assert asked(backend) == ["after?"]


async def test_a_server_that_we_came_to_meanwhile_has_its_own_beginning(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was said there before we came is none of ours; what is missed later is."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend):
        with discord.unheard():
            other = discord.another_guild("other")
            hall, ben = discord.channel("hall", guild=other), discord.user("ben", guild=other)
            await ben.says(hall, "before you came?")
        discord.clock.advance(1)
    async with here(discord, tmp_path, backend):
        pass
    with discord.unheard():
        discord.clock.advance(1)
        await ben.says(hall, "and now?")
        await ana.says(general, "here, too?")
    async with here(discord, tmp_path, backend):
        pass
    assert sorted(asked(backend)) == ["and now?", "here, too?"]


async def test_a_mention_in_an_old_thread_that_was_not_ours(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was said in it before we were asked stays theirs, also a run later."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend, mode="mention"):
        theirs = await ana.opens_thread(await ana.says(general, "lunch?"), "lunch")
    with discord.unheard():
        await ana.says(theirs, "pizza")
        await ana.says(theirs, "what is in a pizza?", mention=True)
        await ana.says(theirs, "and in a calzone?")
    for _ in range(2):
        async with here(discord, tmp_path, backend, mode="mention") as at:
            at.platform.bot.client.gaps.unread(0)
    assert asked(backend) == ["what is in a pizza?", "and in a calzone?"]


@pytest.mark.parametrize("hours", [0.0, 2.0])
async def test_threads_that_went_to_the_archive_meanwhile(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, hours: float
) -> None:
    """One that we know, whenever that was; one that we don't, if it had the time to go by itself."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend, mode="mention"):
        known = await ana.says(general, "one?", mention=True)
        theirs = await ana.opens_thread(await ana.says(general, "lunch?"), "lunch")
    with discord.unheard():
        discord.clock.advance(1)
        await ana.says(known.thread, "two?")
        await ana.says(theirs, "what is in a pizza?", mention=True)
        await ana.archives(known.thread)
        await ana.archives(theirs)
        discord.clock.advance(hours * HOUR)
    async with here(discord, tmp_path, backend, mode="mention"):
        pass
    assert asked(backend) == ["one?", "two?", *(["what is in a pizza?"] if hours else [])]
    assert told(known, discord) == ["Yes.", "Yes."]


async def test_oldest_first_over_all_channels(discord: StandInDiscord, ana: Person, tmp_path: Path) -> None:
    """300 messages in two channels, over several pages; a bot's, a join and commands are none for us."""
    channels = [discord.channel(f"channel-{number}") for number in range(2)]
    bot, backend = discord.other_bot("deploybot"), FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend, mode="mention"):
        pass
    with discord.unheard():
        for number in range(300):
            await ana.says(channels[number % 2], f"question {number}?", mention=number % 25 == 0)
        await bot.says(channels[0], "deployed", mention=True)
        await discord.user("ben").joins(channels[1])
        discord.clock.advance(61)
        await ana.says(channels[1], "!status", mention=True)
        discord.clock.advance(61)
    async with here(discord, tmp_path, backend, mode="mention"):
        pass
    in_order = [turn.question.text for turn in sorted(backend.asked, key=lambda turn: turn.id)]
    assert in_order == [f"question {number}?" for number in range(0, 300, 25)]


async def test_too_old(discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path) -> None:
    """Older than a day: said in its place, once, however often we start; older by another week: nothing is said."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend, mode="mention"):
        pass
    with discord.unheard():
        ancient = await ana.says(general, "ancient?", mention=True)
        discord.clock.advance(7 * 24 * HOUR)
        old = await ana.says(general, "old?", mention=True)
        theirs = await ana.says(general, "old and not for us")
        discord.clock.advance(25 * HOUR)
        fresh = await ana.says(general, "fresh?", mention=True)
    for _ in range(3):
        async with here(discord, tmp_path, backend, mode="mention") as at:
            [turn] = await at.store.history(thread_of(old))
    assert told(old, discord) == [TOO_LATE]
    assert turn.reason == TOO_LATE
    assert told(fresh, discord) == ["Yes."]
    assert not ancient.has_thread
    assert not theirs.has_thread
    assert asked(backend) == ["fresh?"]


async def test_switched_off(discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path) -> None:
    """With 0 hours nothing is made up for, nor is it when it is switched on again."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend):
        pass
    with discord.unheard():
        discord.clock.advance(1)
        await ana.says(general, "missed?")
        discord.clock.advance(1)
    async with here(discord, tmp_path, backend, lists={"catch_up": 0}):
        pass
    async with here(discord, tmp_path, backend):
        pass
    assert asked(backend) == []


async def test_edited_and_deleted_while_down(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The question is its last text; what was deleted was never asked."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend):
        pass
    with discord.unheard():
        edited = await ana.says(general, "what is teh time?")
        await ana.edits(edited, "what is the time?")
        await ana.deletes(await ana.says(general, "never mind?"))
    async with here(discord, tmp_path, backend):
        pass
    assert asked(backend) == ["what is the time?"]


async def test_a_session_that_discord_has_forgotten(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What is said between that one and the next is heard, besides what comes live; a resume reads nothing."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend) as at:
        discord.gateway.cut()
        await discord.until(lambda: discord.gateway.resumed and discord.gateway.connected)
        assert discord.calls_of(HISTORY) == []
        discord.gateway.forget()
        await ana.says(general, "in the gap?")
        discord.gateway.cut()
        await discord.until(lambda: len(discord.gateway.identified) == 2 and discord.gateway.connected)
        await discord.settled()
        await ana.says(general, "live?")
        await discord.until(lambda: len(backend.asked) == 2)
        await done(discord, at)
    assert sorted(asked(backend)) == ["in the gap?", "live?"]


async def test_only_the_servers_of_a_lost_session_are_read_again(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Each shard has a session of its own, and its own servers."""
    other = discord.another_guild("other")
    while (other.id ^ discord.guild.id) >> 22 & 1 == 0:
        discord.clock.advance(0.001)
        other = discord.another_guild("yet another")
    discord.habits.shards, backend = 2, FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend) as at:
        await discord.until(lambda: len(discord.gateway.connected) == 2)
        await done(discord, at)
        discord.calls.clear()
        lost = next(one for one in discord.gateway.connected if one.serves(discord.guild))
        discord.gateway.sessions.remove(lost)
        await ana.says(general, "in the gap?")
        assert lost.line is not None
        lost.line.cut()
        await discord.until(lambda: backend.asked)
        await done(discord, at)
    assert asked(backend) == ["in the gap?"]
    assert len(discord.calls_of(f"GET /guilds/{discord.guild.id}/channels")) == 1
    assert discord.calls_of(f"GET /guilds/{other.id}/channels") == []


async def test_a_server_that_could_not_be_read_from_its_event(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It is read by calls, and what is said there is heard."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend) as at:
        with discord.unheard():
            await ana.says(general, "missed?")
        discord.gateway.dispatch("GUILD_CREATE", {"id": str(discord.guild.id), "roles": 7})
        await discord.until(lambda: backend.asked)
        await done(discord, at)
        await ana.says(general, "live?")
        await discord.until(lambda: len(backend.asked) == 2)
    assert asked(backend) == ["missed?", "live?"]


async def test_a_server_that_discord_py_does_not_know(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """As after an event of it that nobody could read: what is said there is heard, and is known to be of there."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend) as at:
        guild = at.platform.bot.client.get_guild(discord.guild.id)
        assert guild is not None
        at.platform.bot.client.memory._remove_guild(guild)
        asked_there = await ana.says(general, "live?")
        await discord.until(lambda: told(asked_there, discord) == ["Yes."])
        await quiet(discord, at)
    async with here(discord, tmp_path, backend) as at:
        cursors = await at.store.cursors("discord", str(discord.guild.id))
        assert int(cursors[str(general.id)]) >= asked_there.id
        assert str(general.id) not in await at.store.cursors("discord", "")
    assert asked(backend) == ["live?"]


async def test_a_message_in_a_thread_that_could_not_be_read_from_its_event(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What discord.py knows of the thread's last message is older than it."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend):
        known = await ana.says(general, "before?")
    async with here(discord, tmp_path, backend) as at:
        with discord.unheard():
            missed = await ana.says(known.thread, "missed?")
        where = {"channel_id": str(known.id), "guild_id": str(discord.guild.id)}
        discord.gateway.dispatch("MESSAGE_CREATE", {"id": str(missed.id), **where})
        await done(discord, at)
    assert asked(backend) == ["before?", "missed?"]


async def test_a_reply_to_us_that_is_read_without_its_trimmings(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Whom it answers is none of them: it says that we are meant."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend, mode="mention") as at:
        await ana.says(general, "!help", mention=True)
        await discord.until(lambda: general.by(discord.bot))
        with discord.unheard():
            reply = await ana.says(general, "why?", answers=general.by(discord.bot)[0])
        discord.gateway.dispatch("MESSAGE_CREATE", objects.told(reply, discord.world) | {"embeds": 7})
        await done(discord, at)
        read = discord.calls_of(HISTORY)
    assert [text.partition("\n")[0] for text in asked(backend)] == ["why?"]
    assert read == []


async def test_killed_in_the_middle_of_catching_up(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """While a channel is being read a live message comes in, and then everything ends: nothing is left out."""
    other, backend = discord.channel("other"), FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend):
        pass
    with discord.unheard():
        await ana.says(general, "one?")
        await ana.says(other, "two?")
    discord.fail(f"GET /channels/{general.id}/messages", slow := Slow())
    async with house(discord, tmp_path, backend) as at:
        await ana.says(general, "live?")
        await discord.until(lambda: len(backend.asked) == 1)
        await at.bridge.idle()
    slow.release()
    async with here(discord, tmp_path, backend):
        pass
    assert asked(backend) == ["live?", "one?", "two?"]


async def test_killed_in_the_middle_of_catching_up_after_an_outage_of_a_server(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The session went on meanwhile, and what is said live does not hide what is yet to be read."""
    backend = FakeBackend(Text("Yes."))
    async with house(discord, tmp_path, backend) as at:
        await done(discord, at)
        discord.outage(discord.guild)
        await ana.says(general, "one?")
        discord.fail(f"GET /channels/{general.id}/messages", slow := Slow())
        discord.back(discord.guild)
        await discord.until(lambda: discord.calls_of(HISTORY))
        await ana.says(general, "live?")
        await discord.until(lambda: len(backend.asked) == 1)
        await at.bridge.idle()
    slow.release()
    async with here(discord, tmp_path, backend):
        pass
    assert asked(backend) == ["live?", "one?"]


@pytest.mark.parametrize("fault", [ServerError(503), Dropped(), ApiError(0, status=400)])
async def test_trouble_with_reading_passes(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, fault: Fault
) -> None:
    """It is read when that is over, or when we come again."""
    backend = FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend):
        pass
    with discord.unheard():
        await ana.says(general, "one?")
    discord.fail("GET /guilds/*/channels", fault, times=3)
    discord.fail(HISTORY, fault, times=2)
    for _ in range(6):
        async with here(discord, tmp_path, backend):
            pass
    assert asked(backend) == ["one?"]


async def test_roles_are_looked_up_for_what_was_missed(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """History does not tell them, and who may ask may be a question of roles."""
    role = discord.role("askers")
    ben, backend = discord.user("ben", role), FakeBackend(Text("Yes."))
    lists = {"allowed_people": (str(role.id),)}
    async with here(discord, tmp_path, backend, lists=lists):
        pass
    with discord.unheard():
        await ana.says(general, "may I?")
        await ben.says(general, "and I?")
    async with here(discord, tmp_path, backend, lists=lists):
        pass
    assert asked(backend) == ["and I?"]


async def test_a_channel_whose_history_is_closed_to_us(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The others are read; and it is itself once we have leave."""
    closed, backend = discord.channel("closed"), FakeBackend(Text("Yes."))
    async with here(discord, tmp_path, backend):
        pass
    discord.deny(closed, "read_message_history")
    with discord.unheard():
        await ana.says(closed, "behind the door?")
        await ana.says(general, "openly?")
    async with here(discord, tmp_path, backend):
        pass
    assert asked(backend) == ["openly?"]


async def test_what_was_found_is_said(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In one line of the log for a server."""
    async with here(discord, tmp_path):
        pass
    with discord.unheard():
        for text in ("!status", "one?", "two?"):
            discord.clock.advance(61)
            await ana.says(general, text)
    with caplog.at_level(logging.INFO, "platforms.receiving.catchup"):
        async with here(discord, tmp_path):
            pass
    lines = [record.getMessage() for record in caplog.records if record.name == "platforms.receiving.catchup"]
    assert "caught up in 1 channels: 3 messages, 2 asked, 0 too old, 1 nothing new for us" in lines


async def test_discords_rates_are_kept_while_answers_are_written(tmp_path: Path) -> None:
    """Twenty channels under real limits, on a quick clock; what is asked live meanwhile does not wait for them."""
    speed = 40
    pauses = Pauses(message=1.2 / speed, minute=60 / speed, trouble=1 / speed)
    async with StandInDiscord(speed=speed) as discord:
        channels, ana = [discord.channel(f"channel-{number}") for number in range(20)], discord.user("ana")
        backend = FakeBackend(Text("Yes."))
        async with house(discord, tmp_path, backend, pauses=pauses) as at:
            await done(discord, at)
        with discord.unheard():
            for channel in channels:
                await ana.says(channel, "missed?")
        discord.fail(HISTORY, slow := Slow())
        async with house(discord, tmp_path, backend, pauses=pauses) as at:
            await discord.until(lambda: discord.calls_of(HISTORY))
            live = await ana.says(channels[0], "live?")
            await discord.until(lambda: told(live, discord) == ["Yes."])
            assert len(backend.asked) == 1
            slow.release()
            await done(discord, at)
    assert len(backend.asked) == 21
    assert discord.refused == []
