"""The newest answer of each thread, which alone has buttons."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.types import MessageId, Thread

KEPT = 200
"""Threads; in one that was quiet for so long the old buttons stay, and do what they say."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A message as it looks without its buttons."""

    message: MessageId
    text: str
    blocks: tuple[Mapping[str, Any], ...]


class Newest:
    """Of one workspace."""

    def __init__(self) -> None:
        self._messages: OrderedDict[Thread, Bare] = OrderedDict()

    def replace(self, thread: Thread, bare: Bare) -> Bare | None:
        """This one has the buttons now; the other one that had them."""
        before = self._messages.pop(thread, None)
        self._messages[thread] = bare
        if len(self._messages) > KEPT:
            self._messages.popitem(last=False)
        return before if before and before.message != bare.message else None
