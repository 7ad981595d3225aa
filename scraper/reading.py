"""Reading one answer: live as the page gets it, and where there is doubt from the conversation itself.

What the traffic means is decided in scraper/witness.py; here is what is done when it says nothing more.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BridgeError, Interrupted, NotReady, Walled
from bridge.types import Action, Event, Opened, Sent
from scraper.going_on import GoingOn
from scraper.lookup import Asked
from scraper.page import ChatPage
from scraper.seen import Gone, Read, Seen
from scraper.settings import ChatGPTSettings
from scraper.witness import Ours, Witness

logger = logging.getLogger(__name__)

LINGER = 1.0  # seconds after a proven end in which the title and other afterthoughts come
SLOWEST = 6  # times as long as at first, between two looks at a conversation
ACTIONS: dict[Action, str] = {"ask": "next", "edit": "next", "again": "variant", "continue": "continue"}
"""What the page calls them in its request."""
LOOKS = 3  # without anything to read, before the page itself is read


class Reading:
    """The answer to one question, until its end is proven."""

    def __init__(self, page: ChatPage, asked: Asked, settings: ChatGPTSettings, action: Action = "ask") -> None:
        self._page = page
        self._asked = asked
        self._settings = settings
        self._witness = Witness(Ours(asked.question, asked.before, ACTIONS[action]), asked.conversation)
        self._going_on = GoingOn(page, settings.continues)
        self._loading = False
        """The page was told to fetch the conversation and has not done so yet."""
        self._looks = 0

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

    async def _texts(self) -> AsyncIterator[Event]:
        witness = self._witness
        first: Seen | None = None
        if self._asked.found is not None and self._asked.conversation is not None:
            witness.look()
            first = Read(self._asked.conversation, self._asked.found)
        deadline = time.monotonic() + self._settings.longest_answer
        while not witness.over:
            seen = first or await self._next()
            first = None
            if isinstance(seen, Read) and seen.id == witness.conversation:
                self._loading = False
            for event in witness.take(seen):
                yield event
            if seen is None or isinstance(seen, Gone):
                for event in await self._silence():
                    yield event
            if witness.at_length and await self._going_on.press():
                witness.will_go_on()
            if time.monotonic() > deadline and not witness.over:
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
        return settings.silence

    async def _silence(self) -> list[Event]:
        """Nothing more came."""
        witness = self._witness
        if witness.ending:
            return list(witness.settle())
        witness.look()
        if witness.error is not None and (witness.conversation or self._page.conversation) is None:
            raise witness.error  # the page has not tried again, and there is nothing to look at
        await self._look_up()
        return []

    async def _look_up(self) -> None:
        """Have the page fetch the conversation."""
        witness = self._witness
        witness.conversation = witness.conversation or self._page.conversation
        if witness.conversation is None:
            raise self._interrupted("its conversation is not known")
        if self._page.alive and (wall := await self._wall()) is not None:
            raise wall
        self._looks += 1
        try:
            await self._page.load(witness.conversation)
        except (PlaywrightError, NotReady) as error:  # also when the browser does not come back at once
            logger.warning("the conversation could not be opened: %s", str(error).splitlines()[0])
        else:
            self._loading = True

    async def _wall(self) -> Walled | None:
        """What stands between us and the rest of the answer; it is read when that is gone."""
        try:
            wall = await self._page.wall()
        except (PlaywrightError, BridgeError):
            return None
        return wall if isinstance(wall, Walled) else None

    def _interrupted(self, what: str) -> Interrupted:
        return Interrupted(what=what, link=self._page.link(self._witness.conversation))
