"""Which page a turn is lent: the one that shows its conversation, and as few others' as can be."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bridge.types import ConversationId
from scraper.page.tab import ChatPage

Clock = Callable[[], float]
"""Seconds from any beginning."""

TURNS = 100
"""After so many turns a tab is replaced: a page that lives on gathers memory."""


@dataclass(slots=True, eq=False)
class Place:
    """One of the pages, and what became of it last."""

    page: ChatPage
    busy: bool = False
    since: float = 0.0
    turns: int = 0


class Lending:
    """Up to ``size`` pages, one to a turn at a time. A page stays as it was for its Thread's next turn."""

    def __init__(self, size: int, make: Callable[[], ChatPage], clock: Clock) -> None:
        self._size = size
        self._make = make
        self._clock = clock
        self._permits = asyncio.Semaphore(size)
        self._places: list[Place] = []

    @asynccontextmanager
    async def lend(self, conversation: ConversationId | None) -> AsyncIterator[ChatPage]:
        """Waits until a page is free."""
        async with self._permits:
            place = self._take(conversation)
            place.busy = True
            place.turns += 1
            try:
                yield place.page
            finally:
                place.busy, place.since = False, self._clock()

    async def retire(self, idle: float, close: Callable[[ChatPage], Awaitable[None]]) -> None:
        """Close the free pages that were not used for this long, or very often."""
        for place in list(self._places):
            rested = self._clock() - place.since >= idle
            if place.busy or self._permits.locked() or not (rested or place.turns >= TURNS):
                continue
            async with self._permits:  # nobody is lent it meanwhile, nor another one in its stead
                place.busy = True
                try:
                    await close(place.page)
                finally:
                    self._places.remove(place)

    async def alone(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Do something while no page is lent; False, and nothing is done, when one is."""
        if any(place.busy for place in self._places) or self._permits.locked():
            return False
        for _ in range(self._size):
            await self._permits.acquire()  # they are all there, so this does not wait
        try:
            await work()
        finally:
            for _ in range(self._size):
                self._permits.release()
        return True

    def _take(self, conversation: ConversationId | None) -> Place:
        free = [place for place in self._places if not place.busy]
        for place in free:
            if conversation is not None and place.page.conversation == conversation:
                return place
        for place in free:
            if place.page.conversation is None:
                return place
        if len(self._places) < self._size:
            self._places.append(place := Place(self._make()))
            return place
        return min(free, key=lambda place: place.since)
