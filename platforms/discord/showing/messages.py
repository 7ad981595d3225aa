"""The messages of one answer in its thread, which is made first."""

import asyncio
from collections.abc import Mapping
from itertools import count
from types import TracebackType
from typing import Self

from bridge.protocols import Store
from bridge.types import File, Image, MessageId, Turn
from platforms.answer import Wanted
from platforms.discord.outbound import Rates
from platforms.discord.showing.typing import Typing
from platforms.discord.web import Web
from platforms.draft import Budget
from platforms.reply import Messages
from platforms.trouble import NotNow, NotThere


class DiscordMessages:
    """Of one turn. In its block typing is shown, until the first post."""

    def __init__(self, turn: Turn, web: Web, store: Store, rates: Rates) -> None:
        self._turn = turn
        self._calls = rates.calls
        self._web = web
        self._store = store
        self._typing = Typing(turn, web, self._open)
        self._opened = False
        self._opening = asyncio.Lock()
        self._gone = 0
        """Messages that somebody deleted; what is posted instead is another post."""

    async def __aenter__(self) -> Self:
        await self._typing.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._typing.__aexit__(kind, error, trace)

    def busy(self, note: str) -> bool:
        """Typing does not say why, and is over with the first message."""
        return False

    def seen(self, wanted: Wanted) -> str:
        return wanted.markdown

    def budget(self, wanted: Wanted, message: MessageId | None) -> Budget:
        return self._calls

    async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
        await self._open()
        self._typing.over()
        try:
            return await self._web.post(turn, wanted.number, wanted.markdown, self._gone)
        except NotThere as error:  # Discord gave back a message that somebody has deleted
            self._gone += 1
            raise NotNow("The message was deleted", unclear=False) from error

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        await self._open()
        self._typing.over()
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


_messages: type[Messages] = DiscordMessages
