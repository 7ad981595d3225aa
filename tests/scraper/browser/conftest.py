"""A browser of its own for each of these tests: they are about its life."""

import pytest

from tests.scraper.conftest import Open


@pytest.fixture
def open_backend(open_own: Open) -> Open:
    return open_own
