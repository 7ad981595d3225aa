"""The newest answer of each thread, which alone has buttons."""

from collections import OrderedDict
from typing import Generic, TypeVar

from bridge.protocols import Store
from bridge.types import MessageId, Thread, Turn
from platforms.showing.reply import FILES

KEPT = 200
"""Threads; in one that was quiet for so long the old buttons may stay, and do what they say."""

B = TypeVar("B")


class Newest(Generic[B]):
    """Of one workspace. `B` is what its platform needs to take a message's buttons away."""

    def __init__(self) -> None:
        self._messages: OrderedDict[Thread, tuple[MessageId, B]] = OrderedDict()

    def knows(self, thread: Thread) -> bool:
        return thread in self._messages

    def replace(self, thread: Thread, message: MessageId, bare: B) -> B | None:
        """This message has the buttons now; the other one that had them, as it looks without."""
        before = self._messages.pop(thread, None)
        self._messages[thread] = message, bare
        if len(self._messages) > KEPT:
            self._messages.popitem(last=False)
        return before[1] if before and before[0] != message else None


async def left_over(store: Store, turn: Turn) -> MessageId | None:
    """What an earlier run may have left buttons below: the last message of the answer before this one."""
    if turn.question.message == turn.thread.thread:
        return None  # it begins the thread
    shown = await store.shown(turn.thread, turn.id)
    return next((part.message for part in reversed(shown) if part.number < FILES), None)
