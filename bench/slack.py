"""Slack: calls for one answer, refusals, how quick a sign, the last word and an acknowledgement are.

Against the stand-in of the tests with Slack's real limits, in real time: slack-bolt and slack-sdk unmodified, the
ledger on disk. The app and its Slack share this process, so that the figures hold both sides' work.
"""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.figures import line, quantile
from bench.slack_events import acknowledged
from bench.steady import CHARACTERS, PIECE, SECONDS, TEXT, Steady
from platforms.slack.outbound import PAUSES
from tests.platforms.slack.house import House, house, quiet, read
from tests.standins.slack import Call, Channel, Person, StandInSlack

SIGNS = 60
BESIDES = ("auth.test", "apps.connections.open", "users.conversations", "conversations.history")
"""Calls that have nothing to do with an answer."""


async def main() -> None:
    for streaming in (True, False):
        await one_answer(streaming)
    await signs()
    await acknowledged()


async def one_answer(streaming: bool) -> None:
    """Alone, after a first short answer from which the app has learnt whether there are streams."""
    way, most = ("streamed", 25) if streaming else ("edited", 22)
    async with running(streaming) as (slack, at, general, ana, backend):
        await ana.says(general, "warm?")
        await quiet(slack, at)
        before = len(slack.calls)
        ts = await ana.says(general, "a long question")
        await slack.until(lambda: len(backend.said) == 1, within=2 * SECONDS)
        await slack.until(lambda: ends(general, ts, slack), within=SECONDS)
        last = time.monotonic() - next(iter(backend.said.values()))
        await quiet(slack, at)
        calls = [call for call in slack.calls[before:] if call.method not in BESIDES]
    pieces = len(TEXT) // PIECE
    beside = f"an edit for each piece: {pieces}"
    what = f"{CHARACTERS} characters over {SECONDS:.0f} s, {way}: calls"
    line(what, str(len(calls)), beside, pieces / len(calls), f"≤ {most}")
    refused = [call for call in calls if call.http_status != 200 or call.error]
    line(f"… of them refused, {way}", str(len(refused)), f"of {len(calls)} calls", len(refused) / len(calls), "0")
    beside = f"an edit has {PAUSES.message} s before the next"
    what = f"last token → the whole is in Slack, {way}"
    line(what, f"{last * 1000:.0f} ms", beside, PAUSES.message / last, "≤ 500 ms")


def ends(general: Channel, ts: str, slack: StandInSlack) -> bool:
    return any(read(message).rstrip().endswith("The end.") for message in general.thread(ts) if message.bot_id)


async def signs() -> None:
    """From the event on its way to the line under the thread, one question after the other."""
    delays = []
    async with running(streaming=True) as (slack, _, general, ana, _):
        for number in range(SIGNS):
            begun = slack.clock.now()
            ts = await ana.says(general, f"{number}?")
            await slack.until(lambda: status(slack, ts))  # noqa: B023
            delays.append(status(slack, ts)[0].at - begun)
            await slack.clock.sleep(0.2)
    p50, p99 = quantile(delays, 0.5) * 1000, quantile(delays, 0.99) * 1000
    line("question → sign of life, p50", f"{p50:.0f} ms", f"p99 {p99:.0f} ms", p99 / p50, "≤ 300 ms")


def status(slack: StandInSlack, ts: str) -> list[Call]:
    calls = slack.calls_of("assistant.threads.setStatus")
    return [call for call in calls if call.arguments["thread_ts"] == ts]


@asynccontextmanager
async def running(streaming: bool) -> AsyncIterator[tuple[StandInSlack, House, Channel, Person, Steady]]:
    with tempfile.TemporaryDirectory() as folder:
        async with StandInSlack(limits=True, streaming=streaming) as slack:
            general, ana, backend = slack.channel("general"), slack.user("ana"), Steady()
            async with house(slack, Path(folder), backend, pauses=PAUSES) as at:
                yield slack, at, general, ana, backend
