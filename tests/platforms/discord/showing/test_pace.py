"""How soon and how often an answer is written, over real sockets and by Discord's own limits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord as dpy
import pytest

from bridge.events import Event, Text
from bridge.types import Turn
from platforms.discord.outbound import CHANNELS, Rates
from platforms.showing.reply import Pauses
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, quiet, told
from tests.platforms.house import AT_ONCE, growing
from tests.standins.discord import Channel, Person, Slow, StandInDiscord

QUICK = 40
"""So many times as fast as Discord's."""

PAUSES = Pauses(message=1.2 / QUICK, minute=60 / QUICK, trouble=1.0 / QUICK)

EDIT, POST = "/api/v10/channels/1/messages/2", "/api/v10/channels/1/messages"
EMPTY = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "4.5"}


class Steady(FakeBackend):
    """Says a hundred pieces, a little one after the other."""

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        async def pieces() -> AsyncIterator[Event]:
            for number in range(100):
                yield Text(f"{number} ")
                await asyncio.sleep(0.002)

        yield pieces()


async def test_where_a_bucket_is_empty_nothing_is_begun() -> None:
    """Of the same channel and kind; discord.py would wait with a text that grows old meanwhile."""
    rates = Rates(AT_ONCE)
    one, other = rates.of("1"), rates.of("2")
    rates.learn("PATCH", EDIT, EMPTY)
    assert (one.edits.room, one.posts.room, other.edits.room) == (False, True, True)
    rates.learn("POST", POST, EMPTY)
    assert (one.posts.room, other.posts.room) == (False, True)


async def test_what_else_is_told_changes_nothing() -> None:
    """Room that is left, another route, a channel in which nothing is written."""
    rates = Rates(AT_ONCE)
    pace = rates.of("1")
    rates.learn("PATCH", EDIT, EMPTY | {"X-RateLimit-Remaining": "1"})
    rates.learn("PATCH", EDIT, {})
    rates.learn("POST", "/api/v10/channels/1/typing", EMPTY)
    rates.learn("PATCH", EDIT.replace("/1/", "/9/"), EMPTY)
    assert (pace.edits.room, pace.posts.room) == (True, True)


def test_a_channel_has_one_pace() -> None:
    """Whoever writes there; of very many channels the ones that were written in last are remembered."""
    rates = Rates(AT_ONCE)
    first = rates.of("first")
    for number in range(CHANNELS - 1):
        rates.of(str(number))
    assert rates.of("first") is first
    rates.of("one more")
    assert rates.of("0") is not first


async def test_nothing_is_refused(discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path) -> None:
    """Several threads of a channel at once, by Discord's limits: no 429, and each answer is whole at the end."""
    discord.clock.run(QUICK)
    discord.habits.limits = True
    whole = " ".join(map(str, range(100)))
    async with house(discord, tmp_path, Steady(), pauses=PAUSES) as at:
        asked = [await ana.says(general, f"{number}?") for number in range(4)]
        await discord.until(lambda: [told(one, discord) for one in asked] == [[whole]] * 4)
        await quiet(discord, at)
    assert discord.refused == []


async def test_a_channel_gets_as_many_threads_as_discord_has_room_for(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """At once and one after the other: that its window lasts five minutes keeps nobody waiting."""
    discord.habits.limits = True
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        asked = [await ana.says(general, f"{number}?") for number in range(4)]
        for one in asked:
            await answered(discord, at, one, "Yes.")
        await answered(discord, at, await ana.says(general, "and now?"), "Yes.")
    assert discord.refused == []


async def test_where_a_long_window_is_used_up_nobody_waits_in_a_call(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The answer is shown when the window is over; that is what the bridge waits for, not discord.py."""
    discord.habits.limits = True
    async with house(discord, tmp_path, FakeBackend(Text("Yes."))) as at:
        rest = at.platform.bot.client.rest
        await answered(discord, at, await ana.says(general, "one?"), "Yes.")
        for limit in [one for one in rest._buckets.values() if one.limit == 50]:
            limit.remaining = 0
        calls = len(discord.calls)
        with pytest.raises(dpy.RateLimited):
            await rest.start_thread_with_message(general.id, 1, name="x", auto_archive_duration=60)
        assert discord.calls[calls:] == []


async def test_typing_is_shown_beside_the_question_while_its_thread_is_made(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """That can take long; then in the thread, until there is something to read."""
    slow = Slow()
    discord.fail("POST /channels/*/messages/*/threads", slow)
    steps, [gate] = growing("", "Yes.")
    async with house(discord, tmp_path, FakeBackend(*steps)) as at:
        asked = await ana.says(general, "are you there?")
        await discord.until(lambda: discord.typing(general))
        slow.release()
        await discord.until(lambda: discord.typing(asked.thread))
        gate.set()
        await answered(discord, at, asked, "Yes.")
        assert not discord.typing(asked.thread)
