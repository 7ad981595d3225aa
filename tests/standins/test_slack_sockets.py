"""The stand-in's Socket Mode, with slack-bolt and with bare WebSockets."""

import asyncio

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import Echo, socket_mode, web_client
from tests.standins.slack import Channel, Person, StandInSlack

MOST_SOCKETS = 10


async def test_what_nobody_acknowledges_is_sent_again_then_lost(
    slack: StandInSlack, general: Channel, ana: Person
) -> None:
    """A bolt app without a listener stays silent: at once, after one and after five minutes, then never."""
    async with socket_mode(slack, AsyncApp(client=web_client(slack))):
        await ana.says(general, "hello")
        [delivery] = slack.deliveries
        for rest in (0, 60, 300):
            await slack.until(lambda: delivery.waiting)
            slack.clock.advance(3)
            if rest:
                await slack.until(lambda: delivery.resting)
                slack.clock.advance(rest)
            else:
                await slack.until(lambda: len(delivery.attempts) == 2)
        await slack.until(lambda: delivery.waiting)
        slack.clock.advance(3)
        await slack.until(lambda: slack.lost == [delivery])
    assert [one.number for one in delivery.attempts] == [0, 1, 2, 3]
    assert [one.reason for one in delivery.attempts] == ["", "timeout", "timeout", "timeout"]


async def test_without_a_socket_events_are_lost(slack: StandInSlack, general: Channel, ana: Person) -> None:
    await ana.says(general, "hello")
    [delivery] = slack.deliveries
    for attempts in (1, 2):
        await slack.until(lambda: delivery.resting and len(delivery.attempts) == attempts)  # noqa: B023
        slack.clock.advance(5)
    await slack.until(lambda: slack.lost == [delivery])


async def test_a_refreshed_socket_comes_back_and_nothing_is_lost(
    slack: StandInSlack, general: Channel, ana: Person
) -> None:
    async with socket_mode(slack, Echo(slack).app):
        await slack.refresh_sockets()
        await slack.until(lambda: slack.sockets.opened == 2)
        ts = await ana.says(general, "still there?")
        await slack.until(lambda: len(general.thread(ts)) == 2)


async def test_a_broken_connection_is_opened_again(slack: StandInSlack, general: Channel, ana: Person) -> None:
    async with socket_mode(slack, Echo(slack).app):
        slack.cut_sockets()
        await slack.until(lambda: slack.sockets.opened == 2)
        ts = await ana.says(general, "still there?")
        await slack.until(lambda: len(general.thread(ts)) == 2)


async def test_sockets_take_turns_and_the_eleventh_is_refused(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    async with aiohttp.ClientSession() as session:
        sockets, hellos = [], []
        for _ in range(MOST_SOCKETS + 1):
            opened = await client.apps_connections_open(app_token=slack.app_token)
            sockets.append(await session.ws_connect(opened["url"]))
            hellos.append(await sockets[-1].receive_json())
        assert [hello.get("num_connections") for hello in hellos[:-1]] == list(range(1, MOST_SOCKETS + 1))
        assert hellos[0]["connection_info"] == {"app_id": slack.app_id}
        assert (hellos[-1]["type"], hellos[-1]["reason"]) == ("disconnect", "too_many_websockets")
        for number in range(MOST_SOCKETS):
            await ana.says(general, f"message {number}")
        envelopes = [await socket.receive_json() for socket in sockets[:-1]]
        assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == MOST_SOCKETS
        assert envelopes[0]["type"] == "events_api"
        assert (envelopes[0]["retry_attempt"], envelopes[0]["accepts_response_payload"]) == (0, False)
        await asyncio.gather(*(socket.close() for socket in sockets))


async def test_a_ticket_is_good_once(slack: StandInSlack, client: AsyncWebClient) -> None:
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        await (await session.ws_connect(url)).close()
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(url)
