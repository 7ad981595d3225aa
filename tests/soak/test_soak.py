"""The soak's short form; ``make soak`` is the long one."""

import os

import pytest

from tests.soak.run import soak, table

TURNS = 6
SEED = int(os.environ.get("SEED", "20261122"))


@pytest.mark.parametrize("generation", ["B", "A2"])
async def test_a_few_turns_with_something_wrong_in_each(generation: str) -> None:
    """Answered once with the question's own words, or failed with a true reason; never sent twice."""
    report = await soak(TURNS, SEED, "A2" if generation == "A2" else "B", patience=0.3)
    print("\n".join(table(report)))
    assert report.mistakes == []
    assert report.ends["delivered"] > 0
