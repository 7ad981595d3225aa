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
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol, TypeVar

from bridge import commands
from bridge.errors import PlatformError, Undeliverable
from bridge.patience import Patience, until_stored
from bridge.protocols import Store
from bridge.types import Thread
from platforms.hearing import Hearing, Said
from platforms.marks import EVERYWHERE, Gap, Marks, order
from platforms.missed import Found, History, Listing
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST = 200
"""Messages that are made up for in one channel; of more the newest."""

LIVELY = 7 * 86_400.0
"""Seconds for which somebody may come back to a thread in which something was asked, or wait for its answer."""

THREADS = 300
"""… and of how many such threads the replies are read, one call each; of more the newest."""

A_MOMENT = 60.0
"""Seconds for which a command like !stop means the present."""


class Ears(Protocol):
    """Hearing, as far as it is needed here."""

    async def hear(self, heard: Said) -> bool:
        """True when it is a new question."""

    async def pass_over(self, heard: Said, sentence: str, **values: object) -> bool:
        """Not asked; True when its asker is told so now."""


_ears: type[Ears] = Hearing


class CatchUp:
    """Of one workspace. One run at a time; whoever asks for another meanwhile gets one more after it."""

    def __init__(
        self,
        history: History,
        marks: Marks,
        hearing: Ears,
        store: Store,
        *,
        hours: float,
        pause: float = 1.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._history = history
        self.marks = marks
        self._hearing = hearing
        self._store = store
        self._hours = hours
        self._pause = pause
        self._now = clock
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._later: asyncio.TimerHandle | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._firsts: dict[Thread, str] = {}
        """The first question of a Thread when the run began."""

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
        channels = await self._patiently(self._history.channels)
        if known and self._hours:
            await self._make_up(gap, channels, known)
        else:
            now = self._history.mark(self._now())
            await self.marks.made_up(gap, dict.fromkeys((*channels, EVERYWHERE), now), {})
            logger.info("what is said from now on in %d channels can be caught up with", len(channels))

    async def _make_up(self, gap: Gap, channels: Collection[str], known: Mapping[str, str]) -> None:
        found = await self._read(channels, known)
        for channel, count in found.keep_newest(MOST).items():
            logger.warning("too much was missed in %s: the oldest %d messages are left out", channel, count)
        asked, passed_over = await self._hear(found.in_order())
        await self.marks.made_up(gap, found.reached, found.unread)
        logger.info(
            "caught up: %d messages in %d channels, %d asked, %d too old, %d nothing new for us",
            *(len(found.said), len(channels), asked, passed_over, len(found.said) - asked - passed_over),
        )

    async def _read(self, channels: Collection[str], known: Mapping[str, str]) -> Found:
        found, threads = Found(), await self._threads()
        for channel in channels:
            after = known.get(channel) or known.get(EVERYWHERE, "")
            try:
                await self._read_channel(channel, after, threads.get(channel, ()), found)
            except (Undeliverable, NotThere) as error:
                logger.warning("what was missed in %s can't be read: %s", channel, error)
                found.unread[channel] = after
        return found

    async def _read_channel(self, channel: str, after: str, threads: Collection[Thread], found: Found) -> None:
        listing = await self._patiently(lambda: self._history.messages(channel, after, MOST))
        found.add(channel, listing)
        if listing.more:
            logger.warning("more was missed in %s than is made up for: only the newest is read", channel)
        for thread in dict.fromkeys((*listing.lively, *(one for one in threads if one not in listing.quiet))):
            try:
                found.add(channel, await self._replies(thread, after))
            except (Undeliverable, NotThere) as error:
                logger.info("what was missed in the thread %s can't be read: %s", thread, error)

    async def _replies(self, thread: Thread, after: str) -> Listing:
        return await self._patiently(lambda: self._history.replies(thread, after, MOST))

    async def _threads(self) -> Mapping[str, Collection[Thread]]:
        """Those that somebody may have come back to, by channel."""
        recent = await until_stored(self._recent)
        if len(recent) > THREADS:
            logger.warning("of %d threads only the newest %d are looked at for replies", len(recent), THREADS)
        by_channel: dict[str, list[Thread]] = {}
        for thread in recent[:THREADS]:
            by_channel.setdefault(thread.channel, []).append(thread)
        return by_channel

    async def _hear(self, said: Iterable[Said]) -> tuple[int, int]:
        """How many became questions, and how many were too old for that."""
        asked = passed_over = 0
        self._firsts.clear()
        for one in said:
            try:
                heard = await self._as_it_was(one)
                age = self._now() - self._history.moment(one.question.message)
                if age > self._hours * 3600:
                    passed_over += age <= self._hours * 3600 + LIVELY and await self._pass_over(heard)
                elif not is_stale_command(heard, age):
                    asked += await until_stored(partial(self._hearing.hear, heard))
            except Exception:  # one that we stumble over must not keep the others waiting
                logger.exception("a message of %s is left out", one.question.thread)
        return asked, passed_over

    async def _pass_over(self, heard: Said) -> bool:
        hours = f"{self._hours:g}"
        return await until_stored(lambda: self._hearing.pass_over(heard, "too_late", hours=hours))

    async def _as_it_was(self, heard: Said) -> Said:
        """A reply follows only what was asked before it; that the thread became ours later says nothing."""
        if not heard.reply or heard.mentioned:
            return heard
        thread = heard.question.thread
        if thread not in self._firsts:
            turns = await until_stored(lambda: self._store.history(thread))
            self._firsts[thread] = min((turn.question.message for turn in turns), key=order, default="")
        too_early = order(heard.question.message) < order(self._firsts[thread])
        return replace(heard, reply=False) if too_early else heard

    async def _recent(self) -> Sequence[Thread]:
        return await self._store.recent(self.marks.platform, self.marks.workspace, self._now() - LIVELY)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """However long the platform can't be reached."""
        patience = Patience(self._pause, 30 * self._pause)
        while True:
            try:
                return await call()
            except NotNow as trouble:
                logger.info("what was missed is read later: %s", trouble)
                await patience.wait(trouble.seconds)


def is_stale_command(heard: Said, age: float) -> bool:
    """What would be done to the present by a word about the past."""
    command = commands.parse(heard.question.text)
    return command is not None and not command.asks and age > A_MOMENT
