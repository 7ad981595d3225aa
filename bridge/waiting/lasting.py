"""Which questions take long: those for whose model and effort answers took long before.

A model that thinks for ten minutes is asked for like any other; what it takes is learnt from its answers. Of
several pages one is left for those who are soon done, but only where such come: it would stand empty otherwise.
"""

import time
from collections.abc import Callable

from bridge.types import Question

LONG = 60.0
"""Seconds."""

NEWEST_COUNTS = 0.4
"""Of the last answer's time, in their mean."""

QUICK_ONES_COME = 600.0
"""Seconds since the last one of those who are soon done, for which another one is expected."""

MOST = 100
"""Of how many kinds of questions it is known; names of models are the askers'."""

Kind = tuple[str, str]


class Lasting:
    """Of one backend."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._now = clock
        self._mean: dict[Kind, float] = {}
        self._quick_at: float | None = None

    def lasts(self, question: Question) -> bool:
        """Whether this one is expected to take long; asked once for each that comes."""
        long = self._mean.get(_kind(question), 0.0) >= LONG
        if not long:
            self._quick_at = self._now()
        return long

    def took(self, question: Question, seconds: float) -> None:
        """It was answered."""
        kind = _kind(question)
        before = self._mean.pop(kind, seconds)
        self._mean[kind] = before + NEWEST_COUNTS * (seconds - before)
        if len(self._mean) > MOST:
            del self._mean[next(iter(self._mean))]

    def is_long(self, seconds: float) -> bool:
        """Whether one that is being answered for so long takes long, whatever was expected."""
        return seconds >= LONG

    @property
    def quick_ones_come(self) -> bool:
        return self._quick_at is not None and self._now() - self._quick_at < QUICK_ONES_COME


def _kind(question: Question) -> Kind:
    return question.model, question.effort
