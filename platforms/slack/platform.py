"""Slack as a Platform."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiohttp

from bridge.bridge import Bridge
from bridge.errors import PlatformError, Undeliverable
from bridge.events import Shown
from bridge.protocols import Names, Platform, Site, Tells
from bridge.types import Channel, Turn
from platforms.answer import Answer
from platforms.errands import Errands
from platforms.hearing import Hearing
from platforms.reply import Pauses, Reply
from platforms.slack.around import Around
from platforms.slack.desk import Desk
from platforms.slack.messages import SlackMessages
from platforms.slack.outbound import FORM, PAUSES
from platforms.slack.receiver import bolt, by_http
from platforms.slack.settings import SlackSettings
from platforms.slack.socket_mode import by_socket
from platforms.slack.workspace import TIMEOUT, Us, Workspace
from platforms.trouble import NotNow, NotThere, patiently

logger = logging.getLogger(__name__)

T = TypeVar("T")


@asynccontextmanager
async def opened(settings: SlackSettings, site: Site, pauses: Pauses = PAUSES) -> AsyncIterator["SlackPlatform"]:
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        workspace = Workspace(settings.bot_token, settings.api_url, session, pauses)
        yield SlackPlatform(settings, site, workspace, pauses.trouble)


class SlackPlatform:
    """Receives questions of its workspaces and writes answers into their threads."""

    def __init__(self, settings: SlackSettings, site: Site, workspace: Workspace, trouble: float) -> None:
        self.ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """How events come in, once they do: "Socket Mode", or the address that Slack has to reach."""
        self.errands = Errands()
        """What is done after the acknowledgement."""
        self._settings = settings
        self._site = site
        self._workspace = workspace
        self._trouble = trouble

    async def run(self, bridge: Bridge) -> None:
        """Receive until cancelled. BadConfig when Slack does not take a token."""
        us = await self._patiently(self._workspace.us, "bot_token")
        logger.info("in Slack as %s", us.name)
        async with self.errands, self._receiving(bridge, us) as way:
            self.ready.set_result(way)
            await asyncio.Event().wait()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        """Write the answer into the question's thread."""
        language = self._site.rules(turn.thread.place).language
        answer = Answer(FORM, language, turn.parts, turn.question.model)
        messages = SlackMessages(self._workspace)
        await Reply(turn, answer, messages, self._site.store, self._workspace.paces).show(events)

    async def channel_name(self, place: Channel) -> str:
        try:
            return await self._workspace.channel_name(place.channel)
        except (NotNow, NotThere, Undeliverable) as error:
            logger.info("the name of %s is not known: %s", place.channel, error)
            return place.channel

    async def tell_owner(self, text: str, picture: Path | None) -> None:
        """In a direct message to each of the ``owners``."""
        for person in self._settings.owners:
            try:
                await self._workspace.tell(person, text, picture)
            except (NotNow, NotThere) as error:
                raise PlatformError(what=str(error)) from error

    def _receiving(self, bridge: Bridge, us: Us) -> AbstractAsyncContextManager[str]:
        settings = self._settings
        hearing = Hearing(bridge, self._site, self._workspace.whisper, self.errands)
        desk = Desk(Around(bridge, self._site, self._workspace, us, hearing, self.errands))
        app = bolt(settings, us, desk.take)
        if not settings.app_token:
            return by_http(app, settings.host, settings.port, settings.path)
        token = settings.app_token.get_secret_value()
        return by_socket(app, token, lambda: self._patiently(lambda: self._workspace.socket(token), "app_token"))

    async def _patiently(self, call: Callable[[], Awaitable[T]], key: str) -> T:
        return await patiently(call, f"[slack] {key}", self._trouble)


_platform: type[Platform] = SlackPlatform
_names: type[Names] = SlackPlatform
_tells: type[Tells] = SlackPlatform
