"""A running stand-in Slack for the platform's tests, and both ways for its events."""

from typing import cast

import pytest

from tests.platforms.slack.house import Way
from tests.standins.conftest import ana, general, slack

__all__ = ["ana", "general", "slack", "way"]


@pytest.fixture(params=["socket", "http"])
def way(request: pytest.FixtureRequest) -> Way:
    """Socket Mode and signed HTTP requests."""
    return cast("Way", request.param)
