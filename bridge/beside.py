"""Threads that are one conversation have one turn at a time, in the order in which they were accepted.

Each of them keeps its own lane: what can't be shown in one place holds up nobody in another, once it is answered.
"""

from collections.abc import Callable, Iterable

from bridge.types import Thread


class Beside:
    """Who waits for whom."""

    def __init__(self, wake: Callable[[Thread], None]) -> None:
        self._wake = wake
        self._waiting: dict[Thread, set[Thread]] = {}

    def wait(self, thread: Thread, ahead: Iterable[Thread]) -> None:
        """The Thread is woken when one of these has gone on."""
        for one in ahead:
            self._waiting.setdefault(one, set()).add(thread)

    def passed(self, thread: Thread) -> None:
        """This one has gone on, or has nothing left to do."""
        for one in self._waiting.pop(thread, ()):
            self._wake(one)
