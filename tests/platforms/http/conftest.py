"""What the tests of the endpoint share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridge.protocols import Site
from storage.store import open_store
from tests.fakes import same_rules_everywhere


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'site.db'}") as store:
        yield Site(store, same_rules_everywhere, tmp_path, store)
