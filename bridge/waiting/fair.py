"""Who is next of all who wait: nobody waits for ever behind one who asks much.

Every other time it is the turn of the person who has waited longest for theirs, then that of the channel, and in it
of the person there. So of P people and C channels that wait each is served among the next 2 P, or 2 C: whoever asks
much in many channels gains no more by it than a crowded channel does. Of one person the oldest question goes first.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

Ring = OrderedDict[Hashable, OrderedDict[T, None]]
"""Whoever is first was served longest ago, or came before the others; then what they wait for, oldest first."""


def anything(_: object) -> bool:
    return True


class Fair(Generic[T]):
    """Each waits once, and is known by itself."""

    def __init__(self) -> None:
        self._of: dict[T, tuple[Hashable, Hashable]] = {}
        """The person and the channel of each."""
        self._begun: OrderedDict[T, None] = OrderedDict()
        """Those who had their turn before."""
        self._people: Ring[T] = OrderedDict()
        self._channels: OrderedDict[Hashable, Ring[T]] = OrderedDict()
        self._by_channel = False

    def __len__(self) -> int:
        return len(self._of)

    def __contains__(self, one: object) -> bool:
        return one in self._of

    def __iter__(self) -> Iterator[T]:
        return iter(self._of)

    def add(self, one: T, person: Hashable, channel: Hashable, *, begun: bool = False) -> None:
        """``begun``: it had its turn before, and goes before all who had not."""
        self._of[one] = person, channel
        if begun:
            self._begun[one] = None
            return
        self._people.setdefault(person, OrderedDict())[one] = None
        self._channels.setdefault(channel, OrderedDict()).setdefault(person, OrderedDict())[one] = None

    def discard(self, one: T) -> None:
        """It does not wait any more."""
        if one not in self._of:
            return
        person, channel = self._of.pop(one)
        if one in self._begun:
            del self._begun[one]
            return
        _drop(self._people, person, one)
        _drop(self._channels[channel], person, one)
        if not self._channels[channel]:
            del self._channels[channel]

    def take(self, suits: Callable[[T], bool] = anything) -> T | None:
        """Whose turn it is, who then does not wait any more; None when nobody does whom it suits."""
        if (first := next(filter(suits, self._begun), None)) is not None:
            self.discard(first)
            return first
        one = self._of_channels(suits) if self._by_channel else self._of_people(suits)
        if one is None:
            return None
        person, channel = self._of[one]
        self.discard(one)
        self._by_channel = not self._by_channel
        if person in self._people:
            self._people.move_to_end(person)
        if channel in self._channels:
            self._channels.move_to_end(channel)
            if person in self._channels[channel]:
                self._channels[channel].move_to_end(person)
        return one

    def copy(self) -> "Fair[T]":
        """The same, to be gone through without taking anybody out."""
        same: Fair[T] = Fair()
        same._of, same._by_channel = self._of.copy(), self._by_channel
        same._begun, same._people = self._begun.copy(), _copied(self._people)
        same._channels = OrderedDict((channel, _copied(ring)) for channel, ring in self._channels.items())
        return same

    def order(self) -> list[T]:
        """In which they go if nobody else comes."""
        rest, order = self.copy(), []
        while (one := rest.take()) is not None:
            order.append(one)
        return order

    def _of_people(self, suits: Callable[[T], bool]) -> T | None:
        return next((one for theirs in self._people.values() for one in theirs if suits(one)), None)

    def _of_channels(self, suits: Callable[[T], bool]) -> T | None:
        rings = self._channels.values()
        return next((one for ring in rings for theirs in ring.values() for one in theirs if suits(one)), None)


def _drop(ring: Ring[T], person: Hashable, one: T) -> None:
    del ring[person][one]
    if not ring[person]:
        del ring[person]


def _copied(ring: Ring[T]) -> Ring[T]:
    return OrderedDict((person, theirs.copy()) for person, theirs in ring.items())
