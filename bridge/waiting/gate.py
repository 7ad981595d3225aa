"""Walls: what stands in the way of every question of an account, and the line of those who wait before it.

A Gate shuts when a question meets a wall, which means that nothing was typed. Questions that come then wait without
touching the backend; their askers see why, and their place in line. A probe looks again, with patience. When it
finds the way clear the first in line goes ahead, alone, and the others follow when it is through.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NewType

from bridge.errors import Maintenance, NotReady, RateLimited, UsageCap, Walled
from bridge.events import Status, Waiting
from bridge.owner import Owner
from bridge.protocols import Backend, Store
from bridge.tasks import ended
from bridge.types import Thread, Turn, TurnId
from bridge.waiting.patience import A_PERSON, Patience, Pause, until_stored

logger = logging.getLogger(__name__)

LONGEST = 6 * 3600.0
"""Seconds until somebody looks again, however late a limit is said to be over: the plan may have changed."""

Ticket = NewType("Ticket", int)
"""How often the gate had been shut when somebody went through."""

Show = Callable[[Waiting | Status], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How it is with a backend."""

    wall: NotReady | None
    """What stands in its way; also that nobody knows, who could be asked."""
    since: float
    """Unix seconds when it was met."""
    line: tuple[Thread, ...]
    """Where those asked who wait, in their order."""
    for_others: tuple[Thread, ...] = ()
    """The same of those before whom others are answered, as there is no wall."""


@dataclass(slots=True)
class _Waiter:
    show: Show
    may_go: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    seen: tuple[type[Walled], int] | None = None

    def see(self, wall: Walled, place: int) -> None:
        if self.seen != (type(wall), place):
            self.seen = type(wall), place
            self.show(Waiting(wall, place))

    def go(self) -> None:
        if not self.may_go.done():
            self.may_go.set_result(None)


class Gate:
    """The way to one backend."""

    def __init__(
        self,
        name: str,
        backend: Backend,
        store: Store,
        owner: Owner,
        pause: Pause = asyncio.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.wall: Walled | None = None
        self.since = 0.0
        """Unix seconds when the wall was met."""
        self.name = name
        self._backend = backend
        self._store = store
        self._owner = owner
        self._pause = pause
        self._now = clock
        self._line: dict[TurnId, tuple[Turn, _Waiter]] = {}
        self._shuts = 0
        self._tried = asyncio.Event()
        """The first in line went ahead, and it is known how that ended."""
        self._ahead: TurnId | None = None
        """Who went ahead last."""
        self._clear = False
        """The ledger knows of no wall."""
        self._probing: asyncio.Task[None] | None = None

    @property
    def line(self) -> list[Turn]:
        """Those who wait, in their order."""
        return [turn for turn, _ in self._in_order()]

    @property
    def standing(self) -> Standing:
        return Standing(self.wall, self.since, tuple(turn.thread for turn in self.line))

    async def passage(self, turn: Turn, show: Show) -> Ticket:
        """Returns when it is this turn's time to go."""
        if self.wall is None:
            return Ticket(self._shuts)
        waiter = _Waiter(show)
        self._line[turn.id] = turn, waiter
        self._show_places()
        try:
            await waiter.may_go
        finally:
            del self._line[turn.id]
            self._show_places()
        show(Status(""))
        return Ticket(self._shuts)

    def shut_since(self, ticket: Ticket) -> bool:
        """Whether a wall was met after this one went through."""
        return ticket != self._shuts

    async def opened(self, ticket: Ticket) -> None:
        """Somebody got through; who went before the wall was met says nothing about it."""
        if self._clear or ticket != self._shuts:
            return
        self.wall = None
        self._tried.set()
        self._clear = True
        for _, waiter in self._in_order():
            waiter.go()
        if await until_stored(lambda: self._store.cleared(self.name), self._pause):
            self._owner.clear(self.name)

    def shut(self, wall: Walled) -> None:
        """Somebody met a wall."""
        if self.wall is None:
            self.since = self._now()
        self.wall, self._clear = wall, False
        self._shuts += 1
        self._show_places()
        self._tried.set()
        if self._probing is None or self._probing.done():
            self._probing = asyncio.create_task(self._probe(), name=f"probing {self.name}")

    def left(self, turn: TurnId) -> None:
        """This one has ended; if it had gone ahead, then without getting through or meeting a wall."""
        if turn == self._ahead:
            self._tried.set()

    async def close(self) -> None:
        if self._probing is not None:
            await ended(self._probing)

    def _in_order(self) -> list[tuple[Turn, _Waiter]]:
        return [self._line[id] for id in sorted(self._line)]

    def _show_places(self) -> None:
        if self.wall is not None:
            for place, (_, waiter) in enumerate(self._in_order(), 1):
                waiter.see(self.wall, place)

    async def _probe(self) -> None:
        kind, patience = type(self.wall), self._patience()
        while self.wall is not None:
            try:
                await self._tell_owner(self.wall)
            except Exception:  # whatever is wrong with the words, the line must move on
                logger.exception("the owner could not be told")
            await patience.wait(self._until_over(self.wall))
            await self._look()
            if type(self.wall) is not kind:
                kind, patience = type(self.wall), self._patience()

    async def _look(self) -> None:
        """Whether the way is clear; then somebody has to go first."""
        try:
            health = await self._backend.check()
        except Exception:
            logger.exception("%s could not be looked at", self.name)
            return
        if isinstance(health.wall, Walled):
            self.wall = health.wall
            self._show_places()
        if health.ready and not self._line:
            await self.opened(Ticket(self._shuts))
        elif health.ready:
            self._tried.clear()
            turn, waiter = self._in_order()[0]
            self._ahead = turn.id
            waiter.go()
            await self._tried.wait()

    async def _tell_owner(self, wall: Walled) -> None:
        """Once for each wall, however often it is met."""
        why = type(wall).__name__
        if await until_stored(lambda: self._store.walled(self.name, why), self._pause):
            self._owner.walled(self.name, wall)

    def _until_over(self, wall: Walled) -> float | None:
        """Seconds, where the site says when it is over and that is still to come."""
        left = (wall.over_at or 0.0) - self._now()
        return min(left, LONGEST) if left > 0 else None

    def _patience(self) -> Patience:
        """A person is quick, time is not; and who asked too often does not ask again at once."""
        match self.wall:
            case UsageCap():
                first, longest = 300.0, 1800.0
            case RateLimited():
                first, longest = 60.0, 900.0
            case Maintenance():
                first, longest = 30.0, 300.0
            case _:
                first, longest = A_PERSON
        return Patience(first, longest, self._pause)
