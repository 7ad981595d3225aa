"""What the tests of the core share: a real ledger, and nothing left running at the end."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import opened
from storage.store import SqlStore


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An empty SQLite database."""
    async with opened(f"sqlite:///{tmp_path / 'ledger.db'}") as engine:
        yield engine


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[SqlStore]:
    """The real ledger; when the test is over, no task is left of what it did."""
    store = SqlStore(engine, time.time)
    before = asyncio.all_tasks()
    yield store
    await store.close()
    assert not asyncio.all_tasks() - before - {asyncio.current_task()}
