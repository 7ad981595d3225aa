"""Each Store in turn, empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridge.protocols import Store
from tests.storage.ledgers import Opener, at


@pytest.fixture(params=("sqlite", "postgresql"))
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty ledger of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    url: str = request.getfixturevalue("postgres_ledger")
    return url


@pytest.fixture
def opener(ledger_url: str) -> Opener:
    """Each Store in turn; what is opened again in the same folder is the same one."""
    return lambda _: at(ledger_url)


@pytest.fixture
async def store(opener: Opener, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty ledger."""
    async with opener(tmp_path) as opened:
        yield opened
