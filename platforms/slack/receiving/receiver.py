"""What comes in through slack-bolt, handled before it is acknowledged.

Source: docs.slack.dev "Verifying requests from Slack", "The Events API".
A Bolt listener runs after the acknowledgement, so a crash in between would lose the message; a Bolt middleware runs
before it. What it raises becomes HTTP 500, or silence on a socket, and Slack sends the event again.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from platforms.slack.receiving.desk import Desk
from platforms.slack.receiving.server import Handler
from platforms.slack.settings import SlackSettings

Find = Callable[[str | None], Desk | None]
"""Who sees to what comes from a team; None where the app is not installed."""

Gone = Callable[[str | None, Mapping[str, Any]], Awaitable[None]]
"""Sees whether an event is a team's goodbye."""

NOT_YET = 503
"""We don't know yet who we are; Slack comes again."""


def bolt(settings: SlackSettings, find: Find, gone: Gone) -> AsyncApp:
    """An app that hands everything to its workspace's desk, and acknowledges it then, whatever it was."""
    app = AsyncApp(
        name="threadbridge",
        client=AsyncWebClient(base_url=settings.api_url, retry_handlers=[]),
        signing_secret=settings.signing_secret.get_secret_value() if settings.signing_secret else "",
        # Else Bolt asks Slack at the first event, and loses that when the answer is an error.
        authorize=_knows(find),
    )

    async def handle(body: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
        if desk := find(context.team_id):
            await desk.take(body)
        if isinstance(event := body.get("event"), Mapping):
            await gone(context.team_id, event)
        return BoltResponse(status=200, body="")

    app.use(handle)
    return app


def _knows(find: Find) -> Callable[..., Awaitable[Any]]:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        desk = find(team_id)
        if desk is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=desk.us.user,
            bot_id=desk.us.bot,
            bot_token="",
        )

    return authorize


def requests_to(app: AsyncApp, ready: Callable[[], bool]) -> Handler:
    """What answers the signed HTTP requests to an app."""

    async def events(request: web.Request) -> web.StreamResponse:
        if not ready():
            return web.Response(status=NOT_YET)
        try:
            asked = await to_bolt_request(request)
        except Exception:  # Bolt reads the body before it looks at the signature, and stumbles over a stranger's
            return web.Response(status=400)
        return await to_aiohttp_response(await app.async_dispatch(asked))

    return events
