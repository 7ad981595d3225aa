"""The messages of one answer in its thread, which is made first."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from types import TracebackType
from typing import Self

from bridge.errors import PlatformError, Undeliverable
from bridge.protocols import Store
from bridge.types import File, Image, Language, MessageId, Model, Turn
from platforms.discord.outbound import Rates
from platforms.discord.render import rendered
from platforms.discord.showing.buttons import rows
from platforms.discord.showing.typing import Typing
from platforms.discord.showing.writing import Look, Writing
from platforms.discord.web import Web
from platforms.showing.answer import Offers, Wanted
from platforms.showing.draft import Budget
from platforms.showing.newest import Newest, left_over
from platforms.showing.reply import Messages
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)


class DiscordMessages:
    """Of one turn. In its block typing is shown, until the first post."""

    def __init__(
        self,
        turn: Turn,
        language: Language,
        web: Web,
        store: Store,
        rates: Rates,
        newest: Newest[MessageId],
        models: Callable[[], Sequence[Model]] = tuple,
    ) -> None:
        self._turn = turn
        self._language = language
        self._pace = rates.of(turn.thread.thread)
        self._calls = rates.calls
        self._web = web
        self._store = store
        self._newest = newest
        self._models = models
        self._writing = Writing(turn, web, self._pace.edits)
        self._typing = Typing(turn, web, self._open)
        self._opened = False
        self._opening = asyncio.Lock()
        self._gone = 0
        """Messages that somebody deleted; what is posted instead is another post."""
        self._final: MessageId | None = None
        """The message that has the buttons, once it is final."""

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

    def seen(self, wanted: Wanted) -> tuple[str, Offers | None]:
        return wanted.markdown, wanted.offers

    def budget(self, wanted: Wanted, message: MessageId | None) -> Budget:
        return self._pace.posts if message is None else self._pace.edits

    async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
        await self._open()
        await self._calls.turn()
        self._typing.over()
        try:
            message = await self._writing.post(wanted.number, self._look(wanted), self._gone)
        except NotThere as error:  # Discord gave back a message that somebody has deleted
            self._gone += 1
            raise NotNow("The message was deleted", unclear=False) from error
        self._keep(message, wanted)
        return message

    async def edit(self, turn: Turn, message: MessageId, wanted: Wanted) -> None:
        await self._calls.turn(None if wanted.closed else asyncio.Event())
        try:
            await self._writing.edit(message, self._look(wanted))
        except NotThere:
            self._gone += 1
            raise
        self._keep(message, wanted)

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        if not file.content:
            raise Undeliverable(what="Discord takes no empty files.")
        await self._open()
        self._typing.over()
        if turn.resumed and (there := await self._uploaded(file)):
            return there
        await self._pace.posts.turn()
        return await self._writing.upload(number, file)

    async def delete(self, turn: Turn, message: MessageId) -> None:
        await self._calls.turn()
        await self._writing.delete(message)

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        """Known by their place: a message carries nothing of ours that Discord would give back later.

        The turns of a thread are answered one after the other, parts are posted in order, and each is looked for
        before the next is posted. So what we said since the question, and the ledger has for no turn, is the part
        that comes next.
        """
        await self._open()
        recorded = await self._store.messages(turn.thread)
        said = [MessageId(str(one.id)) for one in await self._writing.said_by_us() if not one.attachments]
        free = (number for number in count(1) if number not in known)
        return dict(zip(free, (message for message in said if message not in recorded), strict=False))

    async def bare(self) -> None:
        """Only the newest answer of a thread has buttons: the one before it loses them. A courtesy."""
        if self._final is None:
            return
        thread, knew = self._turn.thread, self._newest.knows(self._turn.thread)
        before = self._newest.replace(thread, self._final, self._final)
        try:
            before = before if knew else await left_over(self._store, self._turn)
            if before is not None:
                await self._pace.edits.turn(asyncio.Event())
                await self._writing.bare(before)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("the buttons of an older answer stay: %s", error)

    async def _uploaded(self, file: Image | File) -> MessageId | None:
        """The message below the question that has a file of this size, and that the ledger has for no turn."""
        recorded = await self._store.messages(self._turn.thread)
        for one in await self._writing.said_by_us():
            message = MessageId(str(one.id))
            if message not in recorded and [file.size for file in one.attachments] == [len(file.content)]:
                return message
        return None

    def _look(self, wanted: Wanted) -> Look:
        text = rendered(wanted.markdown)
        if wanted.offers is None:
            return Look(text)
        current = self._turn.question.model or wanted.offers.model
        return Look(text, rows(self._turn.id, wanted.offers, self._language, self._models(), current))

    def _keep(self, message: MessageId, wanted: Wanted) -> None:
        if wanted.closed and wanted.offers is not None:
            self._final = message

    async def _open(self) -> None:
        async with self._opening:
            if not self._opened:
                await self._web.open(self._turn.question)
                self._opened = True


_messages: type[Messages] = DiscordMessages
