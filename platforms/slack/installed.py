"""An app that teams install themselves: as many workspaces as there are installations, and more at any time."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.web.async_client import AsyncWebClient

from bridge.errors import BadConfig
from bridge.types import Channel
from platforms.slack.app import Shared, SlackApp
from platforms.slack.receiving.desk import Desk
from platforms.slack.receiving.server import Server
from platforms.slack.refusals import CallFailed, answer_of
from platforms.slack.settings import SlackSettings
from platforms.slack.setup.installations import PLACE, Installations, States
from platforms.slack.setup.oauth import Pages
from platforms.slack.workspace import Us, Workspace

logger = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds to find out at the start whether a team still has the app."""

GONE = frozenset({"account_inactive", "token_revoked", "invalid_auth"})
"""What Slack says to the token of a team that has taken the app out."""


class InstalledApp(SlackApp):
    """With pages of its own besides the way in."""

    def __init__(self, name: str, settings: SlackSettings, shared: Shared) -> None:
        assert settings.oauth is not None
        oauth, site = settings.oauth, shared.site
        super().__init__(name, settings, shared)
        self._installations = Installations.under(site.folder, oauth.client_id)
        self._pages = Pages(
            settings,
            oauth,
            shared.session,
            States(site.folder / PLACE / "states"),
            self._install,
            lambda: site.rules(Channel("slack", "", "")).language,
        )
        self._by_team: dict[str, Workspace] = {}

    def serve(self, server: Server) -> None:
        super().serve(server)
        self._pages.serve(server)

    async def _begin(self) -> None:
        """While we were away a team may have taken the app out, and no event tells it."""
        bots = await self._installations.all()
        for bot, there in zip(bots, await asyncio.gather(*map(self._is_there, bots)), strict=True):
            if there:
                await self._try(bot)
            else:
                logger.warning("the Slack workspace %s has taken the app out", bot.team_id)
                await self._installations.remove(str(bot.team_id))

    async def _is_there(self, bot: Bot) -> bool:
        """Also where that can't be known now."""
        client = AsyncWebClient(
            bot.bot_token, base_url=self.settings.api_url, session=self._shared.session, retry_handlers=[]
        )
        try:
            async with asyncio.timeout(PATIENCE):
                await client.auth_test()
        except SlackApiError as error:
            return answer_of(error).get("error") not in GONE
        except CallFailed as error:
            logger.info("whether the app is still in %s is not known: %s", bot.team_id, error)
        return True

    async def _try(self, bot: Bot) -> None:
        """One team's trouble is not the others'."""
        assert self._bridge is not None
        try:
            await self._take_in(bot)
        except BadConfig as error:
            self._bridge.owner.without(str(bot.team_id), error)

    def _listens(self) -> bool:
        """Also before the first team has come: Slack wants to see whether the address is ours."""
        return self._bridge is not None

    async def _install(self, bot: Bot, by: str) -> None:
        """Usable at once, and after a restart."""
        assert self._bridge is not None
        await self._take_in(bot)
        await self._installations.save(bot)
        self._bridge.owner.installed(str(bot.team_name), str(bot.team_id), by)

    async def _take_in(self, bot: Bot) -> None:
        team = str(bot.team_id)
        us = Us(team, bot.bot_user_id, bot.bot_id, bot.team_name or team)
        workspace = self._made(SecretStr(bot.bot_token), us)
        await self._leave(team)  # installed again: its old token may not be good any more
        await self._enter(workspace)
        self._by_team[team] = workspace

    async def _gone(self, team: str | None, event: Mapping[str, Any]) -> None:
        """The team has taken the app out, and its token is good for nothing."""
        workspace = self._by_team.get(team or "")
        if team is None or workspace is None or not takes_out(event, (await workspace.us()).user):
            return
        logger.warning("the Slack workspace %s has taken the app out", team)
        await self._leave(team)
        await self._installations.remove(team)

    async def _leave(self, team: str) -> None:
        workspace = self._by_team.pop(team, None)
        if workspace is None:
            return
        self._shared.workspaces.remove(team)
        await self._close(workspace)

    def _desk_of(self, team: str | None) -> Desk | None:
        workspace = self._by_team.get(team or "")
        return self._desks.get(workspace) if workspace else None


def takes_out(event: Mapping[str, Any], us: str) -> bool:
    """Whether after this event the bot may do nothing more (docs.slack.dev app_uninstalled, tokens_revoked)."""
    match event.get("type"):
        case "app_uninstalled":
            return True
        case "tokens_revoked":
            return us in (event.get("tokens") or {}).get("bot", ())
        case _:
            return False
