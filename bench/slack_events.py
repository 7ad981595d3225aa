"""From a signed event to its acknowledgement, while questions come at a steady rate and are written to disk.

Beside slack-bolt alone, with a listener that does nothing, in the same run.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bench.figures import line, quantile
from bridge.events import Event, Text
from bridge.types import Thread, Turn
from platforms.slack.outbound import PAUSES
from tests.fakes import FakeBackend
from tests.platforms.slack.house import house
from tests.standins.bolt import over_http, web_client
from tests.standins.slack import StandInSlack

RATE, EVENTS = 100, 1_000
CHANNELS, PEOPLE = 50, 250


@dataclass(frozen=True, slots=True)
class Root:
    """Where questions are asked."""

    author: str
    channel: str
    ts: str


async def acknowledged() -> None:
    """Answers wait for Slack's limits; accepting a question does not."""
    async with StandInSlack(limits=True) as slack:
        threads = await begun(slack)
        with tempfile.TemporaryDirectory() as folder:
            async with house(slack, Path(folder), Pages(), way="http", pauses=PAUSES) as at:
                ours = await steady(slack, at.platform.ready.result(), threads)
                every = [Thread("slack", slack.team, root.channel, root.ts) for root in threads]
                kept = sum([len(await at.store.history(thread)) for thread in every])
        async with bare(slack) as address:
            theirs = await steady(slack, address, threads)
    line("… of them in the ledger", str(kept), f"of {EVENTS} events", kept / EVENTS, "all")
    for share, goal in ((0.5, ""), (0.99, "≤ 50 ms")):
        mine, alone = quantile(ours, share) * 1000, quantile(theirs, share) * 1000
        what = f"event → acknowledged at {RATE}/s, p{share * 100:.0f}"
        line(what, f"{mine:.1f} ms", f"slack-bolt without a ledger: {alone:.1f} ms", mine / alone, goal)


class Pages(FakeBackend):
    """Answers as a browser does: three at a time, each within a second."""

    def __init__(self) -> None:
        super().__init__(Text("Yes."))
        self._pages = asyncio.Semaphore(3)

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        async with self._pages, super().send(turn) as events:
            await asyncio.sleep(1)
            yield events


async def begun(slack: StandInSlack) -> list[Root]:
    """As many questions as there will be events, of which nobody has heard."""
    people = [slack.user(f"person-{number}") for number in range(PEOPLE)]
    channels = [slack.channel(f"channel-{number}") for number in range(CHANNELS)]
    roots = []
    with slack.unheard():
        for number in range(EVENTS):
            author, channel = people[number % PEOPLE], channels[number % CHANNELS]
            roots.append(Root(author.id, channel.id, await author.says(channel, "a question")))
    return roots


@asynccontextmanager
async def bare(slack: StandInSlack) -> AsyncIterator[str]:
    app = AsyncApp(client=web_client(slack), signing_secret=slack.signing_secret)
    app.event("message")(_nothing)
    async with over_http(slack, app) as address:
        yield address


async def _nothing() -> None:
    """A listener."""


async def steady(slack: StandInSlack, address: str, threads: list[Root]) -> list[float]:
    """Seconds until each of the events is acknowledged."""
    delays: list[float] = []
    verifier = SignatureVerifier(slack.signing_secret)
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:

        async def one(number: int) -> None:
            body = json.dumps(event(slack, threads[number], number))
            at = str(int(time.time()))
            signature = verifier.generate_signature(timestamp=at, body=body) or ""
            headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
            headers["Content-Type"] = "application/json"
            begun = time.perf_counter()
            async with session.post(address, data=body, headers=headers) as sent:
                await sent.read()
            assert sent.status == 200, sent.status
            delays.append(time.perf_counter() - begun)

        begun = time.perf_counter()
        for number in range(EVENTS):
            tasks.create_task(one(number))
            await asyncio.sleep(max(0, begun + (number + 1) / RATE - time.perf_counter()))
    return delays


def event(slack: StandInSlack, root: Root, number: int) -> dict[str, Any]:
    said = {
        "type": "message",
        "channel": root.channel,
        "user": root.author,
        "text": f"question {number}",
        "ts": root.ts,
    }
    return {
        "type": "event_callback",
        "team_id": slack.team,
        "api_app_id": slack.app_id,
        "event_id": f"Ev{number}",
        "event_time": int(time.time()),
        "event": said | {"channel_type": "channel", "event_ts": root.ts},
        "authorizations": [{"team_id": slack.team, "user_id": slack.bot_user, "is_bot": True}],
    }
