"""The seam to what brings Threads to their turn: lanes in this process, or a queue that several machines share."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bridge.types import Thread, Turn

Work = Callable[[Thread], Awaitable[bool]]
"""Takes the Thread's next turn to its end; False when there is none that can be taken now."""


class Scheduler(Protocol):
    """Runs the work of each Thread, one turn at a time; Threads in parallel."""

    def __len__(self) -> int:
        """How many Threads are at work here."""

    def takes(self, turn: Turn) -> bool:
        """Whether it is brought to its end here, and nowhere else."""

    def wake(self, thread: Thread) -> None:
        """There may be work in this Thread."""

    async def idle(self) -> None:
        """Wait until nothing is at work here."""

    async def close(self) -> None:
        """End all work where it stands; the ledger knows what is left."""
