"""`threadbridge doctor slack`: what holds of one app in its workspace, line by line, and what to do about the rest.

It reads and connects, and writes nothing; only `--test` posts a message, waits for its event, and deletes it.
"""

import asyncio
import time
from collections.abc import Collection
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bridge.errors import BadConfig
from bridge.lines import NOTE, Lines, Words
from bridge.texts import say
from platforms.slack.settings import INSTALL, SlackSettings, page
from platforms.slack.setup.ears import Ear
from platforms.slack.setup.installations import Installations
from platforms.slack.setup.manifest import EVENTS, SCOPES
from platforms.slack.setup.way_in import Refusal, WayIn
from platforms.slack.workspace import TIMEOUT, calling

PATIENCE = 10.0
"""Seconds for a hello, and for an event to come back."""

SHOWN = 10
"""Channels that are named."""


async def examine(
    settings: SlackSettings,
    folder: Path,
    lines: Lines,
    *,
    workspace: str = "",
    test: str = "",
    named: Collection[str] = (),
    patience: float = PATIENCE,
) -> bool:
    """Every app, or the one of this workspace; whether all is well. BadConfig when there is no such workspace."""
    apps = settings.apps
    if workspace:
        section = f"slack.workspaces.{workspace}"
        if section not in apps:
            raise BadConfig(what=f"There is no section [{section}]. Known are: {', '.join(apps)}.")
        apps = {section: apps[section]}
    examined = [
        (section, one, token) for section, one in apps.items() for token in await _tokens(one, folder, lines)
    ]
    for section, one, token in examined:
        if len(examined) > 1:
            lines.line(NOTE, f"[{section}]")
        doctor = Doctor(section, one, lines, named if len(examined) == 1 else (), patience)
        await doctor.examine(token, test)
    return lines.end()


async def _tokens(settings: SlackSettings, folder: Path, lines: Lines) -> list[str]:
    """The app's own, or those of the teams that have installed it."""
    if settings.oauth is None:
        return [settings.bot_token.get_secret_value()]
    tokens = [bot.bot_token for bot in await Installations.under(folder, settings.oauth.client_id).all()]
    if not tokens:
        address = settings.oauth.address + page(settings.path, INSTALL)
        lines.line(NOTE, say("slack_no_teams", lines.language, address=address))
    return tokens


class Doctor(Words):
    """Of one app; `section` is where it stands in config.toml, `named` are the channels that config.toml names."""

    def __init__(
        self,
        section: str,
        settings: SlackSettings,
        lines: Lines,
        named: Collection[str],
        patience: float,
    ) -> None:
        super().__init__(lines)
        self._section = section
        self._settings = settings
        self._named = named
        self._patience = patience

    async def examine(self, token: str, test: str = "") -> None:
        """With `test`, a channel's id or name, a message is posted there and taken away again."""
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession(timeout=TIMEOUT))
            client = AsyncWebClient(token, base_url=self._settings.api_url, session=session, retry_handlers=[])
            us = await self._token(client)
            way = WayIn(self._section, self._settings, self._lines, self._patience)
            ear = await way.open(stack, session, client, us.get("bot_id", ""), keep=bool(us and test))
            if us:
                channels = await self._channels(client, us["user"])
                await self._owners(client)
                await self._events(client, ear, test, channels)

    async def _token(self, client: AsyncWebClient) -> dict[str, str]:
        """Who we are, or nothing where Slack refuses the token."""
        try:
            with calling():
                seen = await client.auth_test()
        except Refusal as error:
            self.bad("slack_no_token", section=self._section, what=self.why(error))
            return {}
        self.good("slack_token", name=seen["user"], team=seen["team"], id=seen["team_id"])
        granted = next((value for key, value in seen.headers.items() if key.lower() == "x-oauth-scopes"), None)
        self._scopes(granted)
        return {key: str(seen.get(key) or "") for key in ("user", "bot_id")}

    def _scopes(self, granted: str | None) -> None:
        if granted is None:
            return self.note("slack_scopes_unknown")
        missing = sorted(set(SCOPES) - {scope.strip() for scope in granted.split(",")})
        for scope in missing:
            self.bad("slack_scope_missing", scope=scope, what=self.say(f"scope_{scope.replace(':', '_')}"))
        if not missing:
            self.good("slack_scopes", count=len(SCOPES))
        return None

    async def _channels(self, client: AsyncWebClient, name: str) -> dict[str, str]:
        """Those that the app is in: name by id."""
        found: dict[str, str] = {}
        try:
            with calling():
                pages = await client.users_conversations(
                    types="public_channel,private_channel", exclude_archived=True, limit=200
                )
                async for page in pages:
                    found |= {one["id"]: str(one.get("name", one["id"])) for one in page["channels"]}
        except Refusal as error:
            self.bad("slack_no_look", what=self.why(error))
            return {}
        if not found:
            self.bad("slack_no_channels", name=name)
        else:
            names = [f"#{one}" for one in sorted(found.values())]
            more = ["…"] if len(names) > SHOWN else []
            self.good("slack_channels", count=len(names), names=", ".join(names[:SHOWN] + more))
        for missing in sorted(set(self._named) - set(found)):
            self.note("slack_channel_missing", channel=missing, name=name)
        return found

    async def _owners(self, client: AsyncWebClient) -> None:
        if not self._settings.owners:
            self.note("slack_owners_none", section=self._section)
        for person in self._settings.owners:
            try:
                with calling():
                    seen = (await client.users_info(user=person))["user"]
                    if seen.get("deleted") or seen.get("is_bot"):
                        self.bad("slack_owner_gone", person=person)
                        continue
                    await client.conversations_open(users=person)
            except Refusal as error:
                self.bad("slack_no_owner", person=person, what=self.why(error))
            else:
                self.good("slack_owner", person=person, name=seen["name"])

    async def _events(self, client: AsyncWebClient, ear: Ear | None, test: str, channels: dict[str, str]) -> None:
        """Which events an app subscribes to can't be asked with its token: only tried."""
        if not test:
            return self.note("slack_events")
        if ear is None:
            return self.bad("slack_test_busy")
        by_name = {name: id for id, name in channels.items()}
        channel = by_name.get(test.removeprefix("#"), test)
        try:
            await self._there_and_back(client, ear, channel)
        except Refusal as error:
            self.bad("slack_test_failed", channel=test, what=self.why(error))
        return None

    async def _there_and_back(self, client: AsyncWebClient, ear: Ear, channel: str) -> None:
        began = time.monotonic()
        with calling():
            posted: Any = await client.chat_postMessage(channel=channel, text=self.say("slack_test_message"))
        try:
            await asyncio.wait_for(ear.heard(posted["ts"]), self._patience)
        except (TimeoutError, ConnectionError):
            messages = ", ".join(event for event in EVENTS if event.startswith("message."))
            self.bad("slack_test_silent", channel=channel, seconds=round(self._patience), events=messages)
        else:
            self.good("slack_test_heard", channel=channel, seconds=f"{time.monotonic() - began:.1f}")
        finally:
            with calling():
                await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
