"""Socket Mode where slack-sdk alone would not come back, or leave something behind."""

import logging

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from platforms.slack.receiving.socket_mode import by_socket
from tests.standins.bolt import web_client
from tests.standins.slack import StandInSlack


def acknowledging(slack: StandInSlack) -> AsyncApp:
    async def everything() -> BoltResponse:
        return BoltResponse(status=200, body="")

    app = AsyncApp(client=web_client(slack))
    app.use(everything)
    return app


async def fresh(slack: StandInSlack) -> str:
    return str((await web_client(slack).apps_connections_open(app_token=slack.app_token))["url"])


async def test_an_address_that_is_used_up_is_given_up(
    slack: StandInSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Asked for, and stale before it was used: slack-sdk alone would try it for ever. Its ticket is not logged."""

    addresses = [f"{slack.api_url.replace('http', 'ws').removesuffix('api/')}link/?ticket=used-up"]

    async def stale() -> str:
        return addresses.pop() if addresses else await fresh(slack)

    with caplog.at_level(logging.INFO):
        async with by_socket(acknowledging(slack), slack.app_token, stale, ping=0.01, good_for=0.1):
            await slack.user("ana").says(slack.channel("general"), "hello")
            await slack.settled()
    assert slack.lost == []
    assert "403" in caplog.text
    assert "used-up" not in caplog.text


async def test_a_broken_line_is_opened_again(slack: StandInSlack) -> None:
    async with by_socket(acknowledging(slack), slack.app_token, lambda: fresh(slack), ping=0.1):
        slack.cut_sockets()
        await slack.until(lambda: slack.sockets.opened == 2)
        await slack.user("ana").says(slack.channel("general"), "hello")
        await slack.settled()
    assert slack.lost == []
