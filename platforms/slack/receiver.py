"""What comes in through slack-bolt, handled before it is acknowledged; and the way in by signed HTTP requests.

Source: docs.slack.dev "Verifying requests from Slack", "The Events API".
A Bolt listener runs after the acknowledgement, so a crash in between would lose the message; a Bolt middleware runs
before it. What it raises becomes HTTP 500, or silence on a socket, and Slack sends the event again.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bridge.errors import BadConfig
from platforms.slack.settings import SlackSettings
from platforms.slack.workspace import Us

logger = logging.getLogger(__name__)

Take = Callable[[Mapping[str, Any]], Awaitable[None]]
"""What is done with the body of a request, before it is acknowledged."""

CLOSING = 5.0
"""Seconds that events under way have to be acknowledged when we close."""


def bolt(settings: SlackSettings, us: Us, take: Take) -> AsyncApp:
    """An app that hands everything to `take`, and acknowledges it then, whatever it was."""
    app = AsyncApp(
        name="threadbridge",
        client=AsyncWebClient(base_url=settings.api_url, retry_handlers=[]),
        signing_secret=settings.signing_secret.get_secret_value() if settings.signing_secret else "",
        authorize=_knows(us),  # else Bolt asks Slack at the first event, and loses that when the answer is an error
    )

    async def handle(body: Mapping[str, Any]) -> BoltResponse:
        await take(body)
        return BoltResponse(status=200, body="")

    app.use(handle)
    return app


def _knows(us: Us) -> Callable[..., Awaitable[AuthorizeResult]]:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_user_id=us.user, bot_id=us.bot, bot_token=""
        )

    return authorize


@asynccontextmanager
async def by_http(app: AsyncApp, host: str, port: int, path: str) -> AsyncIterator[str]:
    """A server of our own for Slack's requests; its address. BadConfig when the port is taken."""

    async def events(request: web.Request) -> web.Response:
        try:
            asked = await to_bolt_request(request)
        except Exception:  # Bolt reads the body before it looks at the signature, and stumbles over a stranger's
            return web.Response(status=400)
        return await to_aiohttp_response(await app.async_dispatch(asked))

    site = web.Application()
    site.router.add_post(path, events)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=CLOSING)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise BadConfig(
                what=f"[slack] {host}:{port} can't be opened ({error.strerror}). Write another host or port."
            ) from error
        address = f"http://{host}:{runner.addresses[0][1]}{path}"
        logger.info("awaiting Slack's events at %s", address)
        yield address
    finally:
        await runner.cleanup()
