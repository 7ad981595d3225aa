"""The Backend over ChatGPT's page: look, type, prove that it was sent, read until the end is proven."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BridgeError
from bridge.protocols import Backend, Leaves
from bridge.types import Event, Health, Model, Turn
from scraper import generations
from scraper.asking import Asking
from scraper.browser import Browser, launched
from scraper.page import ChatPage
from scraper.reading import Reading
from scraper.settings import ChatGPTSettings
from scraper.unsent import Unsent

logger = logging.getLogger(__name__)


@asynccontextmanager
async def opened(settings: ChatGPTSettings, folder: Path) -> AsyncIterator["ChatGPT"]:
    """The backend on the settings' profile; the browser starts with the first question."""
    async with launched(settings, folder, generations.load(folder)) as browser:
        yield ChatGPT(settings, browser, Unsent(folder / "unsent"))


class ChatGPT:
    """A Backend that Leaves. Answers from the account that the profile is signed in to."""

    def __init__(self, settings: ChatGPTSettings, browser: Browser, unsent: Unsent) -> None:
        self._settings = settings
        self._browser = browser
        self._unsent = unsent
        self._leaving = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        async with self._browser.lend(turn.conversation) as page:
            asking = Asking(page, self._browser.new_chat, self._settings, turn, self._unsent)
            try:
                asked = await asking.ask()
            except asyncio.CancelledError:
                if asking.clicked:
                    await self._stop(page)
                raise
            reading = Reading(page, asked, self._settings, turn.question.action)
            try:
                yield reading.events()
            finally:
                if not reading.over:
                    await self._stop(page)

    async def _stop(self, page: ChatPage) -> None:
        """Nobody waits for the answer any more, or we have lost sight of it."""
        if not self._leaving:
            try:
                await page.composer.stop()
            except (PlaywrightError, BridgeError) as error:
                logger.warning("Stop could not be pressed: %s", str(error).splitlines()[0])

    async def models(self) -> Sequence[Model]:
        """What the page has chosen; its picker is not read yet."""
        return [Model("chatgpt", "openai")]

    async def check(self) -> Health:
        try:
            async with self._browser.lend(None) as page:
                await page.go(None)
        except (BridgeError, PlaywrightError) as error:
            return Health(ready=False, note=str(error), wall=error)
        return Health(ready=True, note="ChatGPT is signed in.")

    def leave(self) -> None:
        """From now on answers that are being written go on without us: the next start reads them."""
        self._leaving = True


_backend: type[Backend] = ChatGPT
_leaves: type[Leaves] = ChatGPT
