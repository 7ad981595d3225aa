"""What holds for all tests."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from playwright.async_api import async_playwright
from pytest_asyncio import is_async_test

from storage.database import opened
from tests.postgres import Server, anywhere, programs, server
from tests.scraper.one_browser import OneChromium
from tests.storage.archive import made
from tests.storage.ledgers import at
from tests.thorough import EXAMPLES, THOROUGH

# Where it is not what is tested nobody waits for the encoder to be loaded.
os.environ.setdefault("THREADBRIDGE__SEARCH__MEANING", "off")

# How quick a machine is, and how busy, is no property of the code.
settings.register_profile(
    "unhurried",
    deadline=None,
    max_examples=EXAMPLES,
    derandomize=not THOROUGH,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unhurried")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OneChromium]:
    """Whoever asks for it, also by another fixture, runs in its loop."""
    async with async_playwright() as playwright:
        chromium = OneChromium(playwright, tmp_path_factory.mktemp("profile"))
        yield chromium
        await chromium.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server of our own; its databases last as long as the run."""
    if programs() is None:
        pytest.skip("NOT TESTED ON POSTGRESQL: its programs are not on this machine (Debian: postgresql)")
    with anywhere() as folder, server(folder) as running:
        yield running


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """Of an empty database."""
    url = postgres.new()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def _postgres_ledgers(postgres: Server) -> str:
    """An empty ledger that others are copied from: it is migrated once."""
    url = postgres.new()

    async def migrate() -> None:
        async with opened(url):
            pass

    with ThreadPoolExecutor(1) as beside:  # a test that asks for it may have a loop already
        beside.submit(lambda: asyncio.run(migrate())).result()
    return url


@pytest.fixture
def postgres_ledger(postgres: Server, _postgres_ledgers: str) -> Iterator[str]:
    """The URL of an empty ledger."""
    url = postgres.new(like=_postgres_ledgers)
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def filled_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with what tests/storage/archive/made.py puts into a ledger: to be copied."""
    file = tmp_path_factory.mktemp("filled") / "ledger.db"

    async def fill() -> None:
        async with at(f"sqlite:///{file}") as store:
            await made.fill(store)

    with ThreadPoolExecutor(1) as beside:
        beside.submit(lambda: asyncio.run(fill())).result()
    return file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first, so that nobody waits for them at the end.

    A browser that many tests share lives in one loop, and they with it.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(("tests/chaos/", "tests/crash/", "tests/soak/")))
    for item in items:
        if isinstance(item, pytest.Function) and "chromium" in item.fixturenames and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
