"""Discord: how soon a question is kept and typing is shown, how often is written, and when the last word stands.

Against the stand-in of the tests with Discord's limits (buckets per route and channel, 50 calls a second), in real
time: unmodified discord.py, the ledger on disk. The bot and its Discord share this process, so that the figures
hold both sides' work.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import discord as dpy
import pytest

from bench.figures import line, quantile
from bench.steady import CHARACTERS, SECONDS, Steady
from bridge.protocols import Backend
from bridge.types import Question, Turn
from platforms.discord.outbound import PAUSES
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import House, house, quiet, told
from tests.standins.discord import Call, Channel, Message, StandInDiscord
from tests.standins.dpy import Echo, connected, lead

THREADS = 10
RATE, MESSAGES = 50, 500
SIGNS, CHANNELS = 60, 6
EDIT = "PATCH /channels/*/messages/*"


async def main() -> None:
    await accepted()
    await typing()
    await ten_at_once()


async def ten_at_once() -> None:
    """In threads of one channel: each has a pace of its own, and all of them the bot's 50 calls a second."""
    async with StandInDiscord(limits=True) as discord:
        backend = Steady(discord.clock.now)
        general, ana = discord.channel("general"), discord.user("ana")
        async with running(discord, backend) as at:
            asked = [await ana.says(general, f"a long question, {number}") for number in range(THREADS)]
            await discord.until(lambda: len(backend.said) == THREADS, within=3 * SECONDS)
            await discord.until(lambda: all(ends(one, discord) for one in asked), within=SECONDS)
            await quiet(discord, at)
        ends_at = {int(thread.thread): moment for thread, moment in backend.said.items()}
        late = [last_word(one, discord) - ends_at[one.id] for one in asked]
        edits = {one.id: [call.at for call in discord.calls_of(EDIT) if its(call, one)] for one in asked}
        refused, calls = discord.refused, len(discord.calls)
    gap = min(later - sooner for moments in edits.values() for sooner, later in pairwise(moments))
    each = sum(map(len, edits.values())) / THREADS
    what = f"{THREADS} answers of {CHARACTERS} characters over {SECONDS:.0f} s: edits each"
    line(what, f"{each:.1f}", f"one per {PAUSES.message} s", SECONDS / PAUSES.message / each)
    line("shortest time between two edits of a channel", f"{gap:.2f} s", "allowed: 1.2 s", gap / 1.2, "≥ 1.2 s")
    line("calls refused", str(len(refused)), f"of {calls} calls", len(refused) / calls, "0")
    line("last token → final text, slowest", f"{max(late):.2f} s", "pause: 1.2 s", max(late) / 1.2, "≤ 1.5 s")


def its(call: Call, asked: Message) -> bool:
    """A thread has its question's id."""
    return call.params.get("channel") == str(asked.id)


def last_word(asked: Message, discord: StandInDiscord) -> float:
    """When the call came that brought it."""
    writes = [*discord.calls_of(EDIT), *discord.calls_of("POST /channels/*/messages")]
    last = [call.at for call in writes if its(call, asked) and call.body.get("content", "").endswith("The end.")]
    return min(last)


def ends(asked: Message, discord: StandInDiscord) -> bool:
    return any(text.endswith("The end.") for text in told(asked, discord))


async def typing() -> None:
    """From the message to typing in a thread that is made for it, one question after the other."""
    delays = []
    async with StandInDiscord(limits=True) as discord:
        ana = discord.user("ana")
        channels = [discord.channel(f"channel-{number}") for number in range(CHANNELS)]
        async with running(discord, FakeBackend(asyncio.Event())):
            for number in range(SIGNS):
                begun = discord.clock.now()
                asked = await ana.says(channels[number % CHANNELS], f"{number}?")
                await discord.until(lambda: asked.has_thread and discord.typing(asked.thread))  # noqa: B023
                delays.append(discord.clock.now() - begun)
                await discord.clock.sleep(0.1)
    p50, p99 = quantile(delays, 0.5) * 1000, quantile(delays, 0.99) * 1000
    line("question → typing in its thread, p50", f"{p50:.0f} ms", f"p99 {p99:.0f} ms", p99 / p50, "≤ 300 ms")


async def accepted() -> None:
    """From the message to its row on disk, beside discord.py alone."""
    async with StandInDiscord(limits=True) as discord:
        ours, kept = dict[int, float](), 0
        async with running(discord, FakeBackend(asyncio.Event())) as at:
            setattr(at.bridge, "accept", noting(at.bridge.accept, ours, discord.clock.now))  # noqa: B010
            said = await steadily(discord, ours)
            kept = sum([await at.store.turn(turn.id) is not None for turn in await turns(at)])
        mine = [ours[message] - moment for message, moment in said.items()]
    async with StandInDiscord(limits=True) as discord, alone(discord) as theirs:
        said = await steadily(discord, theirs)
        bare = [theirs[message] - moment for message, moment in said.items()]
    line("messages in the ledger", str(kept), f"of {MESSAGES}", kept / MESSAGES, "all")
    for share, goal in ((0.5, ""), (0.99, "≤ 20 ms")):
        one, other = quantile(mine, share) * 1000, quantile(bare, share) * 1000
        beside = f"discord.py without a ledger: {other:.1f} ms"
        line(f"message → accepted at {RATE}/s, p{share * 100:.0f}", f"{one:.1f} ms", beside, one / other, goal)


async def turns(at: House) -> list[Turn]:
    threads = await at.store.unfinished()
    return [turn for thread in threads for turn in await at.store.history(thread)]


def noting(
    accept: Callable[[Question], Awaitable[Turn | None]], seen: dict[int, float], now: Callable[[], float]
) -> Callable[[Question], Awaitable[Turn | None]]:
    async def noted(question: Question) -> Turn | None:
        turn = await accept(question)
        seen[int(question.message)] = now()
        return turn

    return noted


async def steadily(discord: StandInDiscord, seen: dict[int, float]) -> dict[int, float]:
    """So many messages a second, in direct messages, where no thread has to be made; when each was said."""
    people = [discord.user(f"user-{number}") for number in range(50)]
    places: list[Channel] = [discord.dm(one) for one in people]
    said, begun = dict[int, float](), discord.clock.now()
    for number in range(MESSAGES):
        await discord.clock.sleep_until(begun + number / RATE)
        moment = discord.clock.now()
        message = await people[number % len(people)].says(places[number % len(people)], f"{number}?")
        said[message.id] = moment
    while len(seen) < MESSAGES:
        await discord.clock.sleep(0.05)
    return said


class Listening(Echo):
    """A bot that only notes when it has heard a message."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__(answers=False)
        self.seen = dict[int, float]()
        self._now = now

    async def on_message(self, message: dpy.Message) -> None:
        self.seen[message.id] = self._now()


@asynccontextmanager
async def alone(discord: StandInDiscord) -> AsyncIterator[dict[int, float]]:
    """discord.py without anything of ours."""
    with pytest.MonkeyPatch.context() as patch:
        lead(discord, patch)
        async with connected(discord, Listening(discord.clock.now)) as client:
            yield client.seen


@asynccontextmanager
async def running(discord: StandInDiscord, backend: Backend) -> AsyncIterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        async with house(discord, Path(folder), backend, pauses=PAUSES) as at:
            yield at
