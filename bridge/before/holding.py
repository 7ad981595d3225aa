"""A new question waits while it is looked whether the same was asked before, and then for its asker's word.

It is in the ledger all the while, and so is that they were shown it: whenever we are stopped, it waits for what is
left of its time and is then asked. Nobody is shown the same twice.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import partial

from bridge.before.earlier import Before
from bridge.errors import BridgeError
from bridge.protocols import Directory, Platform, Store, Suggests
from bridge.tasks import ended
from bridge.types import Found, MessageId, Question, State, Thread, Turn

logger = logging.getLogger(__name__)

MOMENT = 0.05
"""Seconds for which a question waits to know whether it was asked before."""

EVERY = 2.0
"""Seconds between two looks whether another node was told what its asker wants."""

SHOWING = 10.0
"""Seconds that it may take to show it."""

Tell = Callable[[Sequence[Found]], None]
"""What is known by now."""


class Holding:
    """Of all turns."""

    def __init__(
        self,
        store: Store,
        before: Before,
        platforms: Mapping[str, Platform],
        rules: Directory,
    ) -> None:
        self.moment = MOMENT
        self._store = store
        self._before = before
        self._platforms = platforms
        self._rules = rules
        self._news: dict[Thread, asyncio.Event] = {}
        self._looks: set[asyncio.Task[None]] = set()
        self._over = False

    async def lets_ask(self, turn: Turn) -> bool:
        """Returns when it is to be asked; False where that is not so any more, or not in this life."""
        seconds = self._rules(turn.thread.place).asked_before
        platform: object = self._platforms.get(turn.thread.platform)
        if not seconds or not isinstance(platform, Suggests) or not _is_new(turn):
            return True
        try:
            return await self._waits(turn, platform, seconds)
        except (BridgeError, TimeoutError) as error:  # of the ledger, or of the platform
            logger.info("what was asked before is not shown: %s", error)
        except Exception:
            logger.exception("what was asked before is not shown")
        return True

    def look(self, thread: Thread) -> None:
        """Something has changed for one that may wait here."""
        if news := self._news.get(thread):
            news.set()

    def wind_down(self) -> None:
        """Nobody waits any more; what was not asked is for the next start."""
        self._over = True
        for news in self._news.values():
            news.set()

    async def close(self) -> None:
        """What is still being looked for is nobody's business any more."""
        for look in tuple(self._looks):
            await ended(look)

    async def _waits(self, turn: Turn, platform: Suggests, seconds: float) -> bool:
        if known := await self._store.offered(turn.id):
            message = known.message
            left = min(known.at + seconds - time.time(), seconds)  # a clock may be set meanwhile
        elif (found := await self._soon(turn.thread, partial(self._look, turn))) and await self._store.offer(
            turn.id
        ):
            message, left = await self._shown(turn, platform, found), seconds
        else:
            return True
        wanted = await self._decision(turn, left)
        if not self._over:
            await platform.suggested(turn, message)
        return wanted

    async def before(self, question: Question) -> Sequence[Found]:
        """What its asker, who may read everything, could read instead; nothing where that is not wanted.

        For a platform that shows it before it accepts the question.
        """

        async def look(tell: Tell) -> None:
            tell(await self._before.anywhere(question))

        wanted = self._rules(question.thread.place).asked_before
        return await self._soon(question.thread, look) if wanted else ()

    async def _soon(self, thread: Thread, looks: Callable[[Tell], Coroutine[None, None, None]]) -> Sequence[Found]:
        """What could be shown: as much of it as is known in a moment."""
        known: list[Sequence[Found]] = [()]
        look = asyncio.create_task(looks(known.append), name=f"before {thread}")
        self._looks.add(look)
        look.add_done_callback(self._looked)
        await asyncio.wait({look}, timeout=self.moment)
        return known[-1]

    def _looked(self, look: asyncio.Task[None]) -> None:
        self._looks.discard(look)
        if not look.cancelled() and (error := look.exception()):
            logger.info("not all was looked through that was asked before: %s", error)

    async def _look(self, turn: Turn, tell: Tell) -> None:
        """In the channel first: where else somebody may read is asked of their platform, which takes longer."""
        if await self._store.history(turn.thread, before=turn.id, most=1):
            return None
        tell(await self._before.here(turn))
        return tell(await self._before.found(turn))

    async def _shown(self, turn: Turn, platform: Suggests, found: Sequence[Found]) -> MessageId:
        async with asyncio.timeout(SHOWING):
            message = await platform.suggest(turn, await self._before.told(found))
        if message:
            await self._store.offer_stands(turn.id, message)
        return message

    async def _decision(self, turn: Turn, left: float) -> bool:
        """Its asker's, or none in this time; who asks on in the Thread does not want to read first."""
        ends = asyncio.get_running_loop().time() + left
        news = self._news[turn.thread] = asyncio.Event()
        try:
            while not self._over:
                offered = await self._store.offered(turn.id)
                if offered is None:
                    return False
                left = ends - asyncio.get_running_loop().time()
                if offered.anyway or left <= 0 or await self._store.waiting(turn.thread) > 1:
                    return True
                news.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(left, EVERY)):
                        await news.wait()
            return False
        finally:
            del self._news[turn.thread]


def _is_new(turn: Turn) -> bool:
    """A question that begins a Thread, as far as the turn tells."""
    fresh = turn.state is State.ACCEPTED and not turn.asking_since and not turn.held and not turn.others
    return fresh and turn.question.action == "ask" and turn.conversation is None
