"""Branches of a conversation: its last question answered again, or in other words, or the rest of an answer.

The page's own controls are pressed, and its own request proves it. What has gone on meanwhile is not branched.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from playwright.async_api import Locator
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import NothingToBranch, PageChanged
from bridge.texts import Phrase
from bridge.types import Anchor, ConversationId, State, Turn
from scraper.asking import anchors
from scraper.asking.composer import STILL
from scraper.asking.editor import Editor
from scraper.asking.lookup import Asked, LookUp
from scraper.asking.outgoing import Outgoing
from scraper.asking.proof import proof
from scraper.page.selectors import Name
from scraper.page.tab import ChatPage
from scraper.reading.answer import Answer
from scraper.wire.conversation import Conversation, same
from scraper.wire.observer import Posted

logger = logging.getLogger(__name__)

CLOCKS = 5.0  # seconds by which the site's clock may differ from ours; the answer before is older than that
GLANCE = 0.1  # seconds between two looks
OPENS = 5.0  # seconds within which a menu or a form is there


class Branch:
    """One turn's way to a branch of its conversation."""

    def __init__(
        self,
        page: ChatPage,
        patience: float,
        turn: Turn,
        outgoing: Outgoing,
        look_up: LookUp,
        choose: Callable[[], Awaitable[None]],
    ) -> None:
        self.clicked = False
        """What sends was pressed, and nothing proves that it did not send."""
        self._page = page
        self._patience = patience
        self._turn = turn
        self._outgoing = outgoing
        self._look_up = look_up
        self._choose = choose

    async def ask(self) -> Asked:
        """Raises NothingToBranch, NotReady where nothing was sent, Uncertain where that can't be known."""
        conversation = self._turn.conversation
        if conversation is None or self._turn.last is None:
            raise NothingToBranch(what=Phrase("nothing_before"))
        read = await self._look_up.read(conversation)
        if read is None:
            raise self._look_up.uncertain() if self._turn.resumed else NothingToBranch(what=Phrase("unreadable"))
        if self._turn.resumed and (found := self._found(read, conversation)):
            logger.info("it had been asked before the restart; reading on")
            return found
        if self._turn.state is State.ASKED:
            raise self._look_up.uncertain()
        last = anchors.question(self._turn.last)
        if (newest := read.last_question) is None or newest.id != last:
            raise NothingToBranch(what=Phrase("gone_on"))
        await self._page.until_ready(conversation)
        await self._choose()
        self._page.observer.forget()
        answer = read.answer(last)
        match self._turn.question.action:
            case "edit":
                return await self._edit(last)
            case "continue":
                return await self._continue(last, answer)
            case _:
                return await self._again(last, answer)

    def _found(self, read: Conversation, conversation: ConversationId) -> Asked | None:
        """What an earlier run has pressed already."""
        if self._turn.anchor is not None:
            known = read.question(anchors.question(self._turn.anchor))
            return Asked(self._turn.anchor, conversation, read) if known else None
        assert self._turn.last is not None
        last, since = anchors.question(self._turn.last), self._turn.asking_since - CLOCKS
        if self._turn.question.action == "edit":
            asked = read.asked((self._outgoing.text,), since)
            return Asked(Anchor(asked.id), conversation, read) if asked and asked.id != last else None
        answer, before = read.answer(last), self._turn.before
        if answer is None or (before and same(answer.text, before)):
            return None  # clocks alone don't tell, where it is asked for as soon as the one before was there
        if answer.created < since and (self._turn.question.action == "again" or answer.at_length):
            return None
        return Asked(Anchor(last), conversation, read)

    async def _again(self, last: str, answer: Answer | None) -> Asked:
        button = await self._control("regenerate", "no_regenerate")
        if await button.get_attribute("aria-haspopup"):
            await self._press(button)
            button = await self._control("regenerate_now", "no_regenerate")
        await self._send(button)
        posted = await proof(self._page, self._patience, lambda posted: _is_variant(posted, last))
        return Asked(anchors.branch(last, answer.id if answer else ""), _conversation(posted, self._turn))

    async def _continue(self, last: str, answer: Answer | None) -> Asked:
        await self._send(await self._control("continue", "nothing_to_continue"))
        posted = await proof(self._page, self._patience, lambda posted: posted.action == "continue")
        before, said = (answer.id, answer.text) if answer else ("", "")
        return Asked(anchors.rest(last, before, len(said)), _conversation(posted, self._turn), said=said)

    async def _edit(self, last: str) -> Asked:
        await self._press(await self._control("edit", "no_edit"))
        tab = await self._page.tab()
        editor = Editor(tab, await self._control("edit_editor", "no_edit"))
        await editor.write(self._outgoing.text, lambda _: True)  # its own old text stands there
        send = await self._control("edit_send", "no_edit")
        if not await editor.holds(self._outgoing.text):
            raise PageChanged(what="somebody else is at work in it")
        await self._send(send)
        posted = await proof(self._page, self._patience, lambda posted: posted.anchor not in ("", last))
        if posted.text != self._outgoing.text:
            logger.warning("the page sent the question changed: %d characters", len(posted.text))
        return Asked(Anchor(posted.anchor), _conversation(posted, self._turn))

    async def _control(self, name: Name, missing: str) -> Locator:
        """The one of the last turn. Raises NothingToBranch when the page does not have it."""
        deadline = time.monotonic() + OPENS
        while (found := (await self._page.look()).found[name]) is None:
            if time.monotonic() > deadline:
                raise NothingToBranch(what=Phrase(missing))
            await asyncio.sleep(GLANCE)
        controls = (await self._page.tab()).locator(found.selector).locator("visible=true")
        return controls.first if name == "regenerate_now" else controls.last

    async def _send(self, button: Locator) -> None:
        self.clicked = True
        await self._press(button)

    async def _press(self, button: Locator) -> None:
        try:
            await button.click(timeout=STILL)
        except PlaywrightTimeout as error:
            raise PageChanged(what="one of its buttons can't be clicked") from error


def _is_variant(posted: Posted, question: str) -> bool:
    return posted.action == "variant" and question in (posted.anchor, posted.parent)


def _conversation(posted: Posted, turn: Turn) -> ConversationId | None:
    return ConversationId(posted.conversation) if posted.conversation else turn.conversation
