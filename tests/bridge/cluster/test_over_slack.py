"""Slack brings its events to whichever node it likes; each is answered once, by the node that holds the account."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from bridge.events import Text
from platforms.slack.platform import SlackPlatform, opened
from tests.bridge.cluster.two import At, node
from tests.fakes import FakeBackend
from tests.platforms.house import AT_ONCE
from tests.platforms.slack.conftest import ana, general, slack
from tests.platforms.slack.house import Way, settings, told
from tests.standins.slack import Channel, Person, StandInSlack

__all__ = ["ana", "general", "slack"]


@asynccontextmanager
async def at_work(
    url: str, folder: Path, name: str, backend: FakeBackend, slack: StandInSlack, way: Way
) -> AsyncIterator[At]:
    """Slack can reach it."""
    opens = partial(opened, settings(slack, way), pauses=AT_ONCE, clock=slack.clock.now)
    async with node(url, folder, name, backend, slack=opens) as at:
        await ready(at)
        yield at


async def ready(at: At) -> str:
    platform = at.platforms["slack"]
    assert isinstance(platform, SlackPlatform)
    return await platform.ready


async def test_events_over_http_come_to_any_node(
    slack: StandInSlack, general: Channel, ana: Person, postgres_ledger: str, tmp_path: Path
) -> None:
    """A balancer stands before them: a question, the same delivered again to the other one, and Stop there."""
    backend = FakeBackend(Text("The sky "), asyncio.Event())
    async with at_work(postgres_ledger, tmp_path, "holder", backend, slack, "http") as holder:
        await holder.holds()
        async with at_work(postgres_ledger, tmp_path, "spare", FakeBackend(Text("wrong")), slack, "http") as spare:
            await spare.knows()
            slack.deliver_to(await ready(spare))
            ts = await ana.says(general, "hello?")
            await slack.until(lambda: told(general, ts, slack) == ["The sky "])
            slack.deliver_to(await ready(holder))
            await slack.redeliver(ts)
            slack.deliver_to(await ready(spare))
            await ana.says(general, "!stop", thread=ts)
            await slack.until(lambda: told(general, ts, slack) == ["The sky \n\n(stopped)"])
            assert len(backend.asked) == 1


async def test_both_have_a_line_to_slack_and_each_question_is_answered_once(
    slack: StandInSlack, general: Channel, ana: Person, postgres_ledger: str, tmp_path: Path
) -> None:
    """In Socket Mode Slack shares them out."""
    backend = FakeBackend(Text("Hello"))
    async with (
        at_work(postgres_ledger, tmp_path, "holder", backend, slack, "socket") as holder,
        at_work(postgres_ledger, tmp_path, "spare", FakeBackend(Text("wrong")), slack, "socket") as spare,
    ):
        await holder.holds()
        await spare.knows()
        asked = [await ana.says(general, f"question {number}") for number in range(6)]
        for ts in asked:
            await slack.until(lambda: told(general, ts, slack) == ["Hello"])  # noqa: B023
        assert len(backend.asked) == len(asked)
