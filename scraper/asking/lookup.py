"""Looking, before anything is typed, whether an earlier run has asked the question already."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bridge.errors import Uncertain
from bridge.types import Anchor, ConversationId, Turn
from scraper.asking import anchors
from scraper.asking.outgoing import Outgoing
from scraper.page.tab import ChatPage
from scraper.settings import ChatGPTSettings
from scraper.wire.conversation import Conversation
from scraper.wire.seen import Gone, Read, ReadList, Seen

logger = logging.getLogger(__name__)

S = TypeVar("S", bound=Seen)

CLOCKS = 300.0  # seconds by which the site's clock may differ from ours
BROWSERS = 3  # of which all may go away, until nobody can know
CANDIDATES = 20  # new conversations that are looked through after a crash, at most


@dataclass(frozen=True, slots=True)
class Asked:
    """The question is with ChatGPT; ``found`` is its conversation if an earlier run had asked it."""

    anchor: Anchor
    conversation: ConversationId | None
    found: Conversation | None = None
    said: str = ""
    """What of the answer was there before, where it is only to go on."""

    @property
    def question(self) -> str:
        """The id of the question's message."""
        return anchors.question(self.anchor)

    @property
    def before(self) -> str:
        """The id of an answer to it that does not count; empty where there is none."""
        return anchors.before(self.anchor)

    @property
    def said_length(self) -> int:
        """How long that was, also when it is not known any more."""
        return anchors.length(self.anchor)


class LookUp:
    """One turn's question in what the page fetches."""

    def __init__(self, page: ChatPage, settings: ChatGPTSettings, turn: Turn, outgoing: Outgoing) -> None:
        self._page = page
        self._settings = settings
        self._turn = turn
        self._texts = (outgoing.text, turn.question.text)
        self._since = (turn.asking_since or time.time()) - CLOCKS

    async def found(self) -> Asked | None:
        """The question as an earlier run sent it; None when it did not. Raises Uncertain when nobody can know."""
        if self._turn.question.temporary:
            raise self.uncertain()  # it is in no list, and can't be opened again
        known = self._turn.conversation
        for conversation in await self._candidates() if known is None else [known]:
            read = await self.read(conversation)
            if read is None:
                raise self.uncertain()
            if found := self._in(conversation, read):
                return found
        return None

    async def read(self, conversation: ConversationId) -> Conversation | None:
        """What the page fetches when it opens the conversation. Unreadable is not the same as not there."""
        if self._turn.question.temporary:
            return None
        load = partial(self._page.load, conversation)
        read = await self._fetched(Read, load, lambda read: read.id == conversation)
        return read.conversation if read else None

    def uncertain(self) -> Uncertain:
        return Uncertain(link=self._page.link(self._turn.conversation))

    async def _candidates(self) -> list[ConversationId]:
        """Conversations that began after we may have typed, newest first."""
        listed = await self._fetched(ReadList, partial(self._page.go, None))
        if listed is None:
            raise self.uncertain()
        new = [one for one in listed.conversations if one.created >= self._since]
        if len(new) > CANDIDATES:
            raise self.uncertain()
        return [ConversationId(one.id) for one in sorted(new, key=lambda one: one.created, reverse=True)]

    def _in(self, conversation: ConversationId, read: Conversation) -> Asked | None:
        if self._turn.anchor is not None:
            question = read.question(self._turn.anchor)
        else:
            before = anchors.question(self._turn.last) if self._turn.last else ""
            question = read.asked(self._texts, self._since, after=before)
        return None if question is None else Asked(Anchor(question.id), conversation, read)

    async def _fetched(
        self, kind: type[S], load: Callable[[], Awaitable[None]], fits: Callable[[S], bool] = lambda _: True
    ) -> S | None:
        """What a page fetches as it is loaded; on another one where the browser goes away before that."""
        for _ in range(BROWSERS):
            self._page.observer.forget()
            await load()
            seen = await self._seen(lambda seen: isinstance(seen, Gone) or (isinstance(seen, kind) and fits(seen)))
            if seen is None or isinstance(seen, kind):
                return seen
            logger.warning("the browser went away while it was looked up; once more")
        return None

    async def _seen(self, ends: Callable[[Seen], bool]) -> Seen | None:
        try:
            async with asyncio.timeout(self._settings.patience):
                while not ends(seen := await self._page.observer.seen.get()):
                    pass
                return seen
        except TimeoutError:
            return None
