"""What the tests of the core share: a real ledger, and nothing left running at the end."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, opened
from storage.store import SqlStore


@pytest.fixture
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty one of SQLite's; of PostgreSQL's, too, for a test that says ``on_both``."""
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    if getattr(request, "param", "sqlite") == "postgresql":
        url = request.getfixturevalue("postgres_ledger")
    async with opened(url) as database:
        yield database


@pytest.fixture
async def store(database: Database) -> AsyncIterator[SqlStore]:
    """The real ledger; when the test is over, no task is left of what it did."""
    store = SqlStore(database, time.time)
    before = asyncio.all_tasks()
    yield store
    await store.close()
    assert not asyncio.all_tasks() - before - {asyncio.current_task()}
