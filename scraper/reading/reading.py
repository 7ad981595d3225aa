"""Reading one answer: live as the page gets it, and where there is doubt from the conversation itself.

What the traffic means is decided in scraper/reading/witness.py; here is what is done when it says nothing more.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from playwright.async_api import Error as PlaywrightError

from bridge.errors import (
    AccountLocked,
    BridgeError,
    HumanCheck,
    Interrupted,
    LoginRequired,
    Maintenance,
    NotReady,
    Uncertain,
    Walled,
)
from bridge.events import CutShort, Event, Opened, Sent, Text
from bridge.log import first_line
from bridge.types import Action, Question
from scraper.asking.lookup import Asked
from scraper.page.tab import ChatPage
from scraper.reading import shown
from scraper.reading.downloads import Downloads, made
from scraper.reading.going_on import GoingOn
from scraper.reading.leave import Leave
from scraper.reading.witness import Ours, Witness
from scraper.settings import ChatGPTSettings
from scraper.wire.seen import Gone, Read, Seen

logger = logging.getLogger(__name__)

LINGER = 1.0  # seconds after a proven end in which the title and other afterthoughts come
SLOWEST = 6  # times as long as at first, between two looks at a conversation
ACTIONS: dict[Action, str] = {"ask": "next", "edit": "next", "again": "variant", "continue": "continue"}
"""What the page calls them in its request."""
HIDING = (LoginRequired, HumanCheck, AccountLocked, Maintenance)
"""Walls behind which nothing can be read; the others stand in the way of questions only, or may."""
LOOKS = 3  # without anything to read, before the page itself is read
QUIET = 10.0  # seconds without a sign of life after which the page may be asking a person something


class Reading:
    """The answer to one question, until its end is proven."""

    def __init__(
        self,
        page: ChatPage,
        asked: Asked,
        settings: ChatGPTSettings,
        find: Callable[[], Awaitable[Asked | None]],
        question: Question,
    ) -> None:
        self._page = page
        self._find = find
        self._temporary = question.temporary
        self._asked = asked
        self._settings = settings
        self._witness = Witness(Ours(asked.question, asked.before, ACTIONS[question.action]), asked.conversation)
        self._going_on = GoingOn(page, settings.continues)
        self._leave = Leave(page)
        self._heard = self._deadline = 0.0
        self._loading = False
        """The page was told to fetch the conversation and has not done so yet."""
        self._looks = 0
        self._unread = 0
        """Looks at the conversation that gave nothing to read."""
        self._doubting = 0.0

    @property
    def over(self) -> bool:
        """Nothing is being written any more: the end is proven, or the site broke off."""
        return self._witness.over

    async def events(self) -> AsyncIterator[Event]:
        """What happens, up to the end. Raises Interrupted, a wall, or what the site answered instead."""
        yield Sent(self._asked.anchor)
        if self._asked.conversation is not None:
            yield Opened(self._asked.conversation)
        async for event in self._texts():
            yield event
        async for event in self._made():
            yield event
        if self._witness.at_length:
            yield CutShort()

    async def _texts(self) -> AsyncIterator[Event]:
        witness = self._witness
        first: Seen | None = None
        if self._asked.found is not None and self._asked.conversation is not None:
            witness.look()
            first = Read(self._asked.conversation, self._asked.found)
        self._heard = time.monotonic()
        self._deadline = self._heard + self._settings.longest_answer
        while not witness.over:
            seen = first or await self._next()
            first = None
            if seen is not None:
                self._heard = time.monotonic()
            for event in witness.take(seen):
                yield event
            if isinstance(seen, Read) and seen.id == witness.conversation:
                self._has_read(seen)
            if seen is None or isinstance(seen, Gone):
                for event in await self._silence():
                    yield event
            if witness.at_length and await self._going_on.press():
                witness.will_go_on()
            if time.monotonic() > self._deadline and not witness.over:
                raise self._interrupted("it took too long")

    async def _next(self) -> Seen | None:
        """What the page does next; None when it was silent for too long."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._page.observer.seen.get()
        except TimeoutError:
            return None

    @property
    def _patience(self) -> float:
        """Seconds of silence after which something is done about it."""
        witness, settings = self._witness, self._settings
        if witness.ending:
            return LINGER
        if self._loading:
            return settings.patience
        if witness.error is not None or witness.handed_over:
            return settings.another_way
        if witness.doubt or witness.gap:
            return settings.look_again * min(1 << self._looks, SLOWEST)
        return min(QUIET, settings.silence)

    async def _silence(self) -> list[Event]:
        """Nothing more came."""
        witness = self._witness
        if witness.ending:
            return list(witness.settle())
        held = await self._leave.look()
        if self._leave.wanted:  # reading anew could take the question away that the page asks
            self._heard, self._deadline = time.monotonic(), time.monotonic() + self._settings.longest_answer
            return list[Event](held)
        if self._waits_on:
            return []
        witness.look()
        self._doubting = self._doubting or time.monotonic()
        if self._unread >= LOOKS and (text := await shown.read(self._page, witness.ours.question)) is not None:
            return list(witness.by_page(text))
        if time.monotonic() > self._doubting + self._settings.silence:
            await self._see_that_it_is_written()
        found = await self._look_up()
        return list(witness.take(found)) if found else []

    @property
    def _waits_on(self) -> bool:
        """Nothing speaks against it that the answer goes on by itself."""
        witness = self._witness
        doubtful = witness.doubt or witness.gap or witness.handed_over or witness.error is not None
        return not doubtful and time.monotonic() < self._heard + self._settings.silence

    def _has_read(self, read: Read) -> None:
        self._loading = False
        if read.conversation is None:
            return
        self._unread = 0
        error = self._witness.error
        if error is not None and read.conversation.question(self._witness.ours.question) is None:
            raise error  # the page has not tried again

    async def _see_that_it_is_written(self) -> None:
        """Raises Interrupted when the conversation has no word of an answer and the page writes none."""
        read, witness = self._witness.read, self._witness
        if read is None or witness.answered or read.busy or not self._page.alive:
            return
        newest = read.messages[-1].id if read.messages else ""
        if newest == witness.ours.question and not (await self._page.look()).sees("stop"):
            raise witness.error or self._interrupted("there is no answer to it")

    async def _made(self) -> AsyncIterator[Event]:
        """What the answer has made besides its text."""
        answer = self._witness.answer
        if answer is None or not made(answer):
            return
        downloads = Downloads(self._page, self._witness.conversation)
        async for one in downloads.of(answer):
            yield one
        if downloads.missing:
            yield Text("".join(f"\n\n{link}" for link in downloads.missing))

    async def _look_up(self) -> Seen | None:
        """Have the page fetch the conversation; what it is if it had to be looked for."""
        known = self._witness.conversation or self._page.conversation
        if known is None or (self._looks and self._witness.conversation is None):
            return await self._looked_for()
        if self._page.alive and (wall := await self._wall()) is not None:
            raise wall
        self._unread += 1
        if self._temporary or self._page.is_temporary(known):
            self._stay()
            return None
        self._looks += 1
        try:
            await self._page.load(known)
        except (PlaywrightError, NotReady) as error:  # also when the browser does not come back at once
            logger.warning("the conversation could not be opened: %s", first_line(error))
        else:
            self._loading = True
        return None

    def _stay(self) -> None:
        """A temporary chat would be gone; what its page shows has to do."""
        if self._unread > LOOKS or not self._page.alive:
            raise self._interrupted("its chat is a temporary one, which can't be opened again")

    async def _looked_for(self) -> Seen:
        """The new conversation that has our question; nobody has told which one it is."""
        try:
            found = await self._find()
        except Uncertain:
            found = None
        if found is None or found.conversation is None or found.found is None:
            raise self._witness.error or self._interrupted("its conversation is not known")
        return Read(found.conversation, found.found)

    async def _wall(self) -> Walled | None:
        """What stands between us and the rest of the answer; it is read when that is gone."""
        try:
            wall = await self._page.wall()
        except (PlaywrightError, BridgeError):
            return None
        hides = isinstance(wall, HIDING) or self._unread >= LOOKS
        return wall if hides and isinstance(wall, Walled) else None

    def _interrupted(self, what: str) -> Interrupted:
        return Interrupted(what=what, link=self._page.link(self._witness.conversation))
