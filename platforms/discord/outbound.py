"""One answer's messages in its thread, which is made first, with typing shown until the first of them is written.

Source: docs.discord.com "Create Message" (2,000 characters, nonce), "Trigger Typing Indicator" (ten seconds), seen
2026-08. Rates are not published per route; seen: 5 edits in 5 s per channel, for which discord.py waits by itself.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from itertools import count
from types import TracebackType
from typing import Self

from bridge.errors import Undeliverable
from bridge.events import Shown
from bridge.protocols import Store
from bridge.types import File, Image, Language, MessageId, Turn
from platforms.answer import Answer, Form, Wanted
from platforms.discord.text import size
from platforms.discord.web import Web
from platforms.draft import Budget
from platforms.reply import Messages, Pauses, Reply
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

FORM = Form(limit=1_900, size=size)
"""Of the 2,000 that Discord takes."""

PAUSES = Pauses(message=1.2, minute=60.0, trouble=1.0)
"""A message is edited 50 times a minute."""

CALLS = 40
"""In a second, by all answers together; a bot has 50."""

TYPING = 5.0
"""Seconds after which typing is shown again."""


class Rates:
    """What all answers share."""

    def __init__(self, pauses: Pauses) -> None:
        self.pauses = pauses
        self.calls = Budget(CALLS, pauses.minute / 60, reserve=CALLS // 4)


async def show(
    turn: Turn, events: AsyncIterator[Shown], language: Language, web: Web, store: Store, rates: Rates
) -> None:
    """Write the answer into its thread until the events end."""
    answer = Answer(FORM, language, turn.parts, turn.question.model)
    async with Talk(turn, web, store, rates.calls) as talk:
        await Reply(turn, answer, talk, store, rates.pauses).show(events)


class Talk:
    """The thread of one turn. In its block typing is shown, until the first post."""

    def __init__(self, turn: Turn, web: Web, store: Store, calls: Budget) -> None:
        self._turn = turn
        self._calls = calls
        self._web = web
        self._store = store
        self._opened = False
        self._opening = asyncio.Lock()
        self._gone = 0
        """Messages that somebody deleted; what is posted instead is another post."""

    async def __aenter__(self) -> Self:
        self._typing = asyncio.create_task(self._type(), name=f"typing {self._turn.thread}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._typing.cancel()
        [failure] = await asyncio.gather(self._typing, return_exceptions=True)
        if isinstance(failure, Exception):
            logger.error("typing could not be shown", exc_info=failure)

    def busy(self, note: str) -> bool:
        """Typing does not say why, and is over with the first message."""
        return False

    def seen(self, wanted: Wanted) -> str:
        return wanted.markdown

    def budget(self, wanted: Wanted, message: MessageId | None) -> Budget:
        return self._calls

    async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
        await self._open()
        self._typing.cancel()
        try:
            return await self._web.post(turn, wanted.number, wanted.markdown, self._gone)
        except NotThere as error:  # Discord gave back a message that somebody has deleted
            self._gone += 1
            raise NotNow("The message was deleted", unclear=False) from error

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        await self._open()
        self._typing.cancel()
        await self._calls.turn()
        return await self._web.upload(turn, number, file)

    async def edit(self, turn: Turn, message: MessageId, wanted: Wanted) -> None:
        try:
            await self._web.edit(turn, message, wanted.markdown)
        except NotThere:
            self._gone += 1
            raise

    async def delete(self, turn: Turn, message: MessageId) -> None:
        await self._calls.turn()
        await self._web.delete(turn, message)

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        """Known by their place: a message carries nothing of ours that Discord would give back later.

        The turns of a thread are answered one after the other, parts are posted in order, and each is looked for
        before the next is posted. So what we said since the question, and the ledger has for no turn, is the part
        that comes next.
        """
        await self._open()
        recorded = await self._store.messages(turn.thread)
        unknown = [message for message in await self._web.said_by_us(turn) if message not in recorded]
        free = (number for number in count(1) if number not in known)
        return dict(zip(free, unknown, strict=False))

    async def _open(self) -> None:
        async with self._opening:
            if not self._opened:
                await self._web.open(self._turn.question)
                self._opened = True

    async def _type(self) -> None:
        """A courtesy, so it may fail; what is really in the way is found out by the first post."""
        try:
            await self._open()
            while True:
                await self._web.type(self._turn)
                await asyncio.sleep(TYPING)
        except (NotNow, Undeliverable) as error:
            logger.info("typing could not be shown: %s", error)


_messages: type[Messages] = Talk
