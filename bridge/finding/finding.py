"""Looking for what was asked, for whoever asks and whatever they may see."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bridge.finding.query import read
from bridge.finding.snippet import snippet
from bridge.protocols import Hides, Names, Platform, Store
from bridge.types import Channel, Found, Looking, Person, Query, Results, Thread

LOOKED_AT = 100
"""Of what the ledger holds; some of it may stand where whoever looks can't see it."""

FRESH = 3600.0
"""Seconds for which a channel's name is believed."""

PATIENCE = 2.0
"""Seconds in which a platform tells it."""


class Finding:
    """In the whole ledger."""

    def __init__(
        self, store: Store, platforms: Mapping[str, Platform], clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._now = clock
        self._names: dict[Channel, tuple[str, float]] = {}

    async def find(self, looking: Looking) -> Results:
        """The best of what they may see; nothing where nothing is looked for."""
        seen = looking.seen
        query = read(looking.text, self._now(), seen.person)
        if query.empty:
            return Results(unread=query.unread)
        if query.places:
            query = replace(query, channels=await self._called(query.places))
        if seen.everything or seen.person is None:
            return _marked(await self._store.find(query, seen, looking.most, looking.offset), query)
        there = await self._store.find(query, seen, LOOKED_AT)
        shown = await self._shown_to(seen.person, there.found)
        end = looking.offset + looking.most
        return _marked(replace(there, found=tuple(shown[looking.offset : end]), more=len(shown) > end), query)

    async def _called(self, names: Sequence[str]) -> tuple[Channel, ...]:
        """Channels that people know by one of these names."""
        wanted = {name.lower() for name in names}
        there = [one.place for one in await self._store.inhabited()]
        called = await asyncio.gather(*map(self._name, there))
        return tuple(place for place, name in zip(there, called, strict=True) if name.lower() in wanted)

    async def _name(self, place: Channel) -> str:
        platform: object = self._platforms.get(place.platform)
        if not isinstance(platform, Names):
            return place.channel
        known, since = self._names.get(place, ("", -FRESH))
        if self._now() - since < FRESH:
            return known
        try:
            async with asyncio.timeout(PATIENCE):
                name = await platform.channel_name(place)
        except TimeoutError:  # it is found by its id, and by its name next time
            return known or place.channel
        self._names[place] = name, self._now()
        return name

    async def _shown_to(self, person: Person, found: Sequence[Found]) -> list[Found]:
        """Without what stands in Threads that the person can't see."""
        hidden = {one.turn.thread: False for one in found}
        for thread in hidden:
            hidden[thread] = await self._hides(thread, person)
        return [one for one in found if not hidden[one.turn.thread]]

    async def _hides(self, thread: Thread, person: Person) -> bool:
        """Elsewhere people have other names; what is found there is of a conversation in which they asked."""
        platform: object = self._platforms.get(thread.platform)
        theirs = (thread.platform, thread.workspace) == (person.platform, person.workspace)
        return theirs and isinstance(platform, Hides) and await platform.hides(thread, person.name)


def _marked(there: Results, query: Query) -> Results:
    found = tuple(replace(one, snippet=snippet(one.turn, query)) for one in there.found)
    return replace(there, found=found, unread=query.unread)
