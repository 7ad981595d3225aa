"""The chaos's short form; ``make chaos`` is the long one."""

import os
from pathlib import Path

from tests.chaos.run import chaos, table

TURNS = 6
SEED = int(os.environ.get("SEED", "20261123"))


async def test_a_few_turns_while_everything_goes_wrong(tmp_path: Path) -> None:
    """Each is answered once, or its asker knows why not; nothing else stands anywhere."""
    made = await chaos(TURNS, SEED, tmp_path)
    print("\n".join(table(made, 0)))
    assert made.mistakes == []
    assert made.total.total() == TURNS
    assert made.total["answered"] > 0
