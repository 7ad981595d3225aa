"""Whether an app's way in is open, line by line: Socket Mode, or the port for Slack's signed requests."""

import asyncio
import json
import time
from contextlib import AsyncExitStack, suppress

import aiohttp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bridge.errors import BadConfig, BridgeError
from bridge.lines import Lines, Words
from platforms.slack.settings import SlackSettings
from platforms.slack.setup.ears import Ear, at_address, at_socket
from platforms.slack.workspace import calling
from platforms.trouble import NotNow, NotThere

CHALLENGE = "threadbridge"

Refusal = (NotNow, NotThere, BridgeError)
"""What a call may raise."""


class WayIn(Words):
    """Of one app; `section` is where it stands in config.toml."""

    def __init__(self, section: str, settings: SlackSettings, lines: Lines, patience: float) -> None:
        super().__init__(lines)
        self._section = section
        self._settings = settings
        self._patience = patience

    async def open(
        self, stack: AsyncExitStack, session: aiohttp.ClientSession, client: AsyncWebClient, bot: str, *, keep: bool
    ) -> Ear | None:
        """An ear there, to `keep` or to be closed at once: what it hears somebody else misses. None without one."""
        async with AsyncExitStack() as mine:
            if token := self._settings.app_token:
                ear = await self._socket(mine, session, client, token.get_secret_value(), bot)
            else:
                ear = await self._address(mine, session)
            if ear and keep:
                stack.push_async_exit(mine.pop_all())
        return ear

    async def _socket(
        self, stack: AsyncExitStack, session: aiohttp.ClientSession, client: AsyncWebClient, token: str, bot: str
    ) -> Ear | None:
        try:
            with calling():
                address = (await client.apps_connections_open(app_token=token))["url"]
                ear = await stack.enter_async_context(at_socket(session, address))
                hello = await asyncio.wait_for(ear.greeted(), self._patience)
        except Refusal as error:
            self.bad("slack_no_socket", section=self._section, what=self.why(error))
            return None
        self.good("slack_socket")
        await self._same_app(client, bot, hello.app)
        if hello.others:
            self.note("slack_socket_others", count=hello.others)
        return None if hello.others else ear

    async def _same_app(self, client: AsyncWebClient, bot: str, app: str) -> None:
        """Both tokens are right, and yet no event comes when they are of two apps. Needs users:read."""
        if not (bot and app):
            return
        with suppress(*Refusal), calling():
            its = (await client.bots_info(bot=bot))["bot"].get("app_id")
            if its and its != app:
                self.bad("slack_other_app", section=self._section, app=app, its=its)

    async def _address(self, stack: AsyncExitStack, session: aiohttp.ClientSession) -> Ear | None:
        try:
            ear = await stack.enter_async_context(at_address(self._settings))
        except BadConfig as error:
            await self._somebody_there(session, error)
            return None
        self.good("slack_port", host=self._settings.host, port=self._settings.port)
        return ear

    async def _somebody_there(self, session: aiohttp.ClientSession, taken: BadConfig) -> None:
        """The port is taken: by a Threadbridge with the same secret, which gives Slack's challenge back?"""
        settings = self._settings
        assert settings.signing_secret is not None
        address = f"http://{settings.host}:{settings.port}{settings.path}"
        body, now = json.dumps({"type": "url_verification", "challenge": CHALLENGE}), str(int(time.time()))
        signature = SignatureVerifier(settings.signing_secret.get_secret_value()).generate_signature(
            timestamp=now, body=body
        )
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": signature or "",
        }
        said = ""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with session.post(address, data=body, headers=headers) as answer:
                said = await answer.text()
        if CHALLENGE in said:
            self.good("slack_port_ours", address=address)
        else:
            self.bad("slack_port_taken", section=self._section, what=self.why(taken))
