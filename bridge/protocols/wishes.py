"""The seam to what the command line wishes of the bridge at work: only that has the browser, or may have it."""

from collections.abc import Sequence
from typing import Protocol

from bridge.types import Forgotten, Thread, Wished, WishId


class Wishes(Protocol):
    """Threads that are to be forgotten everywhere."""

    async def wish(self, thread: Thread) -> WishId:
        """It is wished from now on."""

    async def wished(self) -> Sequence[Wished]:
        """All of which nothing has become yet, the oldest first."""

    async def begin(self, wish: WishId) -> bool:
        """It is being seen to, perhaps not for the first time; False when nobody wishes it any more."""

    async def become(self, wish: WishId, outcome: Forgotten) -> None:
        """It is over."""

    async def outcome(self, wish: WishId) -> Forgotten | None:
        """What became of it, which is told once; None: nothing yet."""

    async def unwish(self, wish: WishId) -> bool:
        """Nobody wishes it any more; False when it is being seen to, or over."""
