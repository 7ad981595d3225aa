"""Where the parts of the cluster meet."""

import asyncio

import pytest
from sqlalchemy import make_url

from bridge.cluster.opening import prepared
from bridge.cluster.settings import ClusterSettings
from bridge.errors import StorageError
from storage.store import open_store
from tests.wire import Wire


@pytest.fixture
async def address(postgres_url: str) -> str:
    """Of a ledger with its tables."""
    async with open_store(postgres_url):
        return postgres_url


async def test_a_database_that_goes_away_at_the_start_is_waited_for(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It was there a moment before, for the ledger was opened."""
    url = make_url(address)
    assert url.port is not None
    wire = Wire(url.port)
    await wire.connect()
    await wire.disconnect()
    cluster = await prepared(ClusterSettings(), url.set(port=wire.port).render_as_string(hide_password=False))
    migrating = asyncio.create_task(cluster._migrate())
    while "The queue's tables can't be made" not in caplog.text:
        await asyncio.sleep(0.01)
    await wire.connect()
    await migrating
    await wire.disconnect()


async def test_a_database_that_stays_away_ends_the_start(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever started it is told why."""
    monkeypatch.setattr("bridge.cluster.opening.TRIES", 1)
    url = make_url(address)
    nobody = url.set(port=1).render_as_string(hide_password=False)
    cluster = await prepared(ClusterSettings(), nobody)
    with pytest.raises(StorageError, match="The queue's tables can't be made"):
        await cluster._migrate()
