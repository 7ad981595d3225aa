"""`threadbridge run` told to end: what stands in Slack says that it goes on, and goes on with the next start."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.texts import say
from scraper.practice import Rules
from tests.bridge.openai.upstream import Upstream
from tests.end_to_end.test_slack import answers
from tests.standins.slack import StandInSlack

LONG = 60.0  # seconds at most

CONFIG = """
[defaults]
mode = "every"
backend = "openai"

[openai]
base_url = "{api.v1}"
api_key = "sk-none"
model = "far"

[slack]
bot_token = "{slack.bot_token}"
app_token = "{slack.app_token}"
api_url = "{slack.api_url}"

[shutdown]
seconds = {seconds}
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")


@pytest.fixture
def rules() -> Rules:
    """What answers behind the API; its gate holds an answer in the middle."""
    return Rules()


@pytest.fixture
async def api(rules: Rules) -> AsyncIterator[Upstream]:
    async with Upstream(rules) as api:
        yield api


@asynccontextmanager
async def running(folder: Path, api: Upstream, slack: StandInSlack, seconds: float) -> AsyncIterator[Process]:
    """The program as its owner starts it."""
    file = folder / "config.toml"
    file.write_text(CONFIG.format(api=api, slack=slack, seconds=seconds), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bridge.cli", "run", "--config", str(file)), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await slack.until(lambda: slack.sockets.open, LONG)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def over(process: Process) -> int:
    return await asyncio.wait_for(process.wait(), LONG)


async def test_half_an_answer_says_that_it_goes_on_and_then_is_whole(
    tmp_path: Path, api: Upstream, rules: Rules, slack: StandInSlack
) -> None:
    """One message, with SIGTERM in the middle of it."""
    general, ana = slack.channel("general"), slack.user("ana")
    rules.gate.clear()
    async with running(tmp_path, api, slack, 0) as process:
        root = await ana.says(general, "long 600", mention=True)
        await slack.until(lambda: answers(general, root), LONG)
        process.terminate()
        assert await over(process) == 0
    [half] = answers(general, root)
    assert half.endswith(say("paused"))
    rules.gate.set()
    async with running(tmp_path, api, slack, 0) as process:
        await slack.until(lambda: len(answers(general, root)[0]) == 600, LONG)
        process.send_signal(signal.SIGINT)
        assert await over(process) == 0
    [whole] = answers(general, root)
    assert say("paused") not in whole


async def test_an_answer_that_is_nearly_there_comes_to_its_end(
    tmp_path: Path, api: Upstream, rules: Rules, slack: StandInSlack
) -> None:
    """And a question that comes meanwhile is kept for the next start."""
    general, ana = slack.channel("general"), slack.user("ana")
    rules.gate.clear()
    async with running(tmp_path, api, slack, LONG) as process:
        root = await ana.says(general, "long 600", mention=True)
        await slack.until(lambda: answers(general, root), LONG)
        process.terminate()
        late = await ana.says(general, "say: later", mention=True)
        await slack.settled()
        rules.gate.set()
        assert await over(process) == 0
    assert [len(one) for one in answers(general, root)] == [600]
    assert (answers(general, late), len(api.asked)) == ([], 1)
    async with running(tmp_path, api, slack, 0):
        await slack.until(lambda: answers(general, late) == ["later"], LONG)


async def test_a_second_signal_does_not_wait(
    tmp_path: Path, api: Upstream, rules: Rules, slack: StandInSlack
) -> None:
    """Whoever presses Ctrl-C twice means it; the ledger has what there is."""
    general, ana = slack.channel("general"), slack.user("ana")
    rules.gate.clear()
    async with running(tmp_path, api, slack, 3600) as process:
        root = await ana.says(general, "long 600", mention=True)
        await slack.until(lambda: answers(general, root), LONG)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        assert await over(process) == 0
