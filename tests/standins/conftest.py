"""A running stand-in Slack with a channel, a person and a client."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import web_client
from tests.standins.slack import Channel, Person, StandInSlack


@pytest.fixture
async def slack() -> AsyncIterator[StandInSlack]:
    async with StandInSlack() as running:
        yield running


@pytest.fixture
def general(slack: StandInSlack) -> Channel:
    return slack.channel("general")


@pytest.fixture
def ana(slack: StandInSlack) -> Person:
    return slack.user("ana")


@pytest.fixture
def client(slack: StandInSlack) -> AsyncWebClient:
    return web_client(slack)
