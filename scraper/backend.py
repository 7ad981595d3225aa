"""The Backend over ChatGPT's page: look, type, prove that it was sent, read until the end is proven."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BadQuestion, BridgeError
from bridge.events import Event, Held, Opened
from bridge.log import first_line
from bridge.protocols import Adopts, AtOnce, Backend, Deletes, Leaves, Links, Renames
from bridge.texts import Phrase
from bridge.types import ConversationId, Health, Model, Turn
from scraper import generations
from scraper.asking import offer
from scraper.asking.asking import Asking
from scraper.asking.deleting import delete
from scraper.asking.lookup import Asked
from scraper.asking.picker import offered
from scraper.asking.renaming import rename
from scraper.asking.unsent import Unsent
from scraper.browser.life import Browser, launched
from scraper.page.tab import ChatPage
from scraper.reading.reading import Reading
from scraper.reading.rest import Rest
from scraper.settings import ChatGPTSettings

logger = logging.getLogger(__name__)

LINK = re.compile(
    r"<?(?:https?://[^/?#]+/(?:g/[^/?#]+/)?c/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?(?:[?#|].*)?>?", re.I
)
MODELS_STAY = 600.0  # seconds; the list does not change from one question to the next


@asynccontextmanager
async def opened(settings: ChatGPTSettings, folder: Path) -> AsyncIterator["ChatGPT"]:
    """The backend on the settings' profile; the browser starts with the first question."""
    async with launched(settings, folder, generations.load(folder)) as browser:
        yield ChatGPT(settings, browser, Unsent.of(settings, folder))


class ChatGPT:
    """A Backend that Leaves. Answers from the account that the profile is signed in to."""

    def __init__(self, settings: ChatGPTSettings, browser: Browser, unsent: Unsent) -> None:
        self._settings = settings
        self._browser = browser
        self._unsent = unsent
        self._leaving = False
        self._models: Sequence[Model] = ()
        self._models_until = 0.0

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        if not turn.resumed:
            self._unsent.turns.begin(turn.id)
        async with self._browser.lend(turn.conversation) as page:
            asking = Asking(page, self._browser.new_chat, self._settings, turn, self._unsent)
            try:
                asked = await asking.ask()
            except asyncio.CancelledError:
                if asking.clicked:
                    await self._stop(page)
                raise
            reading = Reading(page, asked, self._settings, partial(asking.find, asked), turn.question)
            try:
                yield self._noted(reading.events(), page, turn, asked)
            finally:
                if not reading.over:
                    await self._stop(page)

    async def _noted(
        self, events: AsyncIterator[Event], page: ChatPage, turn: Turn, asked: Asked
    ) -> AsyncIterator[Event]:
        """What a page has to keep in mind, and what of an answer is new."""
        rest = Rest(asked.said, asked.said_length) if turn.question.action == "continue" else None
        async for event in events:
            if isinstance(event, Opened) and turn.question.temporary:
                page.keeps(event.conversation)
            if isinstance(event, Held):
                event.why.report = await self._browser.reports.of(event.why, page)
            if rest is None:
                yield event
            elif (new := rest.take(event)) is not None:
                yield new

    async def _stop(self, page: ChatPage) -> None:
        """Nobody waits for the answer any more, or we have lost sight of it."""
        if not self._leaving:
            try:
                await page.composer.stop()
            except (PlaywrightError, BridgeError) as error:
                logger.warning("Stop could not be pressed: %s", first_line(error))

    async def models(self) -> Sequence[Model]:
        """What the picker offers; at a wall what it offered before, or only what the page has."""
        if not self._models or time.monotonic() > self._models_until:
            try:
                async with self._browser.lend(None) as page:
                    self._models = await offered(page)
                self._models_until = time.monotonic() + MODELS_STAY
            except (BridgeError, PlaywrightError) as error:
                logger.warning("the models could not be listed: %s", first_line(error))
        return self._models or offer.models(())

    def link(self, conversation: ConversationId) -> str:
        return self._settings.link(conversation)

    @property
    def at_once(self) -> int:
        return self._settings.pages

    @property
    def renames(self) -> bool:
        return self._settings.rename

    async def rename(self, conversation: ConversationId, title: str) -> None:
        async with self._browser.lend(conversation) as page:
            await rename(page, conversation, title)

    async def delete(self, conversation: ConversationId) -> None:
        async with self._browser.lend(conversation) as page:
            await delete(page, conversation)

    async def adopt(self, link: str) -> ConversationId:
        if (named := LINK.fullmatch(link.strip())) is None:
            raise BadQuestion(what=Phrase("no_conversation_link"))
        conversation = ConversationId(named[1].lower())
        async with self._browser.lend(conversation) as page:
            await page.go(conversation)
        return conversation

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
_renames: type[Renames] = ChatGPT
_deletes: type[Deletes] = ChatGPT
_adopts: type[Adopts] = ChatGPT
_links: type[Links] = ChatGPT
_at_once: type[AtOnce] = ChatGPT
