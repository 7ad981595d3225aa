"""How far each channel of a workspace has been heard, so that after a gap it is known what has to be read again.

A mark is a message's own id (Slack's ts, Discord's snowflake), or one made of a moment; both grow with time. The
ledger gets them every few seconds and not with each event: what was heard twice is one turn all the same.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bridge.errors import StorageError
from bridge.protocols import Store

logger = logging.getLogger(__name__)

EVERYWHERE = ""
"""In the place of a channel: the newest mark of the workspace, which is where a channel begins that has none."""

EVERY = 5.0
"""Seconds between two writes."""


def order(mark: str) -> tuple[int, str]:
    """Marks are numbers, too long for a float: the longer one is the later one."""
    return len(mark), mark


@dataclass(frozen=True, slots=True)
class Gap:
    """What is to be made up for when somebody begins to read."""

    number: int
    owed: Mapping[str, frozenset[str]]


class Marks:
    """Of one workspace. In a gap nothing is written until what was missed is made up for."""

    def __init__(self, store: Store, platform: str, workspace: str) -> None:
        self._store = store
        self.platform = platform
        self.workspace = workspace
        self._newest: dict[str, str] = {}
        self._unwritten: set[str] = set()
        self._owed: dict[str, set[str]] = {}
        """Messages that are being heard, or that could not be: their channel's mark waits for them."""
        self._gaps = 1  # from the run before to this one
        self._closed_gaps = 0

    async def known(self) -> Mapping[str, str]:
        """As an earlier run, or this one, has written them; none of them goes back from now on."""
        known = await self._store.cursors(self.platform, self.workspace)
        for channel, mark in known.items():
            self._newest[channel] = max(self._newest.get(channel, ""), mark, key=order)
        return known

    async def begin(self, marks: Mapping[str, str]) -> None:
        """What is missed from now on lies behind these, whatever is being heard at the moment."""
        await self._store.seen(self.platform, self.workspace, marks)

    @contextmanager
    def hearing(self, channel: str, mark: str) -> Iterator[None]:
        """Around a live event; when it raises, the message is still owed."""
        self.owes(channel, mark)
        yield
        self._owed[channel].discard(mark)
        self._reach(channel, mark)

    def owes(self, channel: str, mark: str) -> None:
        """It is there, and yet to be heard."""
        self._owed.setdefault(channel, set()).add(mark)

    def gap(self) -> None:
        """From now on something may be missed."""
        self._gaps += 1

    @property
    def open_gap(self) -> Gap:
        """To be taken before anything is read, and given back with what was reached."""
        return Gap(self._gaps, {channel: frozenset(owed) for channel, owed in self._owed.items()})

    async def made_up(self, gap: Gap, reached: Mapping[str, str], unread: Mapping[str, str]) -> None:
        """Everything up to these marks has been heard; they are written unless there was another gap meanwhile.

        The channels that could not be read begin there the next time, too.
        """
        for channel, owed in gap.owed.items():
            self._owed[channel] -= owed
        for channel, mark in unread.items():
            self._owed.setdefault(channel, set()).add(mark)
        for channel, mark in reached.items():
            self._reach(channel, mark)
        self._closed_gaps = gap.number
        await self.write()

    async def write(self) -> None:
        """What is new, if nothing before it can be missing."""
        if self._closed_gaps < self._gaps:
            return
        ready = {channel for channel in self._unwritten if not self._is_owed(channel)}
        if not ready:
            return
        self._unwritten -= ready
        try:
            await self._store.seen(self.platform, self.workspace, {one: self._newest[one] for one in ready})
        except StorageError as error:
            self._unwritten |= ready
            logger.warning("how far %s was heard is written later: %s", self.workspace, error)

    async def keep(self) -> None:
        """Write now and then, until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            await self.write()

    def _is_owed(self, channel: str) -> bool:
        return any(self._owed.values()) if channel == EVERYWHERE else bool(self._owed.get(channel))

    def _reach(self, channel: str, mark: str) -> None:
        for one in (channel, EVERYWHERE):
            if order(mark) > order(self._newest.get(one, "")):
                self._newest[one] = mark
                self._unwritten.add(one)
