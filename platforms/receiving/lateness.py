"""What was said while nobody was there is heard late: what of it is still a question, and what it was then."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bridge.commands import words
from bridge.protocols import Store
from bridge.types import Thread
from bridge.waiting.patience import until_stored
from platforms.receiving.hearing import Hearing, Said
from platforms.receiving.marks import order
from platforms.receiving.missed import Found

logger = logging.getLogger(__name__)

FORGOTTEN = 7 * 86_400.0
"""Seconds after which nobody waits any more for an answer that came too late."""

A_MOMENT = 60.0
"""Seconds for which a command like !stop means the present."""


class Ears(Protocol):
    """Hearing, as far as it is needed here."""

    async def hear(self, heard: Said) -> bool:
        """True when it is a new question."""

    async def pass_over(self, heard: Said, sentence: str, **values: object) -> bool:
        """Not asked; True when its asker is told so now."""


_ears: type[Ears] = Hearing


@dataclass(slots=True)
class Counts:
    """What became of the messages of one run."""

    read: int = 0
    asked: int = 0
    too_old: int = 0

    def __str__(self) -> str:
        others = self.read - self.asked - self.too_old
        return f"{self.read} messages, {self.asked} asked, {self.too_old} too old, {others} nothing new for us"


class LateEars:
    """Of one run."""

    def __init__(
        self, ears: Ears, store: Store, hours: float, moment: Callable[[str], float], now: Callable[[], float]
    ) -> None:
        self.counts = Counts()
        self._ears = ears
        self._store = store
        self._hours = hours
        self._moment = moment
        self._now = now
        self._firsts: dict[Thread, str] = {}
        """The first question of a Thread when it was looked at."""

    async def hear(self, found: Found) -> None:
        """The oldest first."""
        for one in found.in_order():
            self.counts.read += 1
            try:
                await self._hear(await self._as_it_was(one))
            except Exception:  # one that we stumble over must not keep the others waiting
                logger.exception("a message of %s is left out", one.question.thread)

    async def _hear(self, heard: Said) -> None:
        age, limit = self._now() - self._moment(heard.question.message), self._hours * 3600
        if limit < age <= limit + FORGOTTEN:
            hours = f"{self._hours:g}"
            told = await until_stored(lambda: self._ears.pass_over(heard, "too_late", hours=hours))
            self.counts.too_old += told
        elif age <= limit and not is_stale_command(heard, age):
            self.counts.asked += await until_stored(lambda: self._ears.hear(heard))

    async def _as_it_was(self, heard: Said) -> Said:
        """A reply follows only what was asked before it; that the thread became ours later says nothing."""
        if not heard.reply or heard.mentioned:
            return heard
        thread = heard.question.thread
        if thread not in self._firsts:
            turns = await until_stored(lambda: self._store.history(thread))
            here = (turn.question.message for turn in turns if turn.thread == thread)
            self._firsts[thread] = min(here, key=order, default="")
        too_early = order(heard.question.message) < order(self._firsts[thread])
        return replace(heard, reply=False) if too_early else heard


def is_stale_command(heard: Said, age: float) -> bool:
    """What would be done to the present by a word about the past."""
    command = words.parse(heard.question.text)
    return command is not None and not command.asks and age > A_MOMENT
