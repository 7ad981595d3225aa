"""A node whose loop stands still ends itself, before another one takes its slot.

A process that was stopped, or whose computer slept, does not know it when it goes on; by then somebody else may
answer. So the first thing that is looked at then is when this node was last known to live.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from bridge.exit_codes import TRY_LATER

logger = logging.getLogger(__name__)


def clock() -> float:
    """Seconds that go on while the computer sleeps, where the system has such."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def end_at_once() -> None:
    """Without any of what is usually done at an end: the slot may be somebody else's."""
    os._exit(TRY_LATER)


class Watchdog:
    """A thread that looks whether the holder of a slot still beats."""

    def __init__(
        self,
        deadly: float,
        end: Callable[[], None] = end_at_once,
        now: Callable[[], float] = clock,
    ) -> None:
        self._deadly = deadly
        self._end = end
        self._now = now
        self._beat: float | None = None
        """When the last beat began that arrived; None while no slot is held."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """In the main thread, so that a process that goes on after it was stopped looks before all else."""
        if hasattr(signal, "SIGCONT") and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGCONT, self._goes_on)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def beat(self, at: float) -> None:
        """The slot is held, as was known at this time of `clock`."""
        self._beat = at

    def rest(self) -> None:
        """No slot is held, and nothing is done that belongs to one."""
        self._beat = None

    def look(self) -> None:
        """End the process if it may have been taken for dead."""
        beat = self._beat
        still = 0.0 if beat is None else self._now() - beat
        if still > self._deadly:
            self._beat = None
            logger.critical("this node stood still for %.1f s; it ends, for its slot may be another's", still)
            self._end()

    def _goes_on(self, _: int, __: FrameType | None) -> None:
        self.look()

    def _watch(self) -> None:
        while not self._over.wait(self._deadly / 20):
            self.look()
