"""Each Store in turn, empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridge.protocols import Store
from tests.storage.ledgers import Opener, at


@pytest.fixture(params=("sqlite", "postgresql"))
def opener(request: pytest.FixtureRequest) -> Opener:
    """Each Store in turn; what is opened again in the same folder is the same one."""
    if request.param == "sqlite":
        return lambda folder: at(f"sqlite:///{folder / 'ledger.db'}")
    url: str = request.getfixturevalue("postgres_ledger")
    return lambda _: at(url)


@pytest.fixture
async def store(opener: Opener, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty ledger."""
    async with opener(tmp_path) as opened:
        yield opened
