"""Over real sockets, many questions at once and something wrong every now and then: each is answered once."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.events import Event, Text
from bridge.types import Turn
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import house, quiet, told
from tests.standins.discord import (
    Channel,
    Dropped,
    Fault,
    Message,
    Person,
    RateLimited,
    ServerError,
    StandInDiscord,
)

QUESTIONS = 12
FAULTS: list[Fault] = [
    RateLimited(0.001),
    RateLimited(0.001, scope="global"),
    RateLimited(0.001, scope="shared"),
    ServerError(503),
    Dropped(written=False),
    Dropped(),
]
CALLS = [
    "POST /channels/*/messages/*/threads",
    "POST /channels/*/messages",
    "PATCH /channels/*/messages/*",
    "GET /channels/*/messages",
    "POST /channels/*/typing",
]


class Talkative(FakeBackend):
    """Answers in pieces, of which there are more or fewer, each with the question's words in it."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.asked.append(turn)
        yield self._pieces(turn.question.text)

    async def _pieces(self, asked: str) -> AsyncIterator[Event]:
        for piece in pieces(asked):
            for _ in range(self._chance.randrange(40)):
                await asyncio.sleep(0)
            yield Text(piece)


def pieces(asked: str) -> list[str]:
    """Up to some thousand characters: an answer of up to four messages."""
    count = sum(map(ord, asked)) % 60
    return [f"{asked} {number}, said at some length so that there are parts of it. " for number in range(count + 1)]


@pytest.mark.parametrize("seed", range(3))
async def test_every_question_is_answered_once(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, seed: int
) -> None:
    """Whatever calls fail, and however often the line breaks that brings the questions."""
    chance = random.Random(seed)
    backend = Talkative(chance)
    async with house(discord, tmp_path, backend) as at:
        asked: list[Message] = []
        for number in range(QUESTIONS):
            for _ in range(chance.randrange(3)):
                discord.fail(chance.choice(CALLS), chance.choice(FAULTS))
            if chance.random() < 0.3:
                breaks(discord, chance)
            asked.append(await ana.says(general, f"question {number}"))
            discord.redeliver(asked[-1], times=chance.randrange(2))
            for _ in range(chance.randrange(20)):
                await asyncio.sleep(0)
        await discord.joined()
        for message in asked:
            await discord.until(lambda message=message: words(message, discord) == words_of(message))  # type: ignore[misc]
        await quiet(discord, at)
    assert [words(message, discord) for message in asked] == [words_of(message) for message in asked]
    assert len(backend.asked) == QUESTIONS


@pytest.mark.parametrize("seed", range(3))
async def test_every_question_is_answered_once_by_whoever_comes_next(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path, seed: int
) -> None:
    """We go and come back, in mid-answer and before a question was even heard; some are asked while we are away.

    But for the first moments of all, in which nobody knows yet from when on we are asked.
    """
    chance = random.Random(seed)
    asked: list[Message] = []
    async with house(discord, tmp_path, Talkative(chance)) as at:
        while not await at.store.cursors("discord", str(discord.guild.id)):
            await asyncio.sleep(0)
    for life in range(4):
        async with house(discord, tmp_path, Talkative(chance)) as at:
            for _ in range(0 if life == 3 else chance.randrange(4)):
                if chance.random() < 0.5:
                    discord.fail(chance.choice(CALLS), chance.choice(FAULTS))
                asked.append(await ana.says(general, f"question {len(asked)}"))
                for _ in range(chance.randrange(100)):
                    await asyncio.sleep(0)
            if life == 3:
                for message in asked:
                    await discord.until(lambda message=message: words(message, discord) == words_of(message))  # type: ignore[misc]
                await quiet(discord, at)
        for _ in range(0 if life == 3 else chance.randrange(3)):
            asked.append(await ana.says(general, f"question {len(asked)}"))
    assert [words(message, discord) for message in asked] == [words_of(message) for message in asked]


def breaks(discord: StandInDiscord, chance: random.Random) -> None:
    """The line, in one of the ways after which nothing is missed, or in one after which something may be."""
    line = discord.gateway
    if chance.random() < 0.3:
        line.forget()
        line.cut()
    else:
        chance.choice([line.cut, line.ask_for_reconnect, line.close, line.invalidate])()


def words(asked: Message, discord: StandInDiscord) -> list[str]:
    return [word for text in told(asked, discord) for word in text.split()]


def words_of(asked: Message) -> list[str]:
    return "".join(pieces(asked.content)).split()
