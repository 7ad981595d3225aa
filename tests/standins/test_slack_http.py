"""The stand-in's signed events over HTTP, with slack-bolt and with servers that fail."""

import asyncio

from aiohttp import web

from tests.standins.bolt import Echo, over_http, serving
from tests.standins.slack import Channel, Person, StandInSlack

MOST_SOCKETS = 10


async def test_a_bot_over_http_answers_in_the_thread(slack: StandInSlack, general: Channel, ana: Person) -> None:
    async with over_http(slack, Echo(slack).app):
        ts = await ana.says(general, "hello")
        await slack.until(lambda: len(general.thread(ts)) == 2)
        await slack.settled()
    assert general.thread(ts)[1].text == "echo: hello"
    assert slack.lost == []


async def test_bolt_checks_the_signature(slack: StandInSlack) -> None:
    """Right: 200, forged or five minutes old: 401; the challenge is answered."""
    async with over_http(slack, Echo(slack).app):
        await slack.verify_url()
        body = {"type": "url_verification", "challenge": "x"}
        assert (await slack.http.knock(body))[0] == 200
        assert (await slack.http.knock(body, secret=slack.bot_token))[0] == 401
        assert (await slack.http.knock(body, age=301))[0] == 401


async def test_http_retries_after_none_one_and_five_minutes(
    slack: StandInSlack, general: Channel, ana: Person
) -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def failing(request: web.Request) -> web.Response:
        seen.append((request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason")))
        return web.Response(status=500)

    async with serving(failing) as url:
        slack.deliver_to(url)
        await ana.says(general, "hello")
        [delivery] = slack.deliveries
        await slack.until(lambda: len(delivery.attempts) == 2 and delivery.attempts[1].failure)
        slack.clock.advance(60)
        await slack.until(lambda: len(delivery.attempts) == 3 and delivery.attempts[2].failure)
        slack.clock.advance(300)
        await slack.until(lambda: slack.lost == [delivery])
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_an_app_can_refuse_retries(slack: StandInSlack, general: Channel, ana: Person) -> None:
    async def failing(_: web.Request) -> web.Response:
        return web.Response(status=500, headers={"x-slack-no-retry": "1"})

    async with serving(failing) as url:
        slack.deliver_to(url)
        await ana.says(general, "hello")
        await slack.until(lambda: slack.lost)
    assert len(slack.deliveries[0].attempts) == 1


async def test_an_endpoint_that_is_not_there(slack: StandInSlack, general: Channel, ana: Person) -> None:
    async def gone(_: web.Request) -> web.Response:
        return web.Response()

    async with serving(gone) as url:
        pass
    slack.deliver_to(url)
    await ana.says(general, "hello")
    failure = await slack.until(lambda: slack.deliveries[0].attempts[0].failure)
    assert failure == "connection_failed"


async def test_a_slow_endpoint_times_out_on_the_clock(slack: StandInSlack, general: Channel, ana: Person) -> None:
    waiting, release = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        waiting.set()
        await release.wait()
        return web.Response()

    async with serving(slow) as url:
        slack.deliver_to(url)
        await ana.says(general, "hello")
        await waiting.wait()
        slack.clock.advance(3)
        failure = await slack.until(lambda: slack.deliveries[0].attempts[0].failure)
        release.set()
        await slack.settled()
    assert failure == "http_timeout"


async def test_two_redirects_are_followed_no_more(slack: StandInSlack, general: Channel, ana: Person) -> None:
    async def round_and_round(request: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(request.path)

    async with serving(round_and_round) as url:
        slack.deliver_to(url)
        await ana.says(general, "hello")
        failure = await slack.until(lambda: slack.deliveries[0].attempts[0].failure)
    assert failure == "too_many_redirects"
