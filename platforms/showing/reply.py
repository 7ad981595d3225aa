"""One answer, written where it was asked: posted once, then it grows, in as many messages as it takes.

One step makes one message as it should be, in its turn, and the ledger knows of it before the next one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from bridge.errors import PlatformError, Undeliverable
from bridge.events import Shown
from bridge.protocols import Store
from bridge.texts import say
from bridge.types import File, Image, MessageId, Part, Turn
from platforms.showing.answer import Answer, Wanted
from platforms.showing.draft import Budget, Draft
from platforms.showing.whole import named
from platforms.trouble import NotNow, NotThere, TooLong

logger = logging.getLogger(__name__)

TRIES = 5
"""How often in a row a call may fail before the bridge is told; it then shows the answer again later."""

FILES = 1000
"""Parts from this number on are files; an answer has fewer messages."""

WHOLE = 100 * FILES
"""The part that is the whole answer as a file."""


class Messages(Protocol):
    """A turn's messages on a platform. Each call raises NotNow, TooLong or Undeliverable when it fails."""

    def busy(self, note: str) -> bool:
        """There is nothing to read yet, for this reason; True when that is shown otherwise than by a message."""

    def seen(self, wanted: Wanted) -> Hashable | None:
        """What a reader sees of it, None: nothing yet. The message is written again when this has changed."""

    def budget(self, wanted: Wanted, message: MessageId | None) -> Budget:
        """What the next call for it counts against, where a turn has to be taken before `post` or `edit`."""

    async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
        """A new message that holds this part."""

    async def edit(self, turn: Turn, message: MessageId, wanted: Wanted) -> None:
        """Raises NotThere when the message is gone."""

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        """A file below the answer, as the part of this number; it takes its turn itself."""

    async def delete(self, turn: Turn, message: MessageId) -> None:
        """Raises NotThere when the message is gone; takes its turn itself."""

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        """The turn's parts that stand there, by number, with or without an answer to their post.

        Those `known` may be left out.
        """


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds."""

    message: float
    """Between two writes of one answer while it grows."""
    minute: float
    """The minute in which the platform counts calls; 0: it does not count."""
    trouble: float
    """Before a call that failed is made again; doubled each time."""
    looking: float = 60.0
    """Before it is looked whether a platform that has shut us out lets us in again; doubled each time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A message that stands there and what is seen of it; None where an earlier run wrote it."""

    message: MessageId
    seen: Hashable = None


class Reply:
    """The messages of one answer."""

    def __init__(self, turn: Turn, answer: Answer, messages: Messages, store: Store, pauses: Pauses) -> None:
        self._turn = turn
        self._answer = answer
        self._messages = messages
        self._store = store
        self._pauses = pauses
        self._standing = {part.number: Standing(part.message) for part in turn.parts if part.number < FILES}
        self._uploaded = {part.number for part in turn.parts if part.number >= FILES}
        self._unsure = turn.shown
        """A post may stand there that we don't know of."""
        self._posting = False
        """The first message may be there at any moment."""
        self._failures = 0
        self._last = asyncio.Event()

    async def show(self, events: AsyncIterator[Shown]) -> None:
        """Write until the events end; then the messages hold the answer, the whole answer and nothing else."""
        async with Draft(self._write, self._pauses.message) as draft:
            self._last = draft.last
            async for event in events:
                self._answer.take(event)
                self._be_busy()
                draft.news()
            if self._answer.paused:
                # Where nothing stands, and nothing is on its way there, nothing is half.
                self._answer.holds_place = bool(self._standing) or self._posting
            self._answer.end()
        if self._answer.paused:
            return
        await self._tidy()
        for number, file in enumerate(self._answer.files, FILES):
            if number not in self._uploaded:
                await self._upload(number, file)
        if WHOLE not in self._uploaded:
            await self._upload_whole()

    def _be_busy(self) -> None:
        answer = self._answer
        if not answer.begun:
            elsewhere = self._messages.busy(answer.busy)
            answer.holds_place = bool(self._standing) or not elsewhere

    async def _write(self) -> float | None:
        """Bring the first message that is not as it should be up to date; seconds until another try."""
        taken: Budget | None = None
        while True:
            wanted = self._next()
            if wanted is None:
                return None
            budget = self._messages.budget(wanted, self._message(wanted))
            if budget is taken:
                break
            await budget.turn(self._last)  # meanwhile it may have grown, or become another kind of call
            taken = budget
        try:
            await self._forward(wanted)
        except NotNow as trouble:
            return self._stay_away(trouble, self._messages.budget(wanted, self._message(wanted)))
        except TooLong as error:
            if not self._answer.shrink():
                raise Undeliverable(what=str(error)) from error
            logger.warning("parts are made shorter: %s", error)
        self._failures = 0
        return 0.0

    def _message(self, wanted: Wanted) -> MessageId | None:
        standing = self._standing.get(wanted.number)
        return standing.message if standing else None

    def _next(self) -> Wanted | None:
        for wanted in self._answer.wanted():
            standing, seen = self._standing.get(wanted.number), self._messages.seen(wanted)
            if seen != (standing.seen if standing else None):
                return wanted
        return None

    async def _forward(self, wanted: Wanted) -> None:
        if wanted.number not in self._standing and self._unsure:
            await self._look_up()
        message = self._message(wanted)
        if message is None:
            message = await self._post(wanted)
        else:
            try:
                await self._messages.edit(self._turn, message, wanted)
            except NotThere:
                del self._standing[wanted.number]  # somebody deleted it; the answer still has to be there
                return
        self._standing[wanted.number] = Standing(message, self._messages.seen(wanted))
        await self._store.posted(self._turn.id, Part(wanted.number, message, wanted.end))

    async def _post(self, wanted: Wanted) -> MessageId:
        self._posting = True
        try:
            if not (self._turn.shown or self._answer.begun):
                await self._store.announced(self._turn.id)
            return await self._messages.post(self._turn, wanted)
        finally:
            self._posting = False

    async def _look_up(self) -> None:
        """Ask what stands there, before anything is posted that may stand there already."""
        known = {number: standing.message for number, standing in self._standing.items()}
        for number, message in (await self._messages.parts(self._turn, known)).items():
            if number < FILES and self._standing.setdefault(number, Standing(message)).message == message:
                logger.info("found part %d, posted before", number)
        self._unsure = False

    def _stay_away(self, trouble: NotNow, budget: Budget) -> float:
        self._unsure = self._unsure or trouble.unclear
        self._failures += 1
        if self._failures == TRIES:
            raise PlatformError(what=f"{trouble}. The answer is shown when that is over.") from trouble
        if trouble.seconds is not None:
            budget.hold(trouble.seconds)
            return trouble.seconds
        seconds: float = self._pauses.trouble * 2 ** (self._failures - 1)
        logger.warning("again in %.1f s: %s", seconds, trouble)
        return seconds

    async def _tidy(self) -> None:
        """Take away what an earlier, longer state of the answer has left."""
        try:
            if self._unsure:
                await self._look_up()
            last = max((wanted.number for wanted in self._answer.wanted()), default=0)
            for number in sorted(one for one in self._standing if one > last):
                with suppress(NotThere):
                    await self._messages.delete(self._turn, self._standing[number].message)
                del self._standing[number]
        except NotNow as trouble:
            raise PlatformError(what=f"{trouble}. The answer is looked at once more later.") from trouble
        except Undeliverable as error:
            logger.warning("the answer is whole, but a message too many may stand there: %s", error)

    async def _upload(self, number: int, file: Image | File) -> None:
        """Once; what the platform does not take is said in its place."""
        try:
            message = await self._messages.upload(self._turn, number, file)
        except NotNow as trouble:
            raise PlatformError(what=f"{trouble}. {file.name} is shown when that is over.") from trouble
        except Undeliverable as error:
            logger.warning("%s could not be shown: %s", file.name, error)
            message = await self._say_instead(number, file)
        await self._store.posted(self._turn.id, Part(number, message, len(self._answer.text)))

    async def _say_instead(self, number: int, file: Image | File) -> MessageId:
        said = say("not_uploaded", self._answer.language, name=file.name)
        note = Wanted(number, "", len(self._answer.text), said, closed=True)
        try:
            await self._messages.budget(note, None).turn()
            return await self._messages.post(self._turn, note)
        except NotNow as trouble:
            raise PlatformError(what=f"{trouble}. {file.name} is shown when that is over.") from trouble

    async def _upload_whole(self) -> None:
        """A courtesy: all of it stands there already."""
        text = self._answer.text
        if self._answer.length <= self._answer.form.parts:
            return
        try:
            message = await self._messages.upload(self._turn, WHOLE, File(named(text), text.encode()))
        except (NotNow, Undeliverable) as error:
            logger.warning("the whole answer could not be put there as a file: %s", error)
            return
        await self._store.posted(self._turn.id, Part(WHOLE, message, len(text)))
