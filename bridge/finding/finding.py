"""Looking for what was asked, for whoever asks and whatever they may see."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bridge.finding.admitted import Admitted
from bridge.finding.query import read
from bridge.finding.snippet import snippet
from bridge.naming.names import Names
from bridge.protocols import Platform, Store
from bridge.types import Channel, Found, Looking, Person, Query, Results, Seen, Thread, Where

LOOKED_AT = 100
"""Of what the ledger holds; some of it may stand where whoever looks can't see it."""

AT_ONCE = 10
"""Threads that are asked about at the same time."""

PATIENCE = 2.0
"""Seconds in which platforms tell what their channels are called; one that is told later is known the next time."""


class Finding:
    """In the whole ledger."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Callable[[], float] = time.time,
        admitted: Admitted | None = None,
        names: Names | None = None,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._now = clock
        self._admitted = admitted or Admitted(platforms)
        self._names = names or Names(platforms, clock=clock)

    async def find(self, looking: Looking) -> Results:
        """The best of what they may see; nothing where nothing is looked for."""
        query = read(looking.text, self._now(), looking.seen.person)
        if query.empty:
            return Results(unread=query.unread)
        called = self._names.meant(query.people)
        query = replace(query, whole=looking.whole, people=tuple(dict.fromkeys((*query.people, *sorted(called)))))
        seen, where = await self._seen(looking.seen)
        if query.places:
            there = await self._inhabited()
            mine = [one for one in there if one in seen.channels] if seen.member else there
            query = replace(query, channels=await self._called(query.places, mine))
        if seen.everything or seen.person is None:
            results = await self._store.find(query, seen, looking.most, looking.offset)
        else:
            results = await self._page(query, seen, seen.person, looking)
        found = tuple(replace(one, snippet=snippet(one.turn, query)) for one in results.found)
        return replace(results, found=found, unread=query.unread, where=where)

    async def opens(self, thread: Thread, seen: Seen) -> bool:
        """Whether they may go on with all that is said in this Thread."""
        seen, _ = await self._seen(seen)
        if seen.everything or seen.person is None:
            return seen.everything
        return await self._shows(thread, seen, seen.person)

    async def _seen(self, seen: Seen) -> tuple[Seen, Where]:
        """Where they are is asked of their platform; where it does not tell, they see the channel they stand in."""
        if seen.everything or seen.person is None:
            return seen, "everywhere"
        if not self._admitted.knows(seen.person):
            return seen, "own"
        there = [one for one in await self._inhabited() if one.platform == seen.person.platform]
        workspaces = {seen.person.workspace, *(one.workspace for one in there)}
        admitted = await self._admitted.to(seen.person, workspaces)
        if admitted is None:
            return replace(seen, member=True), "here"
        return replace(seen, channels=admitted.intersection(there).union(seen.channels), member=True), "channels"

    async def _page(self, query: Query, seen: Seen, person: Person, looking: Looking) -> Results:
        there = await self._store.find(query, seen, LOOKED_AT)
        end, shown = looking.offset + looking.most, list[Found]()
        for begin in range(0, len(there.found), AT_ONCE):
            if len(shown) > end:
                break
            some = there.found[begin : begin + AT_ONCE]
            seen_ones = await asyncio.gather(*(self._shown(one.turn.thread, seen, person) for one in some))
            shown += [one for one, is_seen in zip(some, seen_ones, strict=True) if is_seen]
        return replace(there, found=tuple(shown[looking.offset : end]), more=len(shown) > end)

    async def _shown(self, thread: Thread, seen: Seen, person: Person) -> bool:
        """In itself, or, if its channel is none of theirs, in a Thread of the same conversation."""
        if thread.place in seen.channels or not seen.member:
            return await self._shows(thread, seen, person)
        others = [one for one in await self._store.joined(thread) if one.place in seen.channels]
        return any(await asyncio.gather(*(self._shows(one, seen, person) for one in others)))

    async def _shows(self, thread: Thread, seen: Seen, person: Person) -> bool:
        """Elsewhere people have other names; what is found there is of a conversation in which they asked."""
        if seen.member and thread.place not in seen.channels:
            return False
        theirs = thread.platform == person.platform and (seen.member or thread.workspace == person.workspace)
        return not theirs or not await self._admitted.hides(thread, person)

    async def _inhabited(self) -> list[Channel]:
        return [one.place for one in await self._store.inhabited()]

    async def _called(self, names: Sequence[str], places: Sequence[Channel]) -> tuple[Channel, ...]:
        """Those of these channels that people know by one of the names."""
        wanted = {name.lower() for name in names}
        called = await self._names.of(places, PATIENCE)
        return tuple(place for place in places if called[place].lower() in wanted)
