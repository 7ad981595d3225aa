"""One answer, written into its thread: posted once, then edited as it grows, in as many messages as it takes.

Source: docs.slack.dev "Rate limits". One write makes one call, in its turn: chat.update is Tier 3,
50 a minute for the whole workspace; chat.postMessage about one a second and channel.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bridge.errors import PlatformError, Undeliverable
from bridge.protocols import Store
from bridge.types import Language, MessageId, Part, Shown, Turn
from platforms.draft import Draft, Pace
from platforms.slack.answer import Answer, Wanted
from platforms.slack.refusals import NotNow, NotThere
from platforms.slack.web import Web

logger = logging.getLogger(__name__)

TRIES = 5
"""How often in a row a call may fail before the bridge is told; it then shows the answer again later."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds."""

    message: float = 1.25
    """Between two writes of one answer."""
    edits: float = 1.25
    """Between two edits in the workspace: 48 a minute."""
    posts: float = 1.0
    """Between two posts in a channel."""
    trouble: float = 1.0
    """Before a call that failed is made again; doubled each time."""


class Paces:
    """The turns of all answers that are being written in the workspace."""

    def __init__(self, pauses: Pauses) -> None:
        self.pauses = pauses
        self.edits = Pace(pauses.edits)
        self._posts: WeakValueDictionary[str, Pace] = WeakValueDictionary()

    def posts(self, channel: str) -> Pace:
        """The turns to post in a channel; kept for as long as somebody has it."""
        return self._posts.setdefault(channel, Pace(self.pauses.posts))


@dataclass(frozen=True, slots=True)
class Standing:
    """A message in the thread and the text it has; None where an earlier run wrote it."""

    message: MessageId
    markdown: str | None = None


class Reply:
    """The messages of one answer."""

    def __init__(self, turn: Turn, language: Language, web: Web, store: Store, paces: Paces) -> None:
        self._turn = turn
        self._web = web
        self._store = store
        self._edits = paces.edits
        self._posts = paces.posts(turn.thread.channel)
        self._pauses = paces.pauses
        self._answer = Answer(language, turn.parts)
        self._standing = {part.number: Standing(part.message) for part in turn.parts}
        self._unsure = turn.resumed
        """A post may stand in the thread that we don't know of."""
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

    async def _write(self, _: str) -> float | None:
        """One call that brings the thread nearer to the answer's newest state; 0 when another is needed."""
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
            message = await self._web.post(self._turn, wanted.number, wanted.markdown)
        else:
            message = standing.message
            try:
                await self._web.edit(self._turn, message, wanted.markdown)
            except NotThere:
                del self._standing[wanted.number]  # somebody deleted it; the answer still has to be there
                return
        self._standing[wanted.number] = Standing(message, wanted.markdown)
        await self._store.posted(self._turn.id, Part(wanted.number, message, wanted.end))

    async def _look_up(self) -> None:
        """Ask Slack what stands in the thread, before anything is posted that may stand there already."""
        for number, message in (await self._web.parts(self._turn)).items():
            if self._standing.setdefault(number, Standing(message)).message == message:
                logger.info("found part %d, posted before", number)
        self._unsure = False

    def _stay_away(self, trouble: NotNow, pace: Pace) -> float:
        self._unsure = self._unsure or trouble.unclear
        self._failures += 1
        if self._failures == TRIES:
            raise PlatformError(what=f"{trouble}. The answer is shown when Slack takes it.") from trouble
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
                    await self._web.delete(self._turn, self._standing[number].message)
                del self._standing[number]
        except NotNow as trouble:
            raise PlatformError(what=f"{trouble}. The answer is looked at once more later.") from trouble
        except Undeliverable as error:
            logger.warning("the answer is whole, but a message too many may stand there: %s", error)
