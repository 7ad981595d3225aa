"""Unmodified slack-bolt apps and slack-sdk clients, for the tests of the stand-in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import StandInSlack

Event = dict[str, Any]


def web_client(slack: StandInSlack, *retries: AsyncRetryHandler) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=list(retries))


async def refusal(call: Any) -> str:
    """The error with which a call was refused."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


class Echo:
    """A bot that answers each question in its thread, and notes every event that reaches its listeners."""

    def __init__(self, slack: StandInSlack) -> None:
        self.heard: list[Event] = []
        self.app = AsyncApp(client=web_client(slack), signing_secret=slack.signing_secret)
        self.app.event("message")(self.answer)
        self.app.event("app_mention")(self.note)

    async def answer(self, event: Event, client: AsyncWebClient) -> None:
        self.heard.append(event)
        if "subtype" not in event and "bot_id" not in event:
            root, text = event.get("thread_ts", event["ts"]), f"echo: {event['text']}"
            await client.chat_postMessage(channel=event["channel"], thread_ts=root, text=text)

    async def note(self, event: Event) -> None:
        self.heard.append(event)


@asynccontextmanager
async def socket_mode(slack: StandInSlack, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def serving(handler: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """A server with this handler at /slack/events; its address."""
    site = web.Application()
    site.router.add_post("/slack/events", handler)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def over_http(slack: StandInSlack, app: AsyncApp) -> AsyncIterator[str]:
    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async with serving(events) as url:
        slack.deliver_to(url)
        yield url
