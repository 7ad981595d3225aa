"""A running stand-in Slack for the platform's tests, set up by our own manifest, and both ways for its events."""

from collections.abc import AsyncIterator
from typing import cast

import pytest

from platforms.slack.setup.manifest import manifest
from tests.platforms.slack.house import Way
from tests.standins.conftest import ana, general
from tests.standins.slack import StandInSlack

__all__ = ["ana", "general", "slack", "way"]


@pytest.fixture
async def slack() -> AsyncIterator[StandInSlack]:
    async with StandInSlack() as running:
        running.configure(manifest())
        yield running


@pytest.fixture(params=["socket", "http"])
def way(request: pytest.FixtureRequest) -> Way:
    """Socket Mode and signed HTTP requests."""
    return cast("Way", request.param)
