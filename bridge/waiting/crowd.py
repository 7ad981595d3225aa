"""Thousands may wait, and only some of them are at work: of the others nothing is kept in memory but their names.

A turn at work is a lane, a task that asks and one that shows, before a wall and behind it. Where a backend answers
nothing for hours, or a platform takes nothing, so many are let in from each place and no more; the ledger has the
others. As soon as somebody leaves, the next comes in, fairly by person and channel.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from bridge.types import Thread, Turn
from bridge.waiting.fair import Fair

MOST = 500
"""At work from one place, asking one backend; twice as many where each is another person's."""


@dataclass(slots=True)
class _Room:
    """From one place, to one backend."""

    inside: dict[Thread, Hashable] = field(default_factory=dict)
    """Each with whose it is."""
    outside: Fair[Thread] = field(default_factory=Fair)
    invited: set[Thread] = field(default_factory=set)
    """They come in as soon as they are woken."""


class Crowd:
    """Of one bridge."""

    def __init__(self, wake: Callable[[Thread], None], most: int = MOST) -> None:
        """``most`` 0: any number."""
        self._wake = wake
        self._most = most
        self._rooms: dict[Hashable, _Room] = {}
        self._of: dict[Thread, Hashable] = {}
        """The room that a Thread is in, invited to, or waits for."""

    @property
    def outside(self) -> int:
        """How many wait there."""
        return sum(len(room.outside) for room in self._rooms.values())

    def lets_in(self, turn: Turn) -> bool:
        """It may be worked on; if not its Thread is woken when it may."""
        thread, place, person = turn.thread, turn.thread.place, turn.question.author
        name = turn.backend, place.platform, place.workspace
        if (before := self._of.get(thread, name)) != name:  # its next turn goes elsewhere
            self._rooms[before].outside.discard(thread)
            self.leaves(thread)
        room = self._rooms.setdefault(name, _Room())
        self._of[thread] = name
        room.outside.discard(thread)
        whose = person or place
        if turn.held or turn.unwanted or thread in room.invited or self._has_place_for(whose, room):
            room.invited.discard(thread)
            room.inside[thread] = whose
            return True
        room.outside.add(thread, whose, place)
        return False

    def leaves(self, thread: Thread) -> None:
        """It has nothing to do here any more, or its next turn is looked for."""
        name = self._of.get(thread)
        if name is None or thread in (room := self._rooms[name]).outside:
            return
        del self._of[thread]
        room.inside.pop(thread, None)
        room.invited.discard(thread)
        while len(room.inside) + len(room.invited) < self._most and (next_one := room.outside.take()) is not None:
            room.invited.add(next_one)
            self._wake(next_one)
        if not (room.inside or room.invited or room.outside):
            del self._rooms[name]

    def _has_place_for(self, whose: Hashable, room: _Room) -> bool:
        there = len(room.inside) + len(room.invited)
        if not self._most or (there < self._most and not room.outside):
            return True
        return there < 2 * self._most and whose not in room.inside.values()
