"""What was said while nobody was there to hear it: read after every gap, and heard like any other message.

    gap()      something may be missed from now on: how far the channels were heard is not written any more
    again()    there is a connection, so what was missed can be read: oldest first over all channels, while live
               events go on; what is heard twice, or once more after a crash, is one turn

A question older than `hours` is not asked: that is said in its place, once, with what to do; of one that is older
by another week nothing is said any more. Who was never there before has missed nothing.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence

from bridge.errors import PlatformError
from bridge.protocols import Store
from bridge.types import Thread
from bridge.waiting.patience import until_stored
from platforms.receiving.lateness import Ears, LateEars
from platforms.receiving.marks import EVERYWHERE, Gap, Marks, order
from platforms.receiving.missed import MOST, Found, History, LookingBack
from platforms.trouble import NotThere

logger = logging.getLogger(__name__)

LIVELY = 7 * 86_400.0
"""Seconds for which somebody may come back to a thread in which something was asked."""

THREADS = 300
"""… and of how many such threads the replies are read, one call each; of more the newest."""

SOON = 30
"""… and how many of them are read before anything is heard."""

AT_ONCE = 100
"""Channels that are read before anything is heard of them."""


class CatchUp:
    """Of one workspace. One run at a time; whoever asks for another meanwhile gets one more after it."""

    def __init__(
        self,
        history: History,
        marks: Marks,
        ears: Ears,
        store: Store,
        *,
        hours: float,
        pause: float = 1.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._history = history
        self.marks = marks
        self._ears = ears
        self._store = store
        self._hours = hours
        self._back = LookingBack(history, pause)
        self._now = clock
        self._began = clock()
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._later: asyncio.TimerHandle | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def gap(self) -> None:
        """Something may be missed from now on."""
        self.marks.gap()

    def again(self) -> None:
        """What was missed can be read now; nobody waits for that."""
        self._idle.clear()
        self._wanted.set()

    def again_after(self, seconds: float) -> bool:
        """Something is missed for as long as this is said, and so many seconds longer; True the first time."""
        loop, before = asyncio.get_running_loop(), self._later
        self.gap()
        if before is not None:
            before.cancel()
        self._later = loop.call_later(seconds, self.again)
        return before is None or before.when() <= loop.time()

    async def idle(self) -> None:
        """Wait until everything that was missed has been heard."""
        await self._idle.wait()

    def begin(self) -> None:
        """Work in the background until it is closed."""
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self.marks.keep())]

    async def close(self) -> None:
        """Everything that was heard is written."""
        if self._later is not None:
            self._later.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.marks.write()

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._catch_up()
            except (PlatformError, NotThere) as error:
                logger.warning("what was missed can't be read now: %s", error)
            except Exception:
                logger.exception("what was missed was not read to its end")
            if not self._wanted.is_set():
                self._idle.set()

    async def _catch_up(self) -> None:
        gap = self.marks.open_gap
        known = await until_stored(self.marks.known)
        channels = await self._back.channels()
        if known and self._hours:
            return await self._make_up(gap, channels, known)
        since = self._history.mark(self._now() if known else self._began)
        await until_stored(lambda: self.marks.begin(dict.fromkeys((*channels, EVERYWHERE), since)))
        await self.marks.made_up(gap, {}, {})
        return logger.info("what is said from now on in %d channels can be caught up with", len(channels))

    async def _make_up(self, gap: Gap, channels: Collection[str], known: Mapping[str, str]) -> None:
        """In one go where that takes a few minutes at most; else the channels that were heard last come first."""
        ears = LateEars(self._ears, self._store, self._hours, self._history.moment, self._now)
        threads, late = await self._threads(), list[Thread]()
        everything = Found()
        in_turn = sorted(channels, key=lambda channel: order(known.get(channel, "")), reverse=True)
        for start in range(0, len(in_turn), AT_ONCE):
            found = Found()
            for channel in in_turn[start : start + AT_ONCE]:
                after = self._after(channel, known)
                late += await self._back.channel(channel, after, threads.get(channel, ()), found)
            if start == 0:
                await self._read(late[:SOON], known, found)
                late = late[SOON:]
            await self._hear(found, ears)
            everything.note(found)
        found = Found()
        await self._read(late, known, found)
        await self._hear(found, ears)
        everything.note(found)
        await self.marks.made_up(gap, everything.reached, everything.unread)
        logger.info("caught up in %d channels: %s", len(channels), ears.counts)

    async def _read(self, threads: Sequence[Thread], known: Mapping[str, str], found: Found) -> None:
        for thread in threads:
            await self._back.thread(thread, self._after(thread.channel, known), found)

    def _after(self, channel: str, known: Mapping[str, str]) -> str:
        """A channel that is new to us begins where we were last seen anywhere."""
        return known.get(channel) or known.get(EVERYWHERE) or self._history.mark(self._began)

    async def _hear(self, found: Found, ears: LateEars) -> None:
        for channel, count in found.keep_newest(MOST).items():
            logger.warning("too much was missed in %s: the oldest %d messages are left out", channel, count)
        await ears.hear(found)

    async def _threads(self) -> Mapping[str, Collection[Thread]]:
        """Those that somebody may have come back to, by channel."""
        recent = await until_stored(self._recent)
        if len(recent) > THREADS:
            logger.warning("of %d threads only the newest %d are looked at for replies", len(recent), THREADS)
        by_channel: dict[str, list[Thread]] = {}
        for thread in recent[:THREADS]:
            by_channel.setdefault(thread.channel, []).append(thread)
        return by_channel

    async def _recent(self) -> Sequence[Thread]:
        return await self._store.recent(self.marks.platform, self.marks.workspace, self._now() - LIVELY)
