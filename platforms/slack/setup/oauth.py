"""The two pages by which a team takes the app in: one leads to Slack, to the other people come back from there.

Source: docs.slack.dev "Installing with OAuth"; slack_sdk.oauth makes the states, their cookies and the address.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from html import escape

import aiohttp
from aiohttp import web
from slack_sdk.oauth import AuthorizeUrlGenerator, OAuthStateUtils
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bridge.errors import BridgeError
from bridge.texts import say
from bridge.types import Language
from platforms.slack.receiving.server import Server
from platforms.slack.settings import INSTALL, REDIRECT, OAuth, SlackSettings, page
from platforms.slack.setup.installations import PENDING, States
from platforms.slack.setup.manifest import SCOPES
from platforms.slack.workspace import calling
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Threadbridge</title>
<body style="font-family: system-ui; max-width: 32rem; margin: 4rem auto; padding: 0 1rem">
<h1>Threadbridge</h1><p>{text}</p>
"""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}

Installed = Callable[[Bot, str], Awaitable[None]]
"""What is done with a team's bot, and who installed it. BridgeError when it can't be had."""


class Pages:
    """Of one app."""

    def __init__(
        self,
        settings: SlackSettings,
        oauth: OAuth,
        session: aiohttp.ClientSession,
        states: States,
        installed: Installed,
        language: Callable[[], Language],
    ) -> None:
        self._oauth = oauth
        self._redirect = oauth.address + page(settings.path, REDIRECT)
        self._paths = page(settings.path, INSTALL), page(settings.path, REDIRECT)
        self._client = AsyncWebClient(base_url=settings.api_url, session=session, retry_handlers=[])
        self._states = states
        self._cookies = OAuthStateUtils(expiration_seconds=PENDING)
        self._leads_to = AuthorizeUrlGenerator(
            client_id=oauth.client_id,
            redirect_uri=self._redirect,
            scopes=SCOPES,
            authorization_url=str(URL(settings.api_url).with_path("/oauth/v2/authorize")),
        )
        self._installed = installed
        self._language = language

    def serve(self, server: Server) -> None:
        install, redirect = self._paths
        server.get(install, self.install)
        server.get(redirect, self.back)

    async def install(self, request: web.Request) -> web.StreamResponse:
        """Leads to Slack, with a state that only this browser has."""
        state = await self._states.issue()
        if state is None:
            return self._page("install_busy", 503)
        headers = {
            **HEADERS,
            "Location": self._leads_to.generate(state),
            "Set-Cookie": self._cookies.build_set_cookie_for_new_state(state),
        }
        return web.Response(status=302, headers=headers)

    async def back(self, request: web.Request) -> web.StreamResponse:
        """Whoever comes back from Slack, with a code that is worth a token, or without."""
        state, code = request.query.get("state", ""), request.query.get("code", "")
        cookie: dict[str, str | Sequence[str]] = {"cookie": request.headers.get("Cookie", "")}
        if not self._cookies.is_valid_browser(state, cookie) or not await self._states.consume(state):
            return self._page("install_stale", 400)
        if not code:
            return self._page("install_denied", 200)
        try:
            bot, by = await self._exchanged(code)
            if reason := self._unwanted(bot):
                await self._give_back(bot)
                return self._page(reason, 403)
            await self._installed(bot, by)
        except (NotNow, NotThere, BridgeError) as error:
            logger.warning("an installation failed: %s", error)
            return self._page("install_failed", 502, what=str(error))
        return self._page("install_done", 200, team=bot.team_name or bot.team_id)

    async def _exchanged(self, code: str) -> tuple[Bot, str]:
        """Id and secret go as arguments: slack-sdk's own way is one that aiohttp is giving up (seen with 3.47)."""
        given = {"client_id": self._oauth.client_id, "client_secret": self._oauth.client_secret.get_secret_value()}
        with calling():
            granted = await self._client.api_call(
                "oauth.v2.access", data={**given, "code": code, "redirect_uri": self._redirect}
            )
            token = str(granted["access_token"])
            us = await self._client.auth_test(token=token)
        team, enterprise = granted.get("team") or {}, granted.get("enterprise") or {}
        bot = Bot(
            app_id=granted.get("app_id"),
            enterprise_id=enterprise.get("id"),
            team_id=team.get("id"),
            team_name=team.get("name"),
            bot_token=token,
            bot_id=us["bot_id"],
            bot_user_id=us["user_id"],
            bot_scopes=granted.get("scope", ""),
            is_enterprise_install=bool(granted.get("is_enterprise_install")),
            installed_at=time.time(),
        )
        return bot, str((granted.get("authed_user") or {}).get("id", "?"))

    def _unwanted(self, bot: Bot) -> str:
        """Why this installation is not one for us."""
        if bot.is_enterprise_install or not bot.team_id:
            return "install_not_for_organisations"
        if self._oauth.teams and bot.team_id not in self._oauth.teams:
            return "install_not_for_you"
        return ""

    async def _give_back(self, bot: Bot) -> None:
        """A token that we don't want is good for nothing."""
        with calling():
            await self._client.auth_revoke(token=bot.bot_token)

    def _page(self, key: str, status: int, **values: object) -> web.Response:
        language = self._language()
        text = escape(say(key, language, **values))
        shown = PAGE.format(language=language, text=text)
        headers = {**HEADERS, "Set-Cookie": self._cookies.build_set_cookie_for_deletion()}
        return web.Response(status=status, text=shown, content_type="text/html", headers=headers)
