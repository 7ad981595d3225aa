"""Getting a question to ChatGPT once: found if an earlier run sent it, else typed, sent and proven."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import TypeVar

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BrowserFailed, NotReady, PageChanged, RateLimited, Refused, Uncertain
from bridge.types import Anchor, ConversationId, State, Turn
from scraper.browser import A_MOMENT
from scraper.conversation import Conversation
from scraper.page import ChatPage
from scraper.settings import ChatGPTSettings
from scraper.traffic import Gone, NoStream, Posted, Read, ReadList, Seen
from scraper.unsent import Unsent

logger = logging.getLogger(__name__)

S = TypeVar("S", bound=Seen)

CLOCKS = 300.0  # seconds by which the site's clock may differ from ours
CANDIDATES = 20  # new conversations that are looked through after a crash, at most


@dataclass(frozen=True, slots=True)
class Asked:
    """The question is with ChatGPT; ``found`` is its conversation if an earlier run had asked it."""

    anchor: Anchor
    conversation: ConversationId | None
    found: Conversation | None = None


class Asking:
    """One turn's way into the page."""

    def __init__(
        self, page: ChatPage, new_chat: asyncio.Lock, settings: ChatGPTSettings, turn: Turn, unsent: Unsent
    ) -> None:
        self._page = page
        self._new_chat = new_chat
        self._settings = settings
        self._turn = turn
        self._unsent = unsent
        self._since = (turn.asking_since or time.time()) - CLOCKS
        self.clicked = False
        """Send was pressed, and nothing proves that it did not send."""

    async def ask(self) -> Asked:
        """Raises NotReady when nothing was sent, Uncertain when that can't be known."""
        try:
            return await self._found_or_sent()
        except (_TabGone, PlaywrightError, NotReady) as error:
            if self.clicked:
                raise self._uncertain() from error
            if isinstance(error, PlaywrightError):
                raise BrowserFailed(what=error.message.splitlines()[0]) from error
            raise

    async def _found_or_sent(self) -> Asked:
        if self._turn.resumed and (found := await self._look_before_typing()) is not None:
            logger.info("it had been asked before the restart; reading on")
            return found
        if self._turn.state is State.ASKED:
            raise self._uncertain()
        try:
            return await self._type_and_send()
        except (_TabGone, PlaywrightError) as error:
            await asyncio.sleep(A_MOMENT)
            if self._page.alive:
                raise
            why = str(error).splitlines()[0] if str(error) else "the tab was closed"
            logger.warning("the browser went away while asking (%s); looking whether it was asked", why)
        if (found := await self._look_before_typing()) is not None:
            return found
        if self.clicked and self._turn.conversation is None:
            raise self._uncertain()  # the list of conversations may be a moment behind
        self.clicked = False
        return await self._type_and_send()

    async def _type_and_send(self) -> Asked:
        prompt = self._prompt()
        # The draft of the new-chat page is one for all tabs: from opening it to sending, one at a time.
        async with self._new_chat if self._turn.conversation is None else nullcontext():
            await self._page.go(self._turn.conversation)
            self._page.observer.forget()
            async with self._taken_back(prompt):
                await self._page.composer.write(prompt, self._unsent.knows)
                button = await self._page.composer.sendable(prompt, self._turn.conversation)
                self.clicked = True
                await self._page.composer.click(button, prompt)
            return await self._proof(prompt)

    @asynccontextmanager
    async def _taken_back(self, prompt: str) -> AsyncIterator[None]:
        """What was not sent does not stay in the composer."""
        self._unsent.remember(prompt)
        try:
            yield
        except BaseException as error:
            self.clicked = self.clicked and not isinstance(error, PageChanged)
            if self._page.alive:
                with suppress(PlaywrightError):  # the first error is the one that tells
                    await self._page.composer.clear(prompt)
                    self._unsent.forget(prompt)
            raise
        self._unsent.forget(prompt)

    async def _proof(self, prompt: str) -> Asked:
        """The page's own request with our text; without it nothing is sent again."""
        try:
            async with asyncio.timeout(self._settings.proof):
                while True:
                    match await self._page.observer.seen.get():
                        case Posted(anchor, text, conversation):
                            if text != prompt:
                                logger.warning(
                                    "the page sent the question changed: %d characters for %d",
                                    len(text),
                                    len(prompt),
                                )
                            return Asked(Anchor(anchor), ConversationId(conversation) if conversation else None)
                        case NoStream(status, words):
                            self.clicked = False
                            raise refusal(status, words)
                        case Gone():
                            raise _TabGone
                        case _:
                            pass
        except TimeoutError:
            if await self._page.composer.holds(prompt):  # the click did nothing
                await self._page.composer.clear(prompt)
                self.clicked = False
                raise PageChanged(what="its Send button does not send") from None
            raise self._uncertain() from None

    async def _look_before_typing(self) -> Asked | None:
        """The question as an earlier run sent it; None when it did not."""
        known = self._turn.conversation
        for conversation in await self._candidates() if known is None else [known]:
            if found := self._in(conversation, await self._read(conversation)):
                return found
        return None

    async def _candidates(self) -> list[ConversationId]:
        """Conversations that began after we may have typed, newest first."""
        self._page.observer.forget()
        await self._page.go(None)
        listed = await self._seen(ReadList)
        if listed is None:
            raise self._uncertain()
        new = [one for one in listed.conversations if one.created >= self._since]
        if len(new) > CANDIDATES:
            raise self._uncertain()
        return [ConversationId(one.id) for one in sorted(new, key=lambda one: one.created, reverse=True)]

    async def _read(self, conversation: ConversationId) -> Conversation:
        """What the page fetches when it opens the conversation. Unreadable is not the same as not there."""
        self._page.observer.forget()
        await self._page.load(conversation)
        while (read := await self._seen(Read)) is not None:
            if read.id == conversation and read.conversation is not None:
                return read.conversation
            if read.id == conversation:
                break
        raise self._uncertain()

    def _uncertain(self) -> Uncertain:
        return Uncertain(link=self._page.link(self._turn.conversation))

    def _in(self, conversation: ConversationId, read: Conversation) -> Asked | None:
        if self._turn.anchor is not None:
            question = read.question(self._turn.anchor)
        else:
            question = read.asked((self._prompt(), self._turn.question.text), self._since)
        return None if question is None else Asked(Anchor(question.id), conversation, read)

    async def _seen(self, kind: type[S]) -> S | None:
        try:
            async with asyncio.timeout(self._settings.patience):
                while True:
                    if isinstance(seen := await self._page.observer.seen.get(), kind):
                        return seen
        except TimeoutError:
            return None

    def _prompt(self) -> str:
        """A page has no place for instructions: they go before the first question of a conversation."""
        question = self._turn.question
        if question.instructions and self._turn.conversation is None:
            return f"{question.instructions}\n\n{question.text}"
        return question.text


class _TabGone(Exception):
    """The tab went away between the click and the proof."""


def refusal(status: int, words: str) -> RateLimited | Refused:
    """What the site's answer to a question means that is no answer."""
    return RateLimited() if status == 429 else Refused(what=words or f"HTTP {status}")
