"""The crash harness in its short form; ``make crash`` is the long one."""

import os

import pytest

from tests.crash.run import crash, table

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and sockets in the file system")

KILLS = 6
SEED = int(os.environ.get("SEED", "20261123"))


@pytest.mark.timeout(600)
async def test_killed_at_some_steps_of_the_whole_program() -> None:
    """Nothing lost, nothing twice; which steps there are was listed before, by itself."""
    report = await crash(KILLS, SEED, ("slack", "discord_files"))
    print("\n".join(table(report)))
    assert report.mistakes == []
    assert report.kills >= KILLS
    kinds = {step.split()[0] for step in report.rows}
    assert kinds == {"ledger", "browser", "slack", "discord", "chatgpt"}
