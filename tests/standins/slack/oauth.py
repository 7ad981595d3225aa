"""How a team takes an app in: the page that asks a person, and the code that becomes a token.

Source: docs.slack.dev "Installing with OAuth": the person is sent back with code and state, or with
error=access_denied; a code is good once and for ten minutes; oauth.v2.access wants the app's id and secret, as
Basic authorization or as arguments, and the same redirect_uri.
"""

import secrets
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from .api import Holder
from .app import App
from .calls import Arguments
from .payloads import Payload, SlackError
from .workspace import Workspace
from .world import World

LIVES = 600.0


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person agreed to; the code for it is used up when it is exchanged."""

    app: App
    workspace: Workspace
    scopes: frozenset[str]
    redirect_uri: str
    until: float


class OAuth:
    def __init__(
        self,
        world: World,
        apps: Sequence[App],
        workspaces: Sequence[Workspace],
        tokens: MutableMapping[str, Holder],
    ) -> None:
        self.denies = False
        """The person who is asked says no."""
        self._world = world
        self._apps = apps
        self._workspaces = workspaces
        self._tokens = tokens
        self._grants: dict[str, Grant] = {}

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        """The person agrees at once: for the workspace named by `team`, else for the newest one."""
        asked = request.query
        app = next((app for app in self._apps if app.client_id == asked.get("client_id")), None)
        places = [one for one in self._workspaces if one.app is app and asked.get("team", one.team) == one.team]
        if app is None or not places or not asked.get("redirect_uri") or not asked.get("scope"):
            return web.Response(status=400, text="<html>Something went wrong</html>", content_type="text/html")
        back = {"state": asked["state"]} if "state" in asked else {}
        uri = asked["redirect_uri"]
        if self.denies:
            raise web.HTTPFound(URL(uri).update_query({"error": "access_denied", **back}))
        code = secrets.token_hex(12)
        scopes, until = frozenset(asked["scope"].split(",")), self._world.clock.now() + LIVES
        self._grants[code] = Grant(app, places[-1], scopes, uri, until)
        raise web.HTTPFound(URL(uri).update_query({"code": code, **back}))

    def access(self, args: Arguments) -> Payload:
        app = self._app(args)
        grant = self._grants.pop(args.required("code", "invalid_code"), None)
        if grant is None or grant.app is not app or self._world.clock.now() > grant.until:
            raise SlackError("invalid_code")
        if args.text("redirect_uri") != grant.redirect_uri:
            raise SlackError("bad_redirect_uri")
        workspace = grant.workspace
        token = workspace.install(grant.scopes)
        self._tokens[token] = workspace
        return {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(sorted(grant.scopes)),
            "bot_user_id": workspace.bot.id,
            "app_id": app.id,
            "team": {"id": workspace.team, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": next(iter(one for one in workspace.users if one != workspace.bot.id), "U0")},
        }

    def _app(self, args: Arguments) -> App:
        for app in self._apps:
            if app.client_id == args.text("client_id"):
                if args.text("client_secret") != app.client_secret:
                    raise SlackError("bad_client_secret")
                return app
        raise SlackError("invalid_client_id")
