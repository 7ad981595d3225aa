"""A slot is held by one node at a time.

Whoever holds it has a lock on it for as long as its connection lives, and beats: a number that grows. Where the
connection is gone and every other one of that life, too, a spare takes over at once. Where the number stands
still the holder is frozen, and a spare ends its sessions first. Each holding has an epoch: what an earlier one
still wants to write is refused (`fencing`). No node's clock is ever compared with another's.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass

from bridge.cluster.line import GONE, Connection, Line
from bridge.cluster.locks import Locks, yes
from bridge.cluster.node import Node, sessions_of
from bridge.cluster.watchdog import Watchdog, clock
from bridge.log import first_line
from bridge.tasks import ended

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. A holder that can't beat lets go well before others take it for frozen."""

    look: float = 0.2
    """Between two looks of a spare."""
    beat: float = 0.5
    step: float = 2.0
    """What one word with the database may take."""
    patient: float = 3.5
    """Without a beat, until the holder lets go by itself."""
    deadly: float = 5.5
    """… until its watchdog ends the process."""
    frozen: float = 7.0
    """… until others take the slot away."""
    grace: float = 1.5
    """For a holder whose connection was cut together with everybody's: it may come first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That this node holds the slot, until another epoch begins."""

    slot: str
    epoch: int


@dataclass(slots=True)
class _Seen:
    """A holder as a spare has seen it."""

    epoch: int
    life: str
    beats: int
    since: float
    """The spare's own clock when that was new."""


Answering = Callable[[Claim], AbstractAsyncContextManager[None]]
"""Inside of it the slot is answered for; leaving it means that nothing of it is done here any more."""

TAKE = """
INSERT INTO slots (name, epoch, holder, life, beats, since) VALUES (%(slot)s, 1, %(holder)s, %(life)s, 1, %(now)s)
ON CONFLICT (name) DO UPDATE SET epoch = slots.epoch + 1, holder = excluded.holder, life = excluded.life,
  beats = slots.beats + 1, since = excluded.since
RETURNING epoch
"""
LOOK = "SELECT name, epoch, life, beats FROM slots"
BEAT = "UPDATE slots SET beats = beats + 1 WHERE name = %s AND epoch = %s"
RELEASE = "UPDATE slots SET life = '', holder = '', epoch = epoch + 1 WHERE name = %s AND epoch = %s"
FENCE = "UPDATE slots SET epoch = epoch + 1 WHERE name = %s AND epoch = %s AND beats = %s"
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
END = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = %s AND pid <> pg_backend_pid()
"""
OURS = "SELECT count(*) FROM slots WHERE name = %s AND epoch = %s"
END_ONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND application_name = %s"


class Holding:
    """Of one node: a spare that waits for any of these slots, and its holder once it has one.

    With each slot come the accounts that nobody else may use meanwhile.
    """

    def __init__(
        self,
        conninfo: str,
        node: Node,
        slots: Mapping[str, Collection[str]],
        answering: Answering,
        watchdog: Watchdog,
        timing: Timing,
        now: Callable[[], float] = clock,
    ) -> None:
        self._line = Line(conninfo, timing.step)
        self._node = node
        self._locks = Locks(slots)
        self._answering = answering
        self._watchdog = watchdog
        self._timing = timing
        self._now = now
        self._seen: dict[str, _Seen] = {}
        self._session = 0
        """The one that holds the lock, or looks, by its number on the server."""
        self._since = 0.0
        """When it was made."""

    async def run(self) -> None:
        """Wait for a slot, answer for it, and again when it was lost; until cancelled."""
        try:
            while True:
                await self._hold(await self._taken())
        finally:
            self._line.hang_up()

    async def _taken(self) -> Claim:
        known = True
        while True:
            try:
                claim = await self._line(self._look)
                known = True
                if claim is not None:
                    return claim
            except GONE as error:
                if known:
                    logger.warning("the slots can't be seen, looking again: %s", first_line(error))
                known = False
            await asyncio.sleep(self._timing.look)

    async def _hold(self, claim: Claim) -> None:
        logger.info('this node answers for the slot "%s"', claim.slot)
        lost = asyncio.Event()
        beating = asyncio.create_task(self._beat(claim, lost), name="beating")
        try:
            async with self._answering(claim):
                await lost.wait()
        finally:
            await ended(beating)
            self._watchdog.rest()
            with suppress(*GONE):
                await self._line(lambda there: there.execute(RELEASE, (claim.slot, claim.epoch)))
            self._line.hang_up()  # and with it the lock

    async def _beat(self, claim: Claim, lost: asyncio.Event) -> None:
        """Until the slot is lost. That a connection ends is not enough for that."""
        beaten = self._now()
        while True:
            began, ours = self._now(), None
            try:
                ours = await self._line(lambda there: self._renew(there, claim))
            except GONE as error:
                logger.warning('the slot "%s" could not be renewed: %s', claim.slot, first_line(error))
            if ours:
                beaten = began
                self._watchdog.beat(began)
            if ours is False or self._now() - beaten > self._timing.patient:
                logger.warning('this node has lost the slot "%s"', claim.slot)
                lost.set()
                return
            await asyncio.sleep(self._timing.beat if ours else self._timing.look)

    def _renew(self, there: Connection, claim: Claim) -> bool | None:
        """False: somebody else has it. None: that is not known yet."""
        if there.info.backend_pid != self._session:
            # The server may not have noticed that the one before is gone.
            there.execute(END_ONE, (self._session, self._node.application))
            if not self._locks.take(there, claim.slot):
                return None if yes(there, OURS, claim.slot, claim.epoch) else False
            self._session = there.info.backend_pid
        return there.execute(BEAT, (claim.slot, claim.epoch)).rowcount > 0

    def _look(self, there: Connection) -> Claim | None:
        if there.info.backend_pid != self._session:
            self._session, self._since = there.info.backend_pid, self._now()
        self._note(there)
        for slot in self._locks.slots:
            if self._locks.take(there, slot):
                if self._free(there, slot):
                    return self._take(there, slot)
                self._locks.free(there, slot)
            self._end_if_frozen(there, slot)
        return None

    def _note(self, there: Connection) -> None:
        """What the holders look like, and since when by our own clock."""
        now = self._now()
        for slot, epoch, life, beats in there.execute(LOOK).fetchall():
            known = self._seen.get(slot)
            if known is None or (known.epoch, known.beats) != (epoch, beats):
                self._seen[slot] = _Seen(epoch, life, beats, now)

    def _before(self, slot: str) -> _Seen | None:
        """Whoever had it and did not give it back."""
        seen = self._seen.get(slot)
        return seen if seen is not None and seen.life not in ("", self._node.life) else None

    def _free(self, there: Connection, slot: str) -> bool:
        """Its lock is; but its holder may have lost that alone."""
        before = self._before(slot)
        if before is None:
            return True
        if self._now() - self._since < self._timing.grace:
            return False
        return not yes(there, SESSIONS, sessions_of(before.life))

    def _take(self, there: Connection, slot: str) -> Claim | None:
        began, before = self._now(), self._before(slot)
        if before is not None and not self._fence(there, slot, before):
            self._locks.free(there, slot)
            return None  # it was alive just now
        values = {"slot": slot, "holder": self._node.name, "life": self._node.life, "now": time.time()}
        row = there.execute(TAKE, values).fetchone()
        assert row is not None
        self._watchdog.beat(began)
        return Claim(slot, row[0])

    def _end_if_frozen(self, there: Connection, slot: str) -> None:
        before = self._before(slot)
        if before is not None and self._now() - before.since > self._timing.frozen:
            logger.warning('the holder of the slot "%s" stands still', slot)
            self._fence(there, slot, before)

    def _fence(self, there: Connection, slot: str, before: _Seen) -> bool:
        """Nothing is written by it any more: what it has is ended, and what it opens anew is refused."""
        fenced = there.execute(FENCE, (slot, before.epoch, before.beats)).rowcount > 0
        if fenced:
            there.execute(END, (sessions_of(before.life),))
        return fenced
