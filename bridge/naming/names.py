"""What channels and people are called, on all platforms; what is not known is called by its id."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from bridge.naming.called import Called
from bridge.naming.kept import Kept, read, write
from bridge.naming.learned import MOMENT, Learned
from bridge.protocols import Introduces, Platform
from bridge.protocols import Names as HasNames
from bridge.types import Channel, Person, Question, Turn

logger = logging.getLogger(__name__)

EVERY = 20.0
"""Seconds between two looks at who asked lately."""

SOME, MOST = 5, 1_000
"""People of those who asked lately: that are asked about at once, and that are remembered until then."""


class Names:
    """As their platforms tell them. ``file``: where they are kept."""

    def __init__(
        self, platforms: Mapping[str, Platform], file: Path | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        kept = read(file) if file else Kept()
        self._platforms = platforms
        self._file = file
        self._channels = Learned(self._of_channel, self._has_names, kept.channels, clock)
        self._people = Learned(self._of_person, self._introduces, kept.people, clock)
        self._heard: dict[Person, None] = {}

    def who(self, question: Question) -> str:
        """Whoever asked, as far as that is known by now."""
        return self._people.get(question.asker) or question.author

    def asker(self, question: Question) -> str:
        """The same, and nothing where an id is all that is known."""
        return self._people.get(question.asker) or ("" if self._introduces(question.asker) else question.author)

    def where(self, place: Channel) -> str:
        """The channel, as far as that is known by now."""
        return self._channels.get(place) or place.channel

    def meant(self, names: Collection[str]) -> set[str]:
        """The ids of people who are called so, by their whole name or a word of it."""
        wanted = {name.casefold() for name in names}
        return {person.name for person, name in self._people if not wanted.isdisjoint(_calls(name.text))}

    async def learn(self, turns: Collection[Turn]) -> None:
        """Who asked these and where, without a long wait: what comes later is known the next time."""
        people, places = [turn.question.asker for turn in turns], [turn.thread.place for turn in turns]
        await asyncio.gather(self._people.learn(people), self._channels.learn(places))

    async def of(self, places: Collection[Channel], patience: float = MOMENT) -> Mapping[Channel, str]:
        """What these channels are called."""
        await self._channels.learn(places, patience)
        return {place: self.where(place) for place in places}

    def heard(self, question: Question) -> None:
        """Somebody asks: their name will be wanted."""
        person = question.asker
        if len(self._heard) < MOST and self._introduces(person) and not self._people.get(person):
            self._heard[person] = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            await self.step()

    async def step(self) -> None:
        """Some of those who asked lately get their names, and what is new is kept."""
        some = list(self._heard)[:SOME]
        for person in some:
            del self._heard[person]
        await self._people.learn(some)
        await self._keep()

    async def close(self) -> None:
        await self._people.close()
        await self._channels.close()
        await self._keep()

    async def _keep(self) -> None:
        if self._file is None or not (self._people.changed or self._channels.changed):
            return
        self._people.changed = self._channels.changed = False
        try:
            await asyncio.to_thread(write, self._file, list(self._channels), list(self._people))
        except OSError as error:
            logger.info("names are not kept: %s", error)

    def _has_names(self, place: Channel) -> bool:
        return isinstance(self._platforms.get(place.platform), HasNames)

    def _introduces(self, person: Person) -> bool:
        return bool(person.name) and isinstance(self._platforms.get(person.platform), Introduces)

    async def _of_channel(self, place: Channel) -> str:
        platform: object = self._platforms[place.platform]
        return _told(await platform.channel_name(place), place.channel) if isinstance(platform, HasNames) else ""

    async def _of_person(self, person: Person) -> str:
        platform: object = self._platforms[person.platform]
        return _told(await platform.person_name(person), person.name) if isinstance(platform, Introduces) else ""


_called: type[Called] = Names


def _told(name: str, id: str) -> str:
    """In one line; what is only the id again tells nothing."""
    name = " ".join(name.split())
    return "" if name == id else name


def _calls(name: str) -> Iterable[str]:
    """By what somebody of this name is called."""
    name = name.casefold()
    return {name, name.replace(" ", ""), *name.split()}
