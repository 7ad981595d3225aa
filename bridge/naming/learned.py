"""Names of one kind: asked for in the background, believed for a while, and never waited for long."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from bridge.tasks import ended

logger = logging.getLogger(__name__)

FRESH = 3_600.0
"""Seconds for which a name is believed. An older one is still shown while it is asked for again."""

AGAIN = 120.0
"""Seconds until a name is asked for again that was not told: there may be none, and nobody waits for it."""

MOMENT = 0.3
"""Seconds that somebody waits for names which nobody knows yet."""

AT_ONCE = 4
"""Questions to platforms."""

MOST = 20_000
"""Names; the one that was learned first goes first."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Name:
    """As it was told then; empty: it was not."""

    text: str
    since: float
    """Unix seconds."""


class Learned(Generic[K]):
    """``ask`` gives a name, or nothing; it is asked only of those that have one, by ``has``."""

    def __init__(
        self,
        ask: Callable[[K], Awaitable[str]],
        has: Callable[[K], bool],
        known: dict[K, Name],
        clock: Callable[[], float],
    ) -> None:
        self._ask = ask
        self._has = has
        self._known = known
        self._now = clock
        self._asking: dict[K, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self.changed = False
        """There are others than whoever set this to False has seen."""

    def __iter__(self) -> Iterator[tuple[K, Name]]:
        """Those that were told."""
        return ((key, name) for key, name in tuple(self._known.items()) if name.text)

    def get(self, key: K) -> str:
        """Empty where it is not known by now."""
        name = self._known.get(key)
        return name.text if name else ""

    async def learn(self, keys: Collection[K], patience: float = MOMENT) -> None:
        """Ask for what is not known, or not lately, and wait a moment for what was never asked for."""
        new = list[asyncio.Task[None]]()
        for key in dict.fromkeys(keys):
            if self._has(key) and self._is_old(key):
                is_new = key not in self._known
                task = self._begin(key)
                new += [task] if is_new else []
        if new:
            await asyncio.wait(new, timeout=patience)

    async def close(self) -> None:
        for task in list(self._asking.values()):
            await ended(task)

    def _is_old(self, key: K) -> bool:
        name, now = self._known.get(key), self._now()
        return name is None or not 0 <= now - name.since < (FRESH if name.text else AGAIN)

    def _begin(self, key: K) -> asyncio.Task[None]:
        if (task := self._asking.get(key)) is None:
            task = self._asking[key] = asyncio.create_task(self._learn(key), name=f"the name of {key}")
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        return task

    async def _learn(self, key: K) -> None:
        try:
            async with self._room:
                told = await self._ask(key)
        except Exception as error:
            logger.info("the name of %s is not known: %s", key, error)
            told = ""
        before = self._known.pop(key, None)
        self._known[key] = Name(told or (before.text if before else ""), self._now())
        self.changed = self.changed or bool(told)
        if len(self._known) > MOST:
            del self._known[next(iter(self._known))]
