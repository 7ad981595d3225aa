"""The door of the Web API: who calls, whether it may, what a test wants to go wrong; then the method.

Source: docs.slack.dev "Using the Slack Web API": HTTP 200 with ok true or false, 429 with Retry-After.
"""

from collections.abc import Callable

from aiohttp import web

from tests.standins.faults import Dropped, ServerError, Slow, cut

from . import calls, scopes
from .app import App
from .calls import Arguments, Call
from .faults import ApiError, Fault, Faults, RateLimited
from .limits import Limits
from .methods import METHODS
from .methods.people import api_test
from .payloads import Payload, SlackError
from .workspace import Workspace
from .world import World

Holder = Workspace | App
"""Whom a token belongs to: an installation (xoxb-) or the app itself (xapp-)."""

APP_LEVEL = "apps.connections.open"  # needs the xapp- token, and no other method takes that


class WebApi:
    def __init__(self, world: World) -> None:
        self.calls: list[Call] = []
        self.faults = Faults()
        self.tokens: dict[str, Holder] = {}
        self.open: dict[str, Callable[[Arguments], Payload]] = {"api.test": api_test}
        """Methods that need no token."""
        self._limits = Limits()
        self._habits = world.habits
        self._now = world.clock.now
        self._ring = world.changed

    async def handle(self, request: web.Request) -> web.StreamResponse:
        call = Call(request.match_info["method"], {}, self._now())
        try:
            call.arguments = await calls.read(request)
        except SlackError as refusal:
            return self._answer(call, refused(refusal))
        token = calls.token(request, call.arguments)
        call.secrets = calls.client(request, call.arguments)
        self.calls.append(call)
        self._ring()
        return await self._perform(call, token, request)

    async def _perform(self, call: Call, token: str | None, request: web.Request) -> web.StreamResponse:
        fault = self.faults.next(call.method)
        match fault:
            case RateLimited(retry_after):
                return self._too_many(call, retry_after)
            case ServerError(status):
                call.http_status = status
                return web.Response(status=status, text="<html>an error</html>", content_type="text/html")
            case ApiError(error, details):
                return self._answer(call, refused(SlackError(error, **details)))
            case Dropped(written=False):
                return cut(request)
            case Slow(written=False):
                await fault.released()
            case Slow() | Dropped() | None:
                pass
        return await self._written(call, token, request, fault)

    async def _written(
        self, call: Call, token: str | None, request: web.Request, fault: Fault | None
    ) -> web.StreamResponse:
        if wait := self._habits.limits and self._limits.wait(token, call.method, call.arguments, self._now()):
            return self._too_many(call, wait)
        answer = self._run(call, token)
        match fault:
            case Dropped():
                self._ring()
                return cut(request)
            case Slow(written=True):
                self._ring()
                await fault.released()
            case _:
                pass
        return self._answer(call, answer, self.tokens.get(token or ""))

    def _run(self, call: Call, token: str | None) -> Payload:
        try:
            arguments = Arguments(call.arguments | call.secrets)
            return {"ok": True, **self._performed(call.method, arguments, token)}
        except SlackError as refusal:
            return refused(refusal)

    def _performed(self, name: str, args: Arguments, token: str | None) -> Payload:
        if name in self.open:
            return self.open[name](args)
        match self._holder(token):
            case App() as app if name == APP_LEVEL:
                return {"url": app.sockets.address()}
            case Workspace() as workspace if name in METHODS:
                scopes.check(workspace, name, args)
                return METHODS[name](workspace, args)
            case _ if name in METHODS or name == APP_LEVEL:
                raise SlackError("not_allowed_token_type")
            case _:
                raise SlackError("unknown_method", req_method=name)

    def _holder(self, token: str | None) -> Holder:
        if not token:
            raise SlackError("not_authed")
        holder = self.tokens.get(token)
        if holder is None:
            raise SlackError("invalid_auth")
        if isinstance(holder, Workspace) and (holder.revoked or token != holder.bot_token):
            raise SlackError(holder.revoked or "token_revoked")
        return holder

    def _answer(self, call: Call, answer: Payload, holder: Holder | None = None) -> web.Response:
        call.answer, call.http_status = answer, 200
        self._ring()
        match holder:
            case Workspace():
                headers = {"x-oauth-scopes": ",".join(sorted(holder.scopes))}
            case App():
                headers = {"x-oauth-scopes": "connections:write"}
            case None:
                headers = {}
        return web.json_response(answer, headers=headers)

    def _too_many(self, call: Call, retry_after: int) -> web.Response:
        call.answer, call.http_status = {"ok": False, "error": "ratelimited"}, 429
        self._ring()
        return web.json_response(call.answer, status=429, headers={"Retry-After": str(retry_after)})


def refused(refusal: SlackError) -> Payload:
    return {"ok": False, "error": refusal.code, **refusal.details}
