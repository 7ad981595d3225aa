"""An answer that is being read: the task that does it, and whether somebody stopped it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bridge.errors import BridgeError
from bridge.types import Key


class Left(Exception):
    """The program ends before the answer does: the turn stays as the ledger has it. ``begun``: it may be asked."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__()
        self.begun = begun


@dataclass(slots=True, eq=False)
class Reading:
    """Stop ends its task; what the task then does about it (pressing Stop on a page) is not interrupted again."""

    key: Key
    task: asyncio.Task[None]
    waits: Callable[[], bool] = lambda: False
    """Nothing is being asked just now."""
    stopped: bool = False
    left: bool = False
    why: BridgeError | None = None
    """It is not waited for any longer, because of this."""

    def give_up(self, why: BridgeError) -> None:
        self.why = why
        self.task.cancel()

    def stop(self) -> bool:
        if not self.stopped:
            self.stopped = self.task.cancel()
        return self.stopped

    def leave(self) -> None:
        """It is for the next start to go on with."""
        if not self.left and not self.stopped:
            self.left = self.task.cancel()

    @property
    def broke_off(self) -> bool:
        """It was left, and had not come to its end by itself."""
        return self.left and (self.task.cancelled() or self.task.exception() is not None)

    def error(self) -> BaseException | None:
        """Why it ended, unless it was stopped or came to its end."""
        if self.task.cancelled() and self.why is not None:
            return self.why
        if self.task.cancelled():
            return None if self.stopped else RuntimeError("the backend was cancelled from within")
        return self.task.exception()
