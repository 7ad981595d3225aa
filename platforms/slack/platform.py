"""Slack as a Platform."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from bridge.bridge import Bridge
from bridge.errors import BadConfig, BadQuestion, Undeliverable
from bridge.protocols import Platform, Site
from bridge.types import MessageId, Question, Rules, Shown, Turn
from platforms.slack.inbound import Said, said
from platforms.slack.outbound import Paces, Pauses, Reply
from platforms.slack.receiver import bolt, by_http
from platforms.slack.refusals import NotNow
from platforms.slack.settings import SlackSettings
from platforms.slack.socket_mode import by_socket
from platforms.slack.web import Us, Web, connected

logger = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_PAUSE = 30.0
DECLINED = 100
"""How many questions without a word in them are remembered, so that their asker is told once."""


@asynccontextmanager
async def opened(
    settings: SlackSettings, site: Site, pauses: Pauses | None = None
) -> AsyncIterator["SlackPlatform"]:
    async with connected(settings) as web:
        yield SlackPlatform(settings, site, web, pauses or Pauses())


class SlackPlatform:
    """Receives questions of one workspace and writes answers into its threads."""

    def __init__(self, settings: SlackSettings, site: Site, web: Web, pauses: Pauses) -> None:
        self.ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """How events come in, once they do: "Socket Mode", or the address that Slack has to reach."""
        self._settings = settings
        self._site = site
        self._web = web
        self._paces = Paces(pauses)
        self._declined: deque[MessageId] = deque(maxlen=DECLINED)

    async def run(self, bridge: Bridge) -> None:
        """Receive until cancelled. BadConfig when Slack does not take a token."""
        us = await self._patiently(self._web.us, "bot_token")
        logger.info("in Slack as %s", us.name)
        async with self._receiving(bridge, us) as way:
            self.ready.set_result(way)
            await asyncio.Event().wait()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        """Write the answer into the question's thread."""
        language = self._rules(turn.question).language
        await Reply(turn, language, self._web, self._site.store, self._paces).show(events)

    def _receiving(self, bridge: Bridge, us: Us) -> AbstractAsyncContextManager[str]:
        settings = self._settings
        app = bolt(settings, us, partial(self._hear, bridge, us))
        if not settings.app_token:
            return by_http(app, settings.host, settings.port, settings.path)
        token = settings.app_token.get_secret_value()
        return by_socket(app, token, lambda: self._patiently(lambda: self._web.socket(token), "app_token"))

    async def _hear(self, bridge: Bridge, us: Us, event: Mapping[str, Any]) -> None:
        """Returns when the question is in the ledger; only then may the event be acknowledged."""
        heard = said(event, us.team, us.user)
        if heard is None or not await self._is_for_us(heard):
            return
        try:
            await bridge.accept(heard.question)
        except BadQuestion as error:
            await self._decline(heard.question, error.say(self._rules(heard.question).language))

    async def _is_for_us(self, heard: Said) -> bool:
        mode = self._rules(heard.question).mode
        return heard.asks(mode) or (heard.follows(mode) and await self._site.store.knows(heard.question.thread))

    async def _decline(self, question: Question, why: str) -> None:
        """Tell the asker alone, once; a courtesy, so it may fail."""
        if question.message in self._declined:
            return
        self._declined.append(question.message)
        try:
            await self._web.whisper(question, why)
        except (NotNow, Undeliverable) as error:
            logger.info("nothing was asked, and the asker could not be told: %s", error)

    def _rules(self, question: Question) -> Rules:
        return self._site.rules(question.thread.place)

    async def _patiently(self, call: Callable[[], Awaitable[T]], key: str) -> T:
        """Wait until Slack can be reached; BadConfig when what it refuses is the token."""
        pause = self._paces.pauses.trouble
        while True:
            try:
                return await call()
            except Undeliverable as error:
                raise BadConfig(what=f"[slack] {key}: {error}") from error
            except NotNow as trouble:
                wait = pause if trouble.seconds is None else trouble.seconds
                logger.warning("again in %.0f s: %s", wait, trouble)
            await asyncio.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE)


_platform: type[Platform] = SlackPlatform
