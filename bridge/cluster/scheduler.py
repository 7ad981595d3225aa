"""Lanes for what this node answers, while it holds a slot.

Whatever wakes a Thread, the ledger says which turn is next and the turn says which slot answers it. So a Thread may
be woken by its question's acceptance here, by the queue, or by a look at what is left, in any order and twice.
"""

import asyncio
from collections.abc import Awaitable, Callable

from bridge.protocols import Scheduler, Work
from bridge.types import Thread, Turn, TurnId
from bridge.waiting.lanes import Lanes

LOOK_AGAIN = 1.0, 15.0
"""Seconds between two looks of a turn that waits for another node; each is twice as long as the one before."""

Left = Callable[[TurnId], Awaitable[bool]]
"""Whether a turn is not at its end."""


class OwnLanes:
    """A Scheduler that sleeps while its node is a spare."""

    def __init__(
        self,
        work: Work,
        lanes: Callable[[Work], Scheduler] = Lanes,
        look_again: tuple[float, float] = LOOK_AGAIN,
    ) -> None:
        self._work = work
        self._make = lanes
        self._look_again = look_again
        self._lanes: Scheduler | None = None
        self._slot: str | None = None
        self._waiting: dict[Thread, list[_Waiting]] = {}
        self._falling_asleep = False
        self._called: set[Thread] = set()
        """Woken by those that ended then: they are due when the slot is held again."""
        self._closed = False

    def __len__(self) -> int:
        return 0 if self._lanes is None else len(self._lanes)

    def takes(self, turn: Turn) -> bool:
        return self._slot is not None and turn.slot == self._slot

    def wake(self, thread: Thread) -> None:
        if self._lanes is not None:
            self._lanes.wake(thread)
        elif self._falling_asleep:
            self._called.add(thread)

    async def idle(self) -> None:
        if self._lanes is not None:
            await self._lanes.idle()

    async def close(self) -> None:
        self._closed = True
        await self.sleep()

    def begin(self, slot: str) -> None:
        """This node answers for the slot now."""
        if not self._closed:
            self._slot, self._lanes = slot, self._make(self._worked)
            while self._called:
                self._lanes.wake(self._called.pop())

    async def sleep(self) -> None:
        """Nothing is at work here any more, and nothing begins."""
        self._slot, lanes, self._lanes = None, self._lanes, None
        if lanes is not None:
            self._falling_asleep = True
            await lanes.close()
            self._falling_asleep = False

    async def bring(self, turn: TurnId, thread: Thread, left: Left) -> None:
        """Until the turn is at its end; it may be waiting for one that another node answers."""
        waiting = _Waiting()
        self._waiting.setdefault(thread, []).append(waiting)
        pause, longest = self._look_again
        try:
            while await left(turn):
                self.wake(thread)
                if not await waiting.worked() and await left(turn):  # nothing could be taken
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, longest)
        finally:
            self._waiting[thread].remove(waiting)
            if not self._waiting[thread]:
                del self._waiting[thread]

    async def _worked(self, thread: Thread) -> bool:
        took = False
        try:
            took = await self._work(thread)
        finally:
            for waiting in self._waiting.get(thread, ()):
                waiting.tell(took)
        return took


class _Waiting:
    """For the Thread's lane to have worked."""

    def __init__(self) -> None:
        self._took = False
        self._told = asyncio.Event()

    def tell(self, took: bool) -> None:
        self._took = took
        self._told.set()

    async def worked(self) -> bool:
        """Whether a turn was brought to its end."""
        await self._told.wait()
        self._told.clear()
        return self._took


_scheduler: type[Scheduler] = OwnLanes
