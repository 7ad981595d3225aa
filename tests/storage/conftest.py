"""Each Store in turn, empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridge.protocols import Store
from tests.storage.ledgers import OPENERS, Opener


@pytest.fixture(params=OPENERS)
def opener(request: pytest.FixtureRequest) -> Opener:
    """Each Store in turn."""
    return OPENERS[request.param]


@pytest.fixture
async def store(opener: Opener, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty ledger."""
    async with opener(tmp_path) as opened:
        yield opened
