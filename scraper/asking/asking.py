"""Getting a question to ChatGPT once: found if an earlier run sent it, else typed, sent and proven."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import replace

from playwright.async_api import Error as PlaywrightError

from bridge.errors import (
    BridgeError,
    BrowserFailed,
    ChoiceWanted,
    DraftLeft,
    NotReady,
    PageChanged,
    PermissionWanted,
    Uncertain,
)
from bridge.log import first_line
from bridge.types import Anchor, ConversationId, State, Turn
from scraper.asking import offer
from scraper.asking.branches import Branch
from scraper.asking.lookup import Asked, LookUp
from scraper.asking.offer import Wanted
from scraper.asking.outgoing import outgoing
from scraper.asking.picker import Picker
from scraper.asking.proof import FAILED, NotTaken, TabGone, Unproven, proof
from scraper.asking.unsent import Unsent
from scraper.asking.written import carries
from scraper.browser.life import A_MOMENT
from scraper.page.tab import ChatPage
from scraper.settings import ChatGPTSettings
from scraper.wire.observer import Posted

__all__ = ["Asked", "Asking"]

logger = logging.getLogger(__name__)

FOLLOWS = 1.5  # seconds after the composer is emptied in which the page's request follows
ARRIVES = 3.0  # seconds after which what was sent by a browser that is gone is there, if it ever will be
OF_ONE_CONVERSATION = (ChoiceWanted, PermissionWanted, DraftLeft)
"""Walls that stand where they were met. Only the draft of a new chat is in the way of every new chat."""


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
        self._outgoing = outgoing(turn, settings)
        self._look_up = LookUp(page, settings, turn, self._outgoing)
        self._chosen = Wanted("", "")
        self.clicked = False
        """Send was pressed, and nothing proves that it did not send."""

    async def ask(self) -> Asked:
        """Raises NotReady when nothing was sent, Uncertain when that can't be known."""
        begun, turn = self._unsent.turns, self._turn.id
        try:
            asked = await self._asked()
        except BaseException as error:
            if not (self.clicked or isinstance(error, Uncertain)):
                begun.begin(turn)
            raise
        begun.over(turn)
        return asked

    async def _asked(self) -> Asked:
        try:
            return await (self._found_or_sent() if self._turn.question.action == "ask" else self._branched())
        except NotTaken as refused:
            if refused.proven:
                self.clicked = False
                raise refused.error from None
            return await self._seen_there(refused, refused.error if refused.status >= FAILED else None)
        except (TabGone, Unproven, PlaywrightError, NotReady) as error:
            if isinstance(error, OF_ONE_CONVERSATION) and self._turn.conversation is not None:
                error.here = self._page.link(self._turn.conversation)
            if self.clicked:
                return await self._seen_there(error)
            if isinstance(error, PlaywrightError):
                raise BrowserFailed(what=first_line(error)) from error
            raise

    async def find(self, asked: Asked) -> Asked | None:
        """Among the new conversations, the one with a question that is known to have been sent."""
        turn = replace(self._turn, anchor=asked.anchor)
        return await LookUp(self._page, self._settings, turn, self._outgoing).found()

    async def _seen_there(self, doubt: Exception, otherwise: BridgeError | None = None) -> Asked:
        """It may have been sent; what the conversation tells counts. What is not there now may come yet."""
        otherwise = otherwise or self._look_up.uncertain()
        if self._turn.question.action != "ask":
            raise otherwise from doubt
        logger.warning("nothing proves that it was sent (%s); looking whether it was asked", first_line(doubt))
        try:
            found = await self._look_up.found()
        except (PlaywrightError, BridgeError) as error:
            logger.warning("it could not be looked up: %s", first_line(error))
            found = None
        if found is None:
            self.clicked = False
            raise otherwise from doubt
        return found

    async def _branched(self) -> Asked:
        branch = Branch(self._page, self._settings.proof, self._turn, self._outgoing, self._look_up, self._choose)
        try:
            return await branch.ask()
        finally:
            self.clicked = branch.clicked

    async def _found_or_sent(self) -> Asked:
        unsent = self._unsent.turns.unsent(self._turn.id)
        if self._turn.resumed and (found := await self._surely_found(pressed=not unsent)) is not None:
            logger.info("it had been asked before the restart; reading on")
            return found
        if self._turn.state is State.ASKED:
            raise self._look_up.uncertain()
        try:
            return await self._type_and_send()
        except (TabGone, PlaywrightError) as error:
            await asyncio.sleep(A_MOMENT)
            if self._page.alive:
                raise
            logger.warning(
                "the browser went away while asking (%s); looking whether it was asked", first_line(error)
            )
        if (found := await self._surely_found(pressed=self.clicked)) is not None:
            return found
        return await self._type_and_send()

    async def _surely_found(self, *, pressed: bool) -> Asked | None:
        """None: it was not sent. Once Send was pressed it may be on its way still. Raises Uncertain."""
        found = await self._look_up.found()
        if found is None and pressed:
            await asyncio.sleep(ARRIVES)
            if (found := await self._look_up.found()) is None:
                raise self._look_up.uncertain()
        return found

    async def _type_and_send(self) -> Asked:
        composer, outgoing = self._page.composer, self._outgoing
        # The draft of the new-chat page is one for all tabs: from opening it to sending, one at a time.
        async with self._new_chat if self._turn.conversation is None else nullcontext():
            await self._page.go(self._turn.conversation, temporary=self._turn.question.temporary)
            await self._choose()
            self._page.observer.forget()  # what was sent before is somebody else's
            async with self._taken_back(), self._unless_sent():
                await composer.write(outgoing, self._unsent.knows, self._sent_by_somebody)
                button = await composer.sendable(outgoing, self._turn.conversation)
                self._pressed()
                await composer.click(button, outgoing)
            posted = await self._proof()
        self._unsent.forget(self._outgoing.text)  # not before: of a browser that is killed now the draft stays
        self._compare(posted)
        conversation = ConversationId(posted.conversation) if posted.conversation else None
        return Asked(Anchor(posted.anchor), conversation)

    @asynccontextmanager
    async def _unless_sent(self) -> AsyncIterator[None]:
        """A person may press Send on what we write; then that was it."""
        try:
            yield
        except PageChanged:
            if not await self._sent_by_somebody():
                raise
            logger.warning("somebody else sent what was being written")
            self._pressed()

    def _pressed(self) -> None:
        self.clicked = True
        self._unsent.turns.press(self._turn.id)  # the next run has to know it as well

    async def _sent_by_somebody(self) -> bool:
        deadline = time.monotonic() + FOLLOWS
        while (posted := self._page.observer.posted) is None or not is_question(posted, self._outgoing.text):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(A_MOMENT)
        return True

    @asynccontextmanager
    async def _taken_back(self) -> AsyncIterator[None]:
        """What was not sent does not stay in the composer."""
        self._unsent.remember(self._outgoing.text)
        try:
            yield
        except BaseException as error:
            self.clicked = self.clicked and not isinstance(error, PageChanged)
            if self._page.alive:
                with suppress(PlaywrightError):  # the first error is the one that tells
                    await self._page.composer.clear(self._outgoing)
                    self._unsent.forget(self._outgoing.text)
            raise

    async def _choose(self) -> None:
        """The model and the effort that the question asks for; else what the page has stays."""
        question = self._turn.question
        wanted = offer.wanted(question.model, question.effort, self._settings.unmeant_models)
        if not wanted.nothing:
            self._chosen = await Picker(self._page, self._page.observer.families).choose(wanted)

    async def _proof(self) -> Posted:
        """The page's own request with our text; without it nothing is sent again."""
        try:
            return await proof(
                self._page, self._settings.proof, lambda posted: is_question(posted, self._outgoing.text)
            )
        except Unproven:
            if await self._page.composer.holds(self._outgoing):  # the click did nothing
                await self._page.composer.clear(self._outgoing)
                self._unsent.forget(self._outgoing.text)
                self.clicked = False
                raise PageChanged(what="its Send button does not send") from None
            raise

    def _compare(self, posted: Posted) -> None:
        """It is sent, whatever it is now; but somebody should know."""
        if posted.text != self._outgoing.text:
            lengths = len(posted.text), len(self._outgoing.text)
            logger.warning("the page sent the question changed: %d characters for %d", *lengths)
        if len(posted.files) != len(self._outgoing.files):
            logger.warning("the page sent %d files for %d", len(posted.files), len(self._outgoing.files))
        if self._turn.question.temporary and not posted.temporary:
            logger.error("the page did not ask in a temporary chat; the conversation is in ChatGPT's history")
        slug = offer.expected(self._chosen, self._page.observer.families)
        if slug and posted.model != slug:
            logger.warning("the page asked %s, not %s as chosen", posted.model or "nobody", slug)
        if self._chosen.effort and posted.effort and posted.effort != self._chosen.effort:
            logger.warning("the page asked for the effort %s, not %s as chosen", posted.effort, self._chosen.effort)


def is_question(posted: Posted, text: str) -> bool:
    """Not what a person asked in the same tab: another answer to an older one, or something else."""
    return bool(posted.anchor) and posted.action == "next" and carries(posted.text, text)
