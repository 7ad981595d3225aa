"""Who may ask: people and channels that are let in or kept out, how often one may, and an end to loops.

Naming one channel elsewhere in the configuration never silences the others; only an explicit list here does.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import Field

from bridge.section import Section
from bridge.texts import Phrase
from bridge.types import Channel, MessageId, Question, Thread

K = TypeVar("K")
V = TypeVar("V")

DIRECT = "direct"
"""Stands for all direct messages in the lists of channels."""

MINUTE = 60.0

LOOPS = ((20, MINUTE), (40, 10 * MINUTE), (100, 60 * MINUTE))
"""So many messages of one author in one Thread in so many seconds are a program that answers our answers. The first
was seen elsewhere; where answers take a while a loop is slower, which is what the others are for."""

PAUSE = 60.0
"""Seconds. An answer that does not come ends a loop, for a refusal is not seen by programs."""

REMEMBERED = 1000
"""Messages, people and Threads."""


class Admission(Section):
    """Who may ask. The owners always may."""

    allowed_people: tuple[str, ...] = ()
    """Ids; empty: everybody who is not blocked."""
    blocked_people: tuple[str, ...] = ()
    allowed_channels: tuple[str, ...] = ()
    """Ids, and ``direct`` for direct messages; empty: everywhere where it is not blocked."""
    blocked_channels: tuple[str, ...] = ()
    questions_per_minute: int = Field(0, ge=0)
    """Of one person; 0: as many as they like."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message is left alone."""

    why: Phrase | None = None
    """What its author is told; None where that was said before."""
    loop: bool = False
    """The owner has to know: this began to look like two programs."""


class Doors:
    """Of one workspace. What it says of a message it says again when the message is delivered again."""

    def __init__(
        self, admission: Admission, owners: Collection[str], clock: Callable[[], float] = time.time
    ) -> None:
        self._admission = admission
        self._owners = frozenset(owners)
        self._now = clock
        self._decided: _Latest[tuple[Channel, MessageId], Refusal | None] = _Latest()
        self._asked: _Latest[str, deque[float]] = _Latest()
        """When each person's newest questions were asked."""
        self._hasty: _Latest[str, None] = _Latest()
        """People who know by now that they asked too often."""
        self._said: _Latest[tuple[Thread, str], deque[float]] = _Latest()
        self._paused: _Latest[tuple[Thread, str], float] = _Latest()
        """Until when."""

    def owns(self, author: str) -> bool:
        """Whether this is one of the owners."""
        return author in self._owners

    def open(
        self,
        question: Question,
        roles: Collection[str] = (),
        *,
        direct: bool = False,
        asks: bool = True,
        at: float | None = None,
    ) -> Refusal | None:
        """None where the message may come in. `asks`: it is a question, and no command; `at`: when it was said."""
        key = question.thread.place, question.message
        if key in self._decided:
            return self._decided[key]
        at = self._now() if at is None else at
        refusal = self._listed(question, roles, direct) or self._loop(question, at)
        if refusal is None and asks and question.author not in self._owners:
            refusal = self._pace(question.author, at)
        self._decided[key] = refusal
        return refusal

    def lists(self, question: Question, roles: Collection[str] = (), *, direct: bool = False) -> bool:
        """Whether its author may ask there at all; looking changes nothing."""
        return self._listed(question, roles, direct) is None

    def _listed(self, question: Question, roles: Collection[str], direct: bool) -> Refusal | None:
        lists, who = self._admission, {question.author, *roles}
        where = {question.thread.channel, *([DIRECT] if direct else [])}
        if question.author in self._owners:
            return None
        if who & set(lists.blocked_people) or (lists.allowed_people and not who & set(lists.allowed_people)):
            return Refusal(Phrase("not_for_you"))
        if where & set(lists.blocked_channels) or (
            lists.allowed_channels and not where & set(lists.allowed_channels)
        ):
            return Refusal(Phrase("not_here"))
        return None

    def _pace(self, author: str, at: float) -> Refusal | None:
        most = self._admission.questions_per_minute
        if not most:
            return None
        times = self._asked.setdefault(author, deque(maxlen=most))
        lately = [one for one in times if at - MINUTE < one <= at]
        if len(lately) < most:
            times.append(at)
            self._hasty.pop(author, None)
            return None
        known = author in self._hasty
        self._hasty[author] = None
        wait = max(1, round(min(lately) + MINUTE - at))
        return Refusal(None if known else Phrase("too_many_questions", most=most, seconds=wait))

    def _loop(self, question: Question, at: float) -> Refusal | None:
        pair = question.thread, question.author
        if at < self._paused.get(pair, 0.0):
            return Refusal()
        times = self._said.setdefault(pair, deque(maxlen=max(most for most, _ in LOOPS)))
        times.append(at)
        if not any(sum(at - seconds < one <= at for one in times) >= most for most, seconds in LOOPS):
            return None
        times.clear()
        first = pair not in self._paused
        self._paused[pair] = at + PAUSE
        return Refusal(Phrase("looks_like_a_loop", seconds=round(PAUSE)), loop=first)


class _Latest(OrderedDict[K, V], Generic[K, V]):
    """Forgets the oldest."""

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > REMEMBERED:
            self.popitem(last=False)
