"""What was asked in a channel in a week is told there once, alike on Slack and on Discord."""

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.digest.digesting import EVERY, LATE, Digesting
from bridge.digest.weekday import last_due
from bridge.events import Text
from bridge.types import DAYS, Channel, Rules
from tests.contracts.chats.chat import LEDGER, Inside, Talk, answered
from tests.contracts.chats.on_discord import OnDiscord, on_discord
from tests.contracts.chats.on_slack import OnSlack, on_slack
from tests.fakes import FakeBackend, rules_for

WEEK = 7 * 86_400.0
ASKED = "@everyone **Why** <here>? #docker"

NOW = time.time()
TODAY = datetime.fromtimestamp(NOW, UTC)
"""Stand-ins go by the clock: so a digest is due at this very hour."""


@pytest.fixture(params=["slack", "discord"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OnSlack | OnDiscord]:
    """Those with channels in which people talk with one another."""
    if request.param == "slack":
        async with on_slack(tmp_path) as slack:
            yield slack
    else:
        async with on_discord(tmp_path) as discord:
            yield discord


def weekly(_: Channel) -> Rules:
    return replace(rules_for(), digest=DAYS[TODAY.weekday()], digest_hour=TODAY.hour, time_zone="UTC")


def digesting(inside: Inside, talk: Talk, later: float = 0.0) -> Digesting:
    """A process that has just begun."""
    return Digesting(inside.store, {talk.thread.platform: inside.platform}, weekly, lambda: NOW + later)


def asked_last_week(chat: OnSlack | OnDiscord) -> None:
    """All that is in the ledger."""
    before = last_due(NOW, weekly(Channel("", "", ""))) - 60
    with closing(sqlite3.connect(chat.folder / LEDGER)) as database, database:
        database.execute("UPDATE turns SET accepted_at = ?", (before,))


def forget_digests(chat: OnSlack | OnDiscord) -> None:
    """As if we had been killed between the post and the ledger."""
    with closing(sqlite3.connect(chat.folder / LEDGER)) as database, database:
        assert database.execute("DELETE FROM digests").rowcount == 1


async def test_it_is_told_once(chat: OnSlack | OnDiscord) -> None:
    """Over restarts, other processes, and a kill between the post and its record; it calls nobody."""
    backend = FakeBackend(Text("An answer."))
    async with chat.house(backend, weekly) as inside:
        talk = await chat.says(ASKED)
        await answered(chat, inside, talk, "An answer.")
        await answered(chat, inside, await chat.says("And now?", talk), "An answer.", "An answer.")
        asked_last_week(chat)
        for _ in range(2):
            await digesting(inside, talk).look()
        [told] = chat.posted()
        assert "What was asked here" in told
        assert "Questions: 2 · Threads: 1" in told
        assert f"• {ASKED} ×2 #docker" in told
        assert "Tags: #docker ×2" in told
        assert chat.pinged() == []
    forget_digests(chat)
    async with chat.house(backend, weekly) as inside:
        await digesting(inside, talk).look()
        assert chat.posted() == [told]
        assert await inside.store.digested(talk.thread.place) == last_due(NOW, weekly(talk.thread.place))


async def test_a_post_whose_outcome_is_unknown_is_looked_for(chat: OnSlack | OnDiscord) -> None:
    """And one that was refused is tried again, not at once."""
    async with chat.house(FakeBackend(Text("An answer.")), weekly) as inside:
        talk = await chat.says("Why?")
        await answered(chat, inside, talk, "An answer.")
        asked_last_week(chat)
        chat.trouble("lost")
        first = digesting(inside, talk)
        await first.look()
        assert len(chat.posted()) == 1
        assert await inside.store.digested(talk.thread.place) == 0.0
        await first.look()
        assert await inside.store.digested(talk.thread.place) == 0.0
        await digesting(inside, talk, EVERY).look()
        assert await inside.store.digested(talk.thread.place) > 0.0
        assert len(chat.posted()) == 1


async def test_a_week_without_questions_and_one_that_was_missed(chat: OnSlack | OnDiscord) -> None:
    """Nothing is told of it; a day late is not too late, and later is."""
    async with chat.house(FakeBackend(Text("An answer.")), weekly) as inside:
        talk = await chat.says("Why?")
        await answered(chat, inside, talk, "An answer.")
        asked_last_week(chat)
        for later in (WEEK, LATE + 3600.0):
            await digesting(inside, talk, later).look()
        assert chat.posted() == []
        await digesting(inside, talk, LATE - 3600.0).look()
        assert len(chat.posted()) == 1
