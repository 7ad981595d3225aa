"""Threads that are one conversation have one turn at a time, in the order in which they were accepted.

Each of them keeps its own lane: what can't be shown in one place holds up nobody in another, once it is answered.
Where that takes long, questions that wait behind it are overtaken as well.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable

from bridge.types import Thread, Turn

LONG = 60.0
"""Seconds for which an answer may be on its way to where it is shown before its Thread is taken to stand still."""


class Beside:
    """Who waits for whom."""

    def __init__(self, wake: Callable[[Thread], None], long: float = LONG) -> None:
        self._wake = wake
        self._long = long
        self._waiting: dict[Thread, set[Thread]] = {}
        self._asking: set[Thread] = set()
        self._showing: dict[Thread, asyncio.TimerHandle] = {}
        self._still: set[Thread] = set()

    def before(self, turn: Turn) -> Collection[Thread]:
        """The Threads that go first."""
        earlier = {one for one in turn.behind if one not in self._still}
        return earlier | {one for one in turn.others if one in self._asking}

    def wait(self, thread: Thread, ahead: Iterable[Thread]) -> None:
        """The Thread is woken when one of these has gone on."""
        for one in ahead:
            self._waiting.setdefault(one, set()).add(thread)

    def begins(self, thread: Thread) -> None:
        """A turn of it is being brought to its end."""
        self._asking.add(thread)

    def answered(self, thread: Thread) -> None:
        """It is only shown from here on."""
        self._asking.discard(thread)
        if thread not in self._showing:
            loop = asyncio.get_running_loop()
            self._showing[thread] = loop.call_later(self._long, self._stands_still, thread)
        self.gone_on(thread)

    def ended(self, thread: Thread) -> None:
        """It has nothing to do, or its next turn is looked for."""
        self._asking.discard(thread)
        self._still.discard(thread)
        if timer := self._showing.pop(thread, None):
            timer.cancel()
        self.gone_on(thread)

    def gone_on(self, thread: Thread) -> None:
        """Whoever waits for it looks again."""
        for one in self._waiting.pop(thread, ()):
            self._wake(one)

    def _stands_still(self, thread: Thread) -> None:
        self._still.add(thread)
        self.gone_on(thread)
