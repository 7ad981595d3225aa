"""One answer, written where it was asked: posted once, then edited as it grows, in as many messages as it takes.

One write makes one call, in its turn, and the ledger knows of it before the next one.
"""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakValueDictionary

from bridge.errors import PlatformError, Undeliverable
from bridge.events import Shown
from bridge.protocols import Store
from bridge.texts import say
from bridge.types import File, Image, MessageId, Part, Turn
from platforms.answer import Answer, Wanted
from platforms.draft import Draft, Pace
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

TRIES = 5
"""How often in a row a call may fail before the bridge is told; it then shows the answer again later."""


FILES = 1000
"""Parts from this number on are files; an answer has fewer messages."""


class Messages(Protocol):
    """A turn's messages on a platform. Each call raises NotNow or Undeliverable when it fails."""

    async def post(self, turn: Turn, number: int, markdown: str) -> MessageId:
        """A new message that holds the part of this number."""

    async def edit(self, turn: Turn, message: MessageId, markdown: str) -> None:
        """Raises NotThere when the message is gone."""

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        """A file below the answer, as the part of this number."""

    async def delete(self, turn: Turn, message: MessageId) -> None:
        """Raises NotThere when the message is gone."""

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        """The turn's parts that stand there, by number, with or without an answer to their post.

        Those `known` may be left out.
        """


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds."""

    message: float
    """Between two writes of one answer."""
    edits: float
    """Between two edits."""
    posts: float
    """Between two posts in a channel."""
    trouble: float
    """Before a call that failed is made again; doubled each time."""


class Paces:
    """The turns of all answers that are being written on a platform."""

    def __init__(self, pauses: Pauses) -> None:
        self.pauses = pauses
        self.edits = Pace(pauses.edits)
        self._posts: WeakValueDictionary[str, Pace] = WeakValueDictionary()

    def posts(self, channel: str) -> Pace:
        """The turns to post in a channel; kept for as long as somebody has it."""
        return self._posts.setdefault(channel, Pace(self.pauses.posts))


@dataclass(frozen=True, slots=True)
class Standing:
    """A message that stands there and the text it has; None where an earlier run wrote it."""

    message: MessageId
    markdown: str | None = None


class Reply:
    """The messages of one answer."""

    def __init__(self, turn: Turn, answer: Answer, messages: Messages, store: Store, paces: Paces) -> None:
        self._turn = turn
        self._answer = answer
        self._messages = messages
        self._store = store
        self._edits = paces.edits
        self._posts = paces.posts(turn.thread.channel)
        self._pauses = paces.pauses
        self._standing = {part.number: Standing(part.message) for part in turn.parts if part.number < FILES}
        self._uploaded = {part.number for part in turn.parts if part.number >= FILES}
        self._unsure = turn.resumed
        """A post may stand there that we don't know of."""
        self._failures = 0

    async def show(self, events: AsyncIterator[Shown]) -> None:
        """Write until the events end; then the messages hold the answer, the whole answer and nothing else."""
        async with Draft(self._write, self._pauses.message) as draft:
            async for event in events:
                self._answer.take(event)
                draft.set(self._answer.state)
            self._answer.end()
            draft.set(self._answer.state)
        await self._tidy()
        for number, file in enumerate(self._answer.files, FILES):
            if number not in self._uploaded:
                await self._upload(number, file)

    async def _upload(self, number: int, file: Image | File) -> None:
        """Once; what the platform does not take is said in its place."""
        await self._posts.turn()
        try:
            message = await self._messages.upload(self._turn, number, file)
        except NotNow as trouble:
            raise PlatformError(what=f"{trouble}. {file.name} is shown when that is over.") from trouble
        except Undeliverable as error:
            logger.warning("%s could not be shown: %s", file.name, error)
            said = say("not_uploaded", self._answer.language, name=file.name)
            message = await self._messages.post(self._turn, number, said)
        await self._store.posted(self._turn.id, Part(number, message, len(self._answer.text)))

    async def _write(self, _: str) -> float | None:
        """One call that brings the messages nearer to the answer's newest state; 0 when another is needed."""
        wanted = self._next()
        if wanted is None:
            return None
        pace = self._edits if wanted.number in self._standing else self._posts
        await pace.turn()
        try:
            await self._forward()
        except NotNow as trouble:
            return self._stay_away(trouble, pace)
        self._failures = 0
        return None if self._next() is None else 0.0

    def _next(self) -> Wanted | None:
        """The first message that is not as it should be."""
        for wanted in self._answer.wanted():
            standing = self._standing.get(wanted.number)
            if standing is None or standing.markdown != wanted.markdown:
                return wanted
        return None

    async def _forward(self) -> None:
        wanted = self._next()
        if wanted is None:  # taken back while we waited for our turn
            return
        if wanted.number not in self._standing and self._unsure:
            await self._look_up()
        standing = self._standing.get(wanted.number)
        if standing is None:
            message = await self._messages.post(self._turn, wanted.number, wanted.markdown)
        else:
            message = standing.message
            try:
                await self._messages.edit(self._turn, message, wanted.markdown)
            except NotThere:
                del self._standing[wanted.number]  # somebody deleted it; the answer still has to be there
                return
        self._standing[wanted.number] = Standing(message, wanted.markdown)
        await self._store.posted(self._turn.id, Part(wanted.number, message, wanted.end))

    async def _look_up(self) -> None:
        """Ask what stands there, before anything is posted that may stand there already."""
        known = {number: standing.message for number, standing in self._standing.items()}
        for number, message in (await self._messages.parts(self._turn, known)).items():
            if number < FILES and self._standing.setdefault(number, Standing(message)).message == message:
                logger.info("found part %d, posted before", number)
        self._unsure = False

    def _stay_away(self, trouble: NotNow, pace: Pace) -> float:
        self._unsure = self._unsure or trouble.unclear
        self._failures += 1
        if self._failures == TRIES:
            raise PlatformError(what=f"{trouble}. The answer is shown when that is over.") from trouble
        if trouble.seconds is not None:
            pace.hold(trouble.seconds)
            return trouble.seconds
        seconds: float = self._pauses.trouble * 2 ** (self._failures - 1)
        logger.warning("again in %.1f s: %s", seconds, trouble)
        return seconds

    async def _tidy(self) -> None:
        """Take away what an earlier, longer state of the answer has left."""
        try:
            if self._unsure:
                await self._look_up()
            last = max(wanted.number for wanted in self._answer.wanted())
            for number in sorted(one for one in self._standing if one > last):
                await self._edits.turn()
                with suppress(NotThere):
                    await self._messages.delete(self._turn, self._standing[number].message)
                del self._standing[number]
        except NotNow as trouble:
            raise PlatformError(what=f"{trouble}. The answer is looked at once more later.") from trouble
        except Undeliverable as error:
            logger.warning("the answer is whole, but a message too many may stand there: %s", error)
