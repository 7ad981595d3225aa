"""The chaos's short forms; ``make chaos`` is the long one."""

import os
from pathlib import Path

from tests.chaos.account import Account
from tests.chaos.run import chaos, table
from tests.postgres import Server

SEED = int(os.environ.get("SEED", "20261123"))


def accounted(made: Account, turns: int) -> None:
    print("\n".join(table(made, 0)))
    assert made.mistakes == []
    assert made.total.total() == turns
    assert made.total["answered"] > 0


async def test_a_few_turns_while_everything_goes_wrong(tmp_path: Path) -> None:
    """Each is answered once, or its asker knows why not; nothing else stands anywhere."""
    accounted(await chaos(6, SEED, tmp_path), 6)


async def test_the_same_on_two_nodes(tmp_path: Path, postgres: Server) -> None:
    """Of a cluster; what they share may be away, too."""
    accounted(await chaos(4, SEED, tmp_path, postgres), 4)
